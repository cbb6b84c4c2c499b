import { describeFailure, type ApiClient } from '../shared/contract/api/client.ts'
import type { Message } from '../shared/contract/api/message.ts'
import type { RunId } from '../shared/domain/ids.ts'
import { renderMailbox } from '../shared/domain/mailbox-context.ts'
import { err, ok, type Result } from '../shared/kernel/result.ts'
import { messagesPageMax } from '../shared/limits.ts'

/**
 * The prompt with the messages that its follow-up announced. The service counts them as surfaced by this execution,
 * so no hook hands them out: here they get into the context, unless the follow-up's own text holds them already.
 */
export async function withAnnouncedMail(
  client: ApiClient,
  runId: RunId,
  prompt: string,
): Promise<Result<string, string>> {
  const listed = await client.call('listMessages', {
    params: { run_id: runId },
    query: { limit: messagesPageMax },
  })
  if (!listed.ok) return err(describeFailure(listed.error))
  const messages: Message[] = []
  for (const { message_id, state } of listed.value.messages) {
    if (state !== 'surfaced' || prompt.includes(message_id)) continue
    const read = await client.call('readMessage', { params: { message_id } })
    if (!read.ok) return err(describeFailure(read.error))
    messages.push(read.value)
  }
  return ok(messages.length === 0 ? prompt : `${prompt}\n\n${renderMailbox(messages, 0)}`)
}
