import type { ClientOf, RequestFailure } from '../contract/api/client.ts'
import type { ExecutionId, RunId } from '../domain/ids.ts'
import type { Unsent } from '../domain/unsent.ts'

/** Tells the service one thing of a run; null when that is settled, also by a refusal for good, else why it must be kept. */
export async function tellUnsent(
  client: ClientOf<'reportSignal' | 'shownMailbox'>,
  runId: RunId,
  unsent: Unsent,
  { executionId, refused }: { executionId?: ExecutionId; refused?: (failure: RequestFailure) => void } = {},
): Promise<RequestFailure | null> {
  const params = { run_id: runId }
  const told =
    'shown' in unsent
      ? await client.call('shownMailbox', { params, body: { claim_id: unsent.shown } })
      : await client.call('reportSignal', {
          params,
          body: {
            signal: unsent.signal,
            ...(executionId === undefined ? {} : { execution_id: executionId }),
          },
          idempotencyKey: unsent.key,
        })
  if (told.ok) return null
  const isFinal = told.error.kind === 'refused' && !told.error.retryable
  if (!isFinal) return told.error
  refused?.(told.error)
  return null
}
