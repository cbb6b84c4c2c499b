import type { Clock } from '../shared/kernel/clock.ts'
import type { Disposable } from '../shared/kernel/disposables.ts'
import { snapshotBusyMs, snapshotEveryMs, snapshotQuietMs } from '../shared/limits.ts'

/** When a changed screen is to be written: quiet for a while, or changing for long; never too often. */
export function snapshotDueAt(facts: {
  readonly firstChangeAt: number // since the last write
  readonly lastChangeAt: number
  readonly lastWriteAt: number
}): number {
  const due = Math.min(facts.lastChangeAt + snapshotQuietMs, facts.firstChangeAt + snapshotBusyMs)
  return Math.max(due, facts.lastWriteAt + snapshotEveryMs)
}

/** Calls `write` after changes when it is due. A screen that does not change costs no timer. */
export class SnapshotWriter implements Disposable {
  readonly #clock: Clock
  readonly #write: () => void
  #firstChangeAt: number | null = null
  #lastChangeAt = 0
  #lastWriteAt = Number.NEGATIVE_INFINITY
  #timer: Disposable | null = null
  #isDisposed = false

  constructor(options: { readonly clock: Clock; readonly write: () => void }) {
    this.#clock = options.clock
    this.#write = options.write
  }

  changed(): void {
    if (this.#isDisposed) return
    this.#lastChangeAt = this.#clock.now()
    this.#firstChangeAt ??= this.#lastChangeAt
    this.#timer ??= this.#clock.after(snapshotQuietMs, () => this.#check())
  }

  /** Writes now, whatever is due. */
  flush(): void {
    if (this.#isDisposed) return
    this.#timer?.dispose()
    this.#timer = null
    this.#firstChangeAt = null
    this.#lastWriteAt = this.#clock.now()
    this.#write()
  }

  dispose(): void {
    this.#isDisposed = true
    this.#timer?.dispose()
  }

  #check(): void {
    this.#timer = null
    if (this.#firstChangeAt === null) return
    const dueAt = snapshotDueAt({
      firstChangeAt: this.#firstChangeAt,
      lastChangeAt: this.#lastChangeAt,
      lastWriteAt: this.#lastWriteAt,
    })
    const now = this.#clock.now()
    if (now >= dueAt) this.flush()
    else this.#timer = this.#clock.after(dueAt - now, () => this.#check())
  }
}
