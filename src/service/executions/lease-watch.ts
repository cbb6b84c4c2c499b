import type { Clock } from '../../shared/kernel/clock.ts'
import type { Disposable } from '../../shared/kernel/disposables.ts'
import type { Store } from '../store/store.ts'
import { clockJumpMs, leaseMs } from '../../shared/limits.ts'
import { expireLeases, extendLeases } from './lease.ts'

/**
 * Takes leases back when they run out: one timer for all of them, none when there is none. Timers run on the machine's
 * own time; when the wall clock has gone ahead of them it was set, or this process or machine stood still. Then nobody
 * could renew, and every lease gets its full length again.
 */
export class LeaseWatch implements Disposable {
  readonly #store: Store
  readonly #clock: Clock
  readonly #failed: (error: unknown) => void
  #timer: { readonly at: number; readonly timer: Disposable } | null = null
  #isOver = false

  constructor(store: Store, clock: Clock, failed: (error: unknown) => void) {
    this.#store = store
    this.#clock = clock
    this.#failed = failed
  }

  /** Renews what the previous process had leased, and watches it. */
  async begin(): Promise<void> {
    const next = await this.#store.change((tx) => {
      extendLeases(tx)
      return tx.executions.leased()[0]?.leaseExpiresAt ?? null
    })
    if (next !== null) this.expect(next)
  }

  /** A lease runs out then, unless it is renewed. */
  expect(at: number): void {
    if (this.#isOver || (this.#timer !== null && this.#timer.at <= at)) return
    this.#timer?.timer.dispose()
    const timer = this.#clock.after(Math.min(leaseMs, Math.max(0, at - this.#clock.now())), () => {
      this.#timer = null
      void this.#expire(this.#clock.now() - at > clockJumpMs ? 'time-jumped' : 'time-passed')
    })
    this.#timer = { at, timer }
  }

  async #expire(how: 'time-passed' | 'time-jumped'): Promise<void> {
    try {
      const next = await this.#store.change((tx) => {
        if (how === 'time-jumped') extendLeases(tx)
        return expireLeases(tx)
      })
      if (next !== null) this.expect(next)
    } catch (error) {
      this.#failed(error) // a full disk or a busy file: the loop must go on
      this.expect(this.#clock.now() + retryMs)
    }
  }

  dispose(): void {
    this.#isOver = true
    this.#timer?.timer.dispose()
  }
}

const retryMs = 1_000 // soon enough: a lease is thirty times as long
