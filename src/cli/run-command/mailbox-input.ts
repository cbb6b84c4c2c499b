import { chmod, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describeFailure, type ApiClient } from '../../shared/contract/api/client.ts'
import type { Message } from '../../shared/contract/api/message.ts'
import type { HarnessSessionId, RunId } from '../../shared/domain/ids.ts'
import { err, ok, type Result } from '../../shared/kernel/result.ts'
import { commandMailboxChars, messagesPageMax } from '../../shared/limits.ts'

/** The mail a woken program gets: in its environment, in a file, and as JSON lines on its input. */
export type MailboxInput = {
  readonly claimId: string
  readonly environment: Readonly<Record<string, string>>
  readonly lines: string
}

/**
 * Takes the run's mailbox for a program. Messages that a follow-up announced stand surfaced for this execution
 * already, without their text having gone anywhere; they come first.
 */
export async function takeMailboxInput(
  client: ApiClient,
  runId: RunId,
  session: HarnessSessionId,
  runDirectory: string,
): Promise<Result<MailboxInput, string>> {
  const params = { run_id: runId }
  const announced = await readAnnounced(client, runId)
  if (!announced.ok) return announced
  const taken = await client.call('takeMailbox', {
    params,
    body: { session_id: session, max_chars: commandMailboxChars },
  })
  if (!taken.ok) return err(describeFailure(taken.error))
  const known = new Set(taken.value.messages.map((message) => message.message_id))
  const messages = [
    ...announced.value.filter(({ message_id }) => !known.has(message_id)),
    ...taken.value.messages,
  ]
  const file = join(runDirectory, 'mailbox.json')
  await writeFile(file, JSON.stringify(messages, null, 2), { mode: 0o600 })
  await chmod(file, 0o600) // also when it existed
  return ok({
    claimId: taken.value.claim_id,
    environment: { REVEILLE_MAILBOX_FILE: file, REVEILLE_MAILBOX_COUNT: String(messages.length) },
    lines: messages.map((message) => `${JSON.stringify(message)}\n`).join(''),
  })
}

async function readAnnounced(client: ApiClient, runId: RunId): Promise<Result<readonly Message[], string>> {
  const listed = await client.call('listMessages', {
    params: { run_id: runId },
    query: { limit: messagesPageMax },
  })
  if (!listed.ok) return err(describeFailure(listed.error))
  const messages: Message[] = []
  for (const { message_id, state } of listed.value.messages) {
    if (state !== 'surfaced') continue
    const read = await client.call('readMessage', { params: { message_id } })
    if (!read.ok) return err(describeFailure(read.error))
    messages.push(read.value)
  }
  return ok(messages)
}
