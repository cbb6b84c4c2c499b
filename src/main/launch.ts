import { describeFailure, type ApiClient } from '../shared/contract/api/client.ts'
import type { Conversation } from '../shared/domain/conversation.ts'
import { harnessNamed } from '../shared/harness/registry.ts'
import type { Clock } from '../shared/kernel/clock.ts'
import { messageOf } from '../shared/kernel/message-of.ts'
import { err, ok, type Result } from '../shared/kernel/result.ts'
import type { ActivityLog } from './activity/activity-log.ts'
import type { Conversations } from './store/conversations.ts'
import { prepareLaunch, spawnPrepared, stillWanted, type LaunchPlace } from './supervision/agent-launch.ts'
import type { DetectedHarness } from './supervision/harness-detection.ts'
import type { SessionFence } from './supervision/session-fence.ts'
import type { Terminals } from './supervision/terminals.ts'

export type LaunchParts = {
  readonly place: LaunchPlace
  readonly client: ApiClient
  readonly fence: SessionFence
  readonly terminals: Terminals
  readonly detected: (name: string) => DetectedHarness | null
  readonly conversations: Conversations
  readonly activity: ActivityLog
  readonly clock: Clock
}

/** Starts the first process of a local agent in its own pane. What goes wrong is told in the pane, the run and the activity. */
export async function launchAgent(conversation: Conversation, parts: LaunchParts): Promise<void> {
  const started = await start(conversation, parts).catch((error: unknown) => err(messageOf(error)))
  if (started.ok) return
  const message = started.error.slice(0, 2_000)
  const session = conversation.session
  if (session !== null) {
    const signal = { kind: 'failed' as const, session_id: session, failure: 'setup' as const, message }
    const told = await parts.client.call('reportSignal', {
      params: { run_id: conversation.runId },
      body: { signal },
    })
    if (!told.ok)
      parts.activity.add({
        ...about(conversation),
        title: 'the service was not told',
        why: describeFailure(told.error),
      })
  }
  if (conversation.terminalId !== null)
    await parts.terminals.host
      ?.note(conversation.terminalId, `${conversation.name} could not be started: ${message}`)
      .catch(() => {}) // told in the activity and by the run's state all the same
  parts.activity.add({
    ...about(conversation),
    title: `${conversation.name} could not be started`,
    why: message,
  })
}

const about = (conversation: Conversation) => ({
  kind: 'failed' as const,
  conversationId: conversation.id,
})

async function start(conversation: Conversation, parts: LaunchParts): Promise<Result<null, string>> {
  const { terminalId, session } = conversation
  if (terminalId === null || session === null) return err('it is not a local agent')
  const harness = harnessNamed(conversation.harness)
  if (!harness) return err(`this version does not know the harness ${conversation.harness}`)
  const detected = parts.detected(conversation.harness)
  if (detected && !detected.isAvailable) return err(detected.problem ?? 'the harness cannot be used')
  const taken = parts.fence.take(session)
  if (!taken.ok) return err(`its session is held by ${taken.error}`)
  const fence = taken.value
  try {
    const mode = { kind: 'start' as const, prompt: conversation.prompt }
    const target = { ...conversation, terminalId, session }
    const prepared = await prepareLaunch(target, harness, detected, mode, parts.place, parts.client)
    if (!prepared.ok) return prepared
    const isWanted = stillWanted(parts.conversations, conversation)
    const spawned = await spawnPrepared(parts.terminals, prepared.value, parts.clock, isWanted)
    if (!spawned.ok) return spawned
    fence.handOver(spawned.value)
    return ok(null)
  } finally {
    fence.dispose()
  }
}
