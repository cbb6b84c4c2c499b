import { randomUUID } from 'node:crypto'
import { CliFailure } from '../exit-codes.ts'
import { printAnswer, textOrFile } from '../output.ts'
import { findRun } from '../run-reference.ts'
import type { Environment } from '../service-address.ts'
import { ownRun } from '../own-run.ts'
import { openClient, orFail, type CommonOptions } from '../session.ts'

export type SendOptions = CommonOptions & {
  readonly to: readonly string[]
  readonly subject: string
  readonly body?: string
  readonly bodyFile?: string
  readonly sender?: string
}

/** `reveille message send`: one letter to each recipient, sent once however often the request is repeated. */
export async function sendMessage(options: SendOptions, environment: Environment): Promise<void> {
  const body = await textOrFile(options.body, options.bodyFile)
  if (body === null) throw new CliFailure('usage', 'what shall it say? --body or --body-file')
  const client = openClient(options, environment)
  const sender =
    options.sender === undefined ? ownRun(environment) : await findRun(client, options.sender, environment)
  const to = options.to.flatMap((one) => one.split(',')).filter((one) => one.trim() !== '')
  const sent = orFail(
    await client.call('sendMessages', {
      body: { to, subject: options.subject, body, ...(sender === null ? {} : { sender_run_id: sender }) },
      idempotencyKey: randomUUID(),
    }),
  )
  printAnswer(options, sent, sent.message_ids.map((id) => `sent ${id}`).join('\n'))
}
