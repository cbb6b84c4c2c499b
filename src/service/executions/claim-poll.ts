import type { z } from 'zod'
import type { ClaimedLease, ClaimLease } from '../../shared/contract/api/worker.ts'
import type { Clock } from '../../shared/kernel/clock.ts'
import type { Disposable } from '../../shared/kernel/disposables.ts'
import { Emitter } from '../../shared/kernel/emitter.ts'
import type { Store } from '../store/store.ts'
import { claimLease, type Claimed, type Holder } from './lease.ts'
import type { LeaseWatch } from './lease-watch.ts'
import type { Workers } from './workers.ts'

/** Answers workers that wait for an execution. They sleep until a run is queued; nothing is polled. */
export class ClaimPoll implements Disposable {
  readonly #store: Store
  readonly #clock: Clock
  readonly #workers: Workers
  readonly #leases: LeaseWatch
  readonly #queued = new Emitter<void>()
  readonly #listening: Disposable
  #queuedCount = 0 // a run that is queued between an empty claim and the wait must not be slept through
  #isOver = false

  constructor(store: Store, clock: Clock, workers: Workers, leases: LeaseWatch) {
    this.#store = store
    this.#clock = clock
    this.#workers = workers
    this.#leases = leases
    this.#listening = store.onCommitted(({ events }) => {
      if (!events.some((event) => event.type === 'run_queued')) return
      this.#queuedCount += 1
      this.#queued.fire()
    })
  }

  /** `gone` is aborted when the worker hung up: an execution is not given to nobody. */
  async claim(
    request: z.output<typeof ClaimLease>,
    holder: Holder,
    gone: AbortSignal,
  ): Promise<z.input<typeof ClaimedLease>> {
    const deadline = this.#clock.now() + request.wait_ms
    for (;;) {
      this.#workers.sawClaim(request.worker_id, request, this.#clock.now())
      const queuedBefore = this.#queuedCount
      const connected = this.#workers.ids(this.#clock.now())
      const { lease, askAgainAt } = await this.#store.change((tx): Claimed =>
        gone.aborted || this.#isOver
          ? { lease: null, askAgainAt: null }
          : claimLease(tx, request, { holder, connected }),
      )
      if (lease !== null) this.#leases.expect(Date.parse(lease.expires_at))
      const left = deadline - this.#clock.now()
      if (lease !== null || left <= 0 || gone.aborted || this.#isOver) return { lease }
      const wait = askAgainAt === null ? left : Math.min(left, Math.max(1, askAgainAt - this.#clock.now()))
      if (this.#queuedCount === queuedBefore) await this.#next(wait, gone)
    }
  }

  dispose(): void {
    this.#isOver = true
    this.#listening.dispose()
    this.#queued.fire()
    this.#queued.dispose()
  }

  /** Resolves at the next queued run, at the end of the wait, or when nobody waits any more. */
  #next(milliseconds: number, gone: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const finish = (): void => {
        timer.dispose()
        waiting.dispose()
        gone.removeEventListener('abort', finish)
        resolve()
      }
      const timer = this.#clock.after(milliseconds, finish)
      const waiting = this.#queued.event(finish)
      gone.addEventListener('abort', finish)
    })
  }
}
