import { randomUUID } from 'node:crypto'
import { describeFailure, type ApiClient } from '../../shared/contract/api/client.ts'
import { WireError } from '../../shared/contract/wire.ts'
import type { Conversation } from '../../shared/domain/conversation.ts'
import type { AmbientPanes } from '../ambient-panes.ts'
import type { LiveFacts } from '../app.ts'
import type { ActivityLog } from '../activity/activity-log.ts'

/** A follow-up that a person typed into an ambient pane's prompt box. One in flight per agent. */
export async function sendFollowUp(
  conversation: Conversation,
  message: string,
  parts: {
    readonly client: ApiClient
    readonly ambient: AmbientPanes
    readonly live: LiveFacts
    readonly activity: ActivityLog
  },
): Promise<void> {
  const { followUpsInFlight } = parts.live
  if (followUpsInFlight.has(conversation.id)) throw new WireError('busy', 'a follow-up is being accepted')
  followUpsInFlight.add(conversation.id)
  try {
    const accepted = await parts.client.call('followUpRun', {
      params: { run_id: conversation.runId },
      body: { message },
      idempotencyKey: `person:${randomUUID()}`,
    })
    if (!accepted.ok) throw new WireError('refused', describeFailure(accepted.error))
    if (accepted.value.answered) return // the log tells of it
    parts.ambient.apply(conversation.id, { kind: 'follow-up-submitted' })
    const about = { conversationId: conversation.id }
    parts.activity.add({
      ...about,
      kind: 'follow-up',
      title: `you → ${conversation.name}`,
      why: message.slice(0, 200),
    })
  } finally {
    followUpsInFlight.delete(conversation.id)
  }
}
