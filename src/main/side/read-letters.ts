import { describeFailure, type ApiClient } from '../../shared/contract/api/client.ts'
import type { Letter } from '../../shared/contract/app-side.ts'
import { WireError } from '../../shared/contract/wire.ts'
import type { Conversation } from '../../shared/domain/conversation.ts'
import { RunId } from '../../shared/domain/ids.ts'
import { messagesPageMax } from '../../shared/limits.ts'
import type { Conversations } from '../store/conversations.ts'

/** The newest letters to these agents, in the order of the log. An agent whose mailbox cannot be had fails the whole. */
export async function readLetters(
  to: readonly Conversation[],
  conversations: Conversations,
  client: ApiClient,
): Promise<{ letters: Letter[]; isWhole: boolean }> {
  const read = await Promise.all(to.map((one) => lettersTo(one, conversations, client)))
  const letters = read.flat().toSorted((one, other) => one.sequence - other.sequence)
  return { letters, isWhole: read.every((page) => page.length < messagesPageMax) }
}

async function lettersTo(
  { id, runId }: Conversation,
  conversations: Conversations,
  client: ApiClient,
): Promise<readonly Letter[]> {
  const listed = await client.call('listMessages', {
    params: { run_id: runId },
    query: { bodies: 'true', newest: 'true', limit: messagesPageMax },
  })
  if (!listed.ok) throw new WireError('refused', describeFailure(listed.error))
  return listed.value.messages.map((message) => {
    const sender = RunId.safeParse(message.sender_run_id)
    const from = sender.success ? conversations.ofRun(sender.data) : null
    return {
      id: message.message_id,
      sequence: message.sequence,
      to: id,
      from: from?.id ?? null,
      fromName: from?.name ?? message.sender_name ?? 'you',
      subject: message.subject,
      body: message.body ?? '',
      kind: message.kind,
      state: message.state,
      sentAt: Date.parse(message.sent_at),
    }
  })
}
