import type { ClientOf, RequestFailure } from '../contract/api/client.ts'
import type { ExecutionId, RunId } from '../domain/ids.ts'
import type { Unsent } from '../domain/unsent.ts'

/** `kept`: to be told again. `refused`: for good, which settles it too. */
export type TellOutcome =
  | { readonly kind: 'told' }
  | { readonly kind: 'refused' | 'kept'; readonly failure: RequestFailure }

/** Tells the service one thing of a run. */
export async function tellUnsent(
  client: ClientOf<'reportSignal' | 'shownMailbox'>,
  runId: RunId,
  unsent: Unsent,
  executionId?: ExecutionId,
): Promise<TellOutcome> {
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
  if (told.ok) return { kind: 'told' }
  const isFinal = told.error.kind === 'refused' && !told.error.retryable
  return { kind: isFinal ? 'refused' : 'kept', failure: told.error }
}
