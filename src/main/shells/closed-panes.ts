import type { PaneId } from '../../shared/domain/ids.ts'
import type { Place } from '../../shared/domain/layout-moves.ts'
import type { Clock } from '../../shared/kernel/clock.ts'
import type { Disposable } from '../../shared/kernel/disposables.ts'
import { closedPanesMax, undoCloseMs } from '../../shared/limits.ts'

type Closed = { readonly place: Place; readonly timer: Disposable }

/** Panes that were closed a moment ago: they live on, hidden, until the time to take it back is over. */
export class ClosedPanes implements Disposable {
  readonly #clock: Clock
  readonly #end: (paneId: PaneId) => void
  #closed: readonly Closed[] = []

  /** `end` is called for a pane that nobody can bring back any more. */
  constructor(options: { readonly clock: Clock; readonly end: (paneId: PaneId) => void }) {
    this.#clock = options.clock
    this.#end = options.end
  }

  /** Whether there is something to bring back. */
  get isEmpty(): boolean {
    return this.#closed.length === 0
  }

  add(place: Place): void {
    const timer = this.#clock.after(undoCloseMs, () => this.#expire(place.paneId))
    this.#closed = [...this.#closed, { place, timer }]
    const [oldest] = this.#closed
    if (oldest && this.#closed.length > closedPanesMax) this.#expire(oldest.place.paneId)
  }

  /** The one that was closed last, which is closed no more; null when there is none. */
  takeLast(): Place | null {
    const last = this.#closed.at(-1)
    if (!last) return null
    last.timer.dispose()
    this.#closed = this.#closed.slice(0, -1)
    return last.place
  }

  /** Ends all of them now. */
  dispose(): void {
    for (const { place } of this.#closed) this.#expire(place.paneId)
  }

  #expire(paneId: PaneId): void {
    const closed = this.#closed.find((one) => one.place.paneId === paneId)
    if (!closed) return
    closed.timer.dispose()
    this.#closed = this.#closed.filter((one) => one !== closed)
    this.#end(paneId)
  }
}
