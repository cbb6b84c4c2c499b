import { MessageId } from '../../shared/domain/ids.ts'
import type { MessageHeader } from '../../shared/contract/api/message.ts'
import { CliFailure } from '../exit-codes.ts'
import { plain, printAnswer, table, wholeNumber } from '../output.ts'
import { findRun, requireOwnRun } from '../run-reference.ts'
import type { Environment } from '../service-address.ts'
import { openClient, orFail, type CommonOptions } from '../session.ts'

export type ListMessagesOptions = CommonOptions & {
  readonly unread?: boolean
  readonly pending?: boolean
  readonly limit: string
}

/** `reveille message list`: reading headers changes nothing. */
export async function listMessages(
  which: string | undefined,
  options: ListMessagesOptions,
  environment: Environment,
): Promise<void> {
  const client = openClient(options, environment)
  const runId = which === undefined ? requireOwnRun(environment) : await findRun(client, which, environment)
  const query = {
    limit: wholeNumber('--limit', options.limit),
    ...(options.unread ? { unread: 'true' } : {}),
    ...(options.pending ? { pending: 'true' } : {}),
  }
  const listed = orFail(await client.call('listMessages', { params: { run_id: runId }, query }))
  const rows = listed.messages.map((one) => [
    one.message_id,
    senderOf(one),
    one.state,
    one.sent_at,
    one.subject,
  ])
  const text =
    rows.length === 0 ? 'no messages' : table(['MESSAGE', 'FROM', 'STATE', 'SENT', 'SUBJECT'], rows)
  printAnswer(options, listed, text)
}

/** `reveille message read`: the whole message; it counts as read. */
export async function readMessage(
  id: string,
  options: CommonOptions,
  environment: Environment,
): Promise<void> {
  const read = await openClient(options, environment).call('readMessage', {
    params: { message_id: messageId(id) },
  })
  const message = orFail(read)
  const head = [
    `message: ${message.message_id}`,
    `from: ${plain(senderOf(message))}`,
    `to: ${message.run_id}`,
    `sent: ${message.sent_at}`,
    `subject: ${plain(message.subject)}`,
  ]
  printAnswer(options, message, `${head.join('\n')}\n\n${message.body}`)
}

/** `reveille message mark-delivered`. */
export async function markDelivered(
  id: string,
  options: CommonOptions,
  environment: Environment,
): Promise<void> {
  orFail(
    await openClient(options, environment).call('markDelivered', { params: { message_id: messageId(id) } }),
  )
  printAnswer(options, { message_id: id }, `delivered ${id}`)
}

const senderOf = (message: MessageHeader): string => {
  const run = message.sender_run_id ?? ''
  return message.sender_name
    ? `${message.sender_name} ${run}`.trim()
    : run || (message.kind === 'source' ? 'a source outside' : 'a person')
}

function messageId(given: string): MessageId {
  const parsed = MessageId.safeParse(given)
  if (!parsed.success) throw new CliFailure('usage', `${given} is not a message id`)
  return parsed.data
}
