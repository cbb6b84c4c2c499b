import type { IMarker, Terminal } from '@xterm/xterm'
import { placeMarkCode, readPlaceMark } from '../../shared/domain/place-mark.ts'
import type { Clock } from '../../shared/kernel/clock.ts'
import type { Disposable } from '../../shared/kernel/disposables.ts'
import { placeMarksMax } from '../../shared/terminal-limits.ts'
import { placeFlashMs } from '../limits.ts'

/**
 * Where a place is: `exact` at its own mark; `near` at the last mark before it; `scrolled-out` when all that is left came
 * later; `unmarked` when nothing is marked here.
 */
export type PlaceFound = 'exact' | 'near' | 'scrolled-out' | 'unmarked'

/** The marks of a terminal on screen, and the way to them. */
export class PlaceMarks implements Disposable {
  readonly #terminal: Terminal
  readonly #handler: Disposable
  readonly #marks = new Map<number, IMarker>()
  readonly #flash: (marker: IMarker) => void

  /** `flash` shows the line that was gone to. */
  constructor(terminal: Terminal, flash: (marker: IMarker) => void) {
    this.#terminal = terminal
    this.#flash = flash
    this.#handler = terminal.parser.registerOscHandler(placeMarkCode, (data) => {
      const name = readPlaceMark(data)
      if (name !== null) this.#note(name)
      return true
    })
  }

  /** Scrolls to the place, or as near as is known, and shows the line for a moment. */
  goTo(name: number): PlaceFound {
    const names = [...this.#marks].flatMap(([one, marker]) => (marker.isDisposed ? [] : [one]))
    if (names.length === 0) return 'unmarked'
    const before = names.filter((one) => one <= name)
    if (before.length === 0) return 'scrolled-out'
    const best = Math.max(...before)
    const marker = this.#marks.get(best)
    if (marker) this.#show(marker)
    return best === name ? 'exact' : 'near'
  }

  dispose(): void {
    this.#handler.dispose()
    for (const marker of this.#marks.values()) marker.dispose()
    this.#marks.clear()
  }

  #note(name: number): void {
    const known = this.#marks.get(name)
    if (known && !known.isDisposed) return
    const marker = this.#terminal.registerMarker() as IMarker | undefined // none on the alternate screen
    if (!marker) return
    this.#marks.delete(name)
    this.#marks.set(name, marker)
    if (this.#marks.size <= placeMarksMax) return
    const [oldest] = this.#marks
    oldest?.[1].dispose()
    this.#marks.delete(oldest?.[0] ?? name)
  }

  #show(marker: IMarker): void {
    this.#terminal.scrollToLine(Math.max(0, marker.line - Math.floor(this.#terminal.rows / 3)))
    this.#flash(marker)
  }
}

/** Lights a line up for a moment. */
export function flashLine(terminal: Terminal, marker: IMarker, clock: Clock): void {
  const flash = terminal.registerDecoration({ marker, width: terminal.cols, layer: 'top' })
  flash?.onRender((element) => element.classList.add('place-flash'))
  clock.after(placeFlashMs, () => flash?.dispose())
}
