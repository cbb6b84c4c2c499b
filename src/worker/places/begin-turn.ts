import type { AttachmentInput } from '../../shared/contract/api/attachment.ts'
import type { Lease } from '../../shared/contract/api/worker.ts'
import { pauseAskedFor } from '../../shared/domain/backoff.ts'
import { isEnded } from '../../shared/domain/run.ts'
import type { Clock } from '../../shared/kernel/clock.ts'
import { err, ok, type Result } from '../../shared/kernel/result.ts'
import { retryAfterCapMs, streamBackoffMs } from '../../shared/limits.ts'
import type { Place, PlaceFailure } from './place.ts'
import type { BegunTurn } from './turn-records.ts'

/**
 * Asks a place for the turn of a lease, under the execution's id as key: a worker that takes the same execution over asks
 * with the same key. At a place that honours no keys nothing is repeated that may have been done: then the watch tells.
 */
export async function beginTurn(
  lease: Lease,
  place: Place,
  prompt: string,
  attachments: readonly AttachmentInput[],
  clock: Clock,
  signal: AbortSignal,
): Promise<Result<BegunTurn, PlaceFailure>> {
  const key = lease.execution_id
  // A first execution begins the run, also when an earlier worker had begun it: the key finds it.
  const runId = lease.number === 1 ? null : lease.session_id
  if (runId === null) {
    const started = await persist(() => place.start(wishOf(lease, prompt, attachments), key), clock, signal)
    return started.ok ? ok({ runId: started.value.runId, executionId: null, before: null }) : started
  }
  const before = await persist(() => place.look(runId), clock, signal)
  if (!before.ok) return before
  // An earlier worker of this execution may have asked, and told nobody here: what works there now is taken for its turn.
  const mayBeAsked = lease.fence > 1 && !place.abilities.honoursKeys
  if (mayBeAsked && !isEnded(before.value.state))
    return ok({ runId, executionId: null, before: before.value })
  const followUp = () => place.followUp(runId, prompt, key)
  const accepted = await persist(
    followUp,
    clock,
    signal,
    place.abilities.honoursKeys ? 'always' : 'when-not-done',
  )
  if (accepted.ok) return ok({ runId, executionId: accepted.value.executionId, before: before.value })
  const isInDoubt = accepted.error.isOutcomeUnknown && !place.abilities.honoursKeys
  return isInDoubt ? ok({ runId, executionId: null, before: before.value }) : accepted
}

/** Asks until there is an answer to go by; each wait is longer, and the place's own word for it counts. */
async function persist<Value>(
  ask: () => Promise<Result<Value, PlaceFailure>>,
  clock: Clock,
  signal: AbortSignal,
  repeat: 'always' | 'when-not-done' = 'always',
): Promise<Result<Value, PlaceFailure>> {
  for (let failures = 0; ; failures += 1) {
    const answer = await ask()
    if (answer.ok) return answer
    if (answer.error.isPermanent || signal.aborted || failures >= streamBackoffMs.length)
      return err(answer.error)
    if (repeat === 'when-not-done' && answer.error.isOutcomeUnknown) return err(answer.error)
    const pauseMs = pauseAskedFor(streamBackoffMs[failures] ?? 0, answer.error.retryAfterMs, retryAfterCapMs)
    await pause(clock, pauseMs, signal)
    if (signal.aborted) return err(answer.error)
  }
}

/** A wait that is over at once when nobody waits for the turn any more. */
const pause = (clock: Clock, milliseconds: number, signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    const end = (): void => {
      timer.dispose()
      signal.removeEventListener('abort', end)
      resolve()
    }
    const timer = clock.after(milliseconds, end)
    signal.addEventListener('abort', end)
  })

function wishOf(lease: Lease, prompt: string, attachments: readonly AttachmentInput[]) {
  const config = lease.run.agent_config ?? {}
  return {
    name: config.name ?? lease.run.title,
    prompt,
    harness: config.harness?.type ?? null,
    model: config.harness?.model_id ?? null,
    environment: typeof config['environment_id'] === 'string' ? config['environment_id'] : null,
    command: config.command ?? [],
    attachments,
  }
}
