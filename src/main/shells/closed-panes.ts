import type { PaneId, WindowId } from '../../shared/domain/ids.ts'
import { panesOf } from '../../shared/domain/layout.ts'
import type { Place } from '../../shared/domain/layout-moves.ts'
import type { AppWindow } from '../../shared/domain/windows.ts'
import type { Clock } from '../../shared/kernel/clock.ts'
import type { Disposable } from '../../shared/kernel/disposables.ts'
import { closedPanesMax, undoCloseMs } from '../../shared/limits.ts'

/** What was closed: a pane with where it stood, or a window with all that it showed. */
export type Closed =
  | { readonly kind: 'pane'; readonly windowId: WindowId; readonly place: Place }
  | { readonly kind: 'window'; readonly window: AppWindow; readonly index: number }

type Kept = { readonly closed: Closed; readonly timer: Disposable }

/** Panes and windows that were closed a moment ago: what ran lives on, hidden, until the time to take it back is over. */
export class ClosedPanes implements Disposable {
  readonly #clock: Clock
  readonly #end: (paneId: PaneId) => void
  #closed: readonly Kept[] = []

  /** `end` is called for a pane that nobody can bring back any more. */
  constructor(options: { readonly clock: Clock; readonly end: (paneId: PaneId) => void }) {
    this.#clock = options.clock
    this.#end = options.end
  }

  /** Whether there is something to bring back. */
  get isEmpty(): boolean {
    return this.#closed.length === 0
  }

  add(closed: Closed): void {
    const timer = this.#clock.after(undoCloseMs, () => this.#expire(closed))
    this.#closed = [...this.#closed, { closed, timer }]
    const [oldest] = this.#closed
    if (oldest && this.#closed.length > closedPanesMax) this.#expire(oldest.closed)
  }

  /** The one that was closed last, which is closed no more; null when there is none. */
  takeLast(): Closed | null {
    const last = this.#closed.at(-1)
    if (!last) return null
    last.timer.dispose()
    this.#closed = this.#closed.slice(0, -1)
    return last.closed
  }

  /** Ends all of them now. */
  dispose(): void {
    for (const { closed } of this.#closed) this.#expire(closed)
  }

  #expire(closed: Closed): void {
    const kept = this.#closed.find((one) => one.closed === closed)
    if (!kept) return
    kept.timer.dispose()
    this.#closed = this.#closed.filter((one) => one !== kept)
    for (const paneId of panesIn(closed)) this.#end(paneId)
  }
}

const panesIn = (closed: Closed): readonly PaneId[] =>
  closed.kind === 'pane' ? [closed.place.paneId] : closed.window.tabs.flatMap((tab) => panesOf(tab.root))
