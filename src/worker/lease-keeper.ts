import type { ApiClient } from '../shared/contract/api/client.ts'
import type { Lease } from '../shared/contract/api/worker.ts'
import type { WorkerId } from '../shared/domain/ids.ts'
import type { Clock } from '../shared/kernel/clock.ts'
import type { AskAnswer } from '../shared/domain/ask-answer.ts'
import type { Disposable } from '../shared/kernel/disposables.ts'
import { leaseMs, leaseRenewMs } from '../shared/limits.ts'

/** Why an execution must stop before its end. */
export type StopReason = 'cancelled' | 'lease-lost' | Bound

/** A bound that the worker's owner set. */
export type Bound = 'timed-out' | 'out-of-memory'

/** Renews a lease until disposed. `on.stop` is called once: when the service says so, or was silent for a whole lease. */
export function keepLease(
  lease: Lease,
  workerId: WorkerId,
  client: ApiClient,
  clock: Clock,
  on: {
    readonly stop: (reason: StopReason) => void
    /** Told again with each renewal until the run has gone on. */
    readonly answer: (answer: AskAnswer) => void
  },
): Disposable {
  let isOver = false
  let renewedAt = clock.now()
  let timer: Disposable = { dispose: () => {} }
  const stop = (reason: StopReason): void => {
    isOver = true
    on.stop(reason)
  }
  const renew = async (): Promise<void> => {
    const params = { execution_id: lease.execution_id }
    const renewed = await client.call('renewLease', {
      params,
      body: { worker_id: workerId, fence: lease.fence },
    })
    if (isOver) return
    if (renewed.ok && renewed.value.is_lost) return stop('lease-lost')
    if (renewed.ok && renewed.value.is_cancelled) return stop('cancelled')
    if (renewed.ok) {
      renewedAt = clock.now()
      if (renewed.value.answer) on.answer(renewed.value.answer)
    } else if (renewed.error.kind === 'refused' && renewed.error.status === 404) return stop('lease-lost')
    // A service that was away extends the leases it finds; ours counts as lost only when it would have run out.
    else if (clock.now() - renewedAt > leaseMs) return stop('lease-lost')
    schedule()
  }
  const schedule = (): void => {
    timer = clock.after(leaseRenewMs, () => void renew())
  }
  schedule()
  return {
    dispose: () => {
      isOver = true
      timer.dispose()
    },
  }
}
