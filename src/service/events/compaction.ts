import type { Clock } from '../../shared/kernel/clock.ts'
import type { Disposable } from '../../shared/kernel/disposables.ts'
import {
  compactAtOnce,
  compactEveryMs,
  compactFirstMs,
  eventsKept,
  eventsKeptMs,
} from '../../shared/limits.ts'
import type { Store } from '../store/store.ts'

/** What stays in the log: the newest `events`, and everything younger than `ms`. */
export type Retention = { readonly events: number; readonly ms: number }
export const defaultRetention: Retention = { events: eventsKept, ms: eventsKeptMs }

/**
 * Takes old entries out of the log, a few in each change so that nobody waits for it. Both conditions must hold, so a
 * clock that is set wrong costs at most what is older than the newest `events`. Runs, messages and executions stay.
 */
export class Compaction implements Disposable {
  readonly #store: Store
  readonly #clock: Clock
  readonly #retention: Retention
  readonly #failed: (error: unknown) => void
  #timer: Disposable
  #isOver = false

  constructor(store: Store, clock: Clock, retention: Retention, failed: (error: unknown) => void) {
    this.#store = store
    this.#clock = clock
    this.#retention = retention
    this.#failed = failed
    this.#timer = clock.after(compactFirstMs, this.#run)
  }

  dispose(): void {
    this.#isOver = true
    this.#timer.dispose()
  }

  readonly #run = (): void => {
    this.#compact()
      .catch(this.#failed) // a full disk: the next round tries again
      .finally(() => {
        if (!this.#isOver) this.#timer = this.#clock.after(compactEveryMs, this.#run)
      })
  }

  async #compact(): Promise<void> {
    for (let taken = compactAtOnce; taken === compactAtOnce && !this.#isOver;)
      taken = await this.#store.change((tx) =>
        tx.events.compact({
          sequence: tx.events.lastSequence() - this.#retention.events + 1,
          occurredAt: tx.now - this.#retention.ms,
          limit: compactAtOnce,
        }),
      )
  }
}
