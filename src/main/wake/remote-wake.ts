import { createHash } from 'node:crypto'
import {
  describeFailure,
  retryAfterOf,
  type ApiClient,
  type RequestFailure,
} from '../../shared/contract/api/client.ts'
import type { Message } from '../../shared/contract/api/message.ts'
import type { ExecutionId, MessageId, RunId } from '../../shared/domain/ids.ts'
import type { WakeDecision } from '../../shared/domain/wake.ts'
import { err, ok } from '../../shared/kernel/result.ts'
import type { WakeOutcome } from './waker.ts'

/**
 * One follow-up has one key for good: the run, the execution it comes after, and the messages it announces. A repeat of
 * a follow-up that was accepted changes nothing; one whose execution failed is a new one.
 */
export function followUpKey(runId: RunId, after: ExecutionId | null, messages: readonly MessageId[]): string {
  const announced = createHash('sha256')
    .update([...messages].sort().join('\n'))
    .digest('hex')
    .slice(0, 32)
  return `follow-up:${runId}:${after ?? 'first'}:${announced}`
}

/**
 * Wakes a remote agent: one follow-up to the same run, bounded, keyed by the messages it announces. The service marks
 * exactly these as surfaced, in the transaction that accepts it. Nothing but a 2xx counts.
 */
export async function followUpRemote(
  decision: WakeDecision & { kind: 'follow-up' },
  client: ApiClient,
  render: (messages: readonly Message[]) => string,
): Promise<WakeOutcome> {
  const messages: Message[] = []
  for (const id of decision.messages) {
    const read = await client.call('readMessage', { params: { message_id: id } })
    if (!read.ok) return err(failed(read.error))
    messages.push(read.value)
  }
  const run = await client.call('getRun', { params: { run_id: decision.run } })
  if (!run.ok) return err(failed(run.error))
  const accepted = await client.call('followUpRun', {
    params: { run_id: decision.run },
    body: { message: render(messages), message_ids: [...decision.messages] },
    idempotencyKey: followUpKey(decision.run, run.value.execution_id ?? null, decision.messages),
  })
  if (accepted.ok) return ok('done')
  return err(
    isFinal(accepted.error) ? { ...failed(accepted.error), kind: 'refused' } : failed(accepted.error),
  )
}

/** It can be tried again, not before the service said. */
const failed = (failure: RequestFailure) => ({
  kind: 'failed' as const,
  message: describeFailure(failure),
  retryAfterMs: retryAfterOf(failure),
})

/** Asking again cannot help: 401, 403, 404, 410, 422. The messages stay; a person decides. */
const isFinal = (failure: RequestFailure): boolean => failure.kind === 'refused' && !failure.retryable
