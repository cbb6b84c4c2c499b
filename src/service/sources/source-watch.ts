import type { SubscriptionId } from '../../shared/domain/ids.ts'
import type { Clock } from '../../shared/kernel/clock.ts'
import type { Disposable } from '../../shared/kernel/disposables.ts'
import { clockJumpMs, scheduleLookMs, sourceRetryMs } from '../../shared/limits.ts'
import { describeError, type Log } from '../log.ts'
import type { Subscription } from '../store/source-rows.ts'
import type { Store } from '../store/store.ts'
import { watchCommand } from './command-watch.ts'
import { watchFiles } from './file-watch.ts'
import { fire, type OutsideHappening } from './fire.ts'
import { fireDue, planAgain } from './schedule-due.ts'

/** What a watcher tells of its source. */
export type SourceTells = {
  readonly happened: (happening: Omit<OutsideHappening, 'isByHand' | 'note'>) => Promise<void>
  /** It cannot watch (any more); shown with the source. */
  readonly failed: (reason: string) => void
  /** What must be known after a restart. */
  readonly progress: (text: string | null) => Promise<void>
}
type Watched = { readonly identity: string; readonly watching: Disposable }

/**
 * Listens for what the service itself must look after: instants, files, commands. One timer for all schedules. What is
 * listened to is read from the store, after each change of it and at the start.
 */
export class SourceWatch implements Disposable {
  readonly #store: Store
  readonly #clock: Clock
  readonly #log: Log
  readonly #watched = new Map<SubscriptionId, Watched>()
  #timer: Disposable | null = null
  /** Before the first look nothing is known of the clock. */
  #lookedAt = Number.POSITIVE_INFINITY
  #isOver = false

  constructor(store: Store, clock: Clock, log: Log) {
    this.#store = store
    this.#clock = clock
    this.#log = log
  }

  /** What was missed while the service was away is looked at first. */
  async begin(): Promise<void> {
    await this.#lookAtSchedules()
    this.#reconcile()
  }

  /** To be called within a change of sources: looks again when that change is there to be read. */
  readonly changed = (): void => {
    this.#store
      .change(() => undefined) // changes are made one after the other
      .then(
        () => {
          if (this.#isOver) return
          this.#reconcile()
          this.#plan(this.#store.read((tx) => tx.subscriptions.nextDue()))
        },
        (error: unknown) => this.#tell('sources-not-read', error),
      )
  }

  dispose(): void {
    this.#isOver = true
    this.#timer?.dispose()
    for (const { watching } of this.#watched.values()) watching.dispose()
    this.#watched.clear()
  }

  async #lookAtSchedules(): Promise<void> {
    try {
      const now = this.#clock.now()
      const isSetBack = now < this.#lookedAt - clockJumpMs
      this.#lookedAt = now
      const next = await this.#store.change((tx) => {
        if (isSetBack) planAgain(tx)
        return fireDue(tx)
      })
      this.#plan(next)
    } catch (error) {
      if (this.#isOver) return
      this.#tell('schedules-failed', error)
      this.#plan(this.#clock.now() + sourceRetryMs) // a full disk: the loop must go on
    }
  }

  #plan(at: number | null): void {
    this.#timer?.dispose()
    this.#timer = null
    if (at === null || this.#isOver) return
    const wait = Math.min(Math.max(1, at - this.#clock.now()), scheduleLookMs)
    this.#timer = this.#clock.after(wait, () => {
      this.#timer = null
      void this.#lookAtSchedules()
    })
  }

  #reconcile(): void {
    const wanted = this.#store.read((tx) =>
      tx.subscriptions.list({ kinds: ['file', 'command'], only: 'enabled' }),
    )
    const left = new Set(this.#watched.keys())
    for (const one of wanted) {
      const identity = JSON.stringify([one.source, one.updatedAt])
      const known = this.#watched.get(one.subscriptionId)
      left.delete(one.subscriptionId)
      if (known?.identity === identity) continue
      known?.watching.dispose()
      this.#watched.set(one.subscriptionId, { identity, watching: this.#watch(one) })
    }
    for (const gone of left) {
      this.#watched.get(gone)?.watching.dispose()
      this.#watched.delete(gone)
    }
  }

  #watch(one: Subscription): Disposable {
    const tells = this.#tellsOf(one.subscriptionId)
    if (one.source.kind === 'file') return watchFiles(one.source, tells, this.#clock)
    if (one.source.kind === 'command') return watchCommand(one.source, one.progress, tells, this.#clock)
    return { dispose: () => {} }
  }

  #tellsOf(id: SubscriptionId): SourceTells {
    const change = async (decide: Parameters<Store['change']>[0]): Promise<void> => {
      try {
        await this.#store.change(decide)
      } catch (error) {
        if (!this.#isOver) this.#tell('source-not-told', error)
      }
    }
    return {
      happened: (happening) =>
        change((tx) => {
          const to = tx.subscriptions.find(id)
          if (to !== null) fire(tx, to, { ...happening, note: '', isByHand: false })
        }),
      failed: (reason) =>
        void change((tx) => {
          if (tx.subscriptions.find(id) !== null) tx.subscriptions.change(id, { lastError: reason })
        }),
      progress: (text) =>
        change((tx) => {
          if (tx.subscriptions.find(id) !== null) tx.subscriptions.change(id, { progress: text })
        }),
    }
  }

  #tell(event: string, error: unknown): void {
    this.#log({ level: 'error', event, error: describeError(error) })
  }
}
