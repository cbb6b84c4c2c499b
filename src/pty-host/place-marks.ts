import type { IMarker, Terminal } from '@xterm/headless'
import { placeMarkCode, placeMarkSequence, readPlaceMark } from '../shared/domain/place-mark.ts'
import type { Disposable } from '../shared/kernel/disposables.ts'
import { placeMarksMax, placeMarksWaitingMax } from '../shared/terminal-limits.ts'
import type { OutputGate } from './output-gate.ts'

/** The marks on a screen: a replay puts them into the same lines. */
export class PlaceMarks implements Disposable {
  readonly #terminal: Terminal
  readonly #handler: Disposable
  #marks = new Map<number, IMarker>()

  constructor(terminal: Terminal) {
    this.#terminal = terminal
    this.#handler = terminal.parser.registerOscHandler(placeMarkCode, (data) => {
      const name = readPlaceMark(data)
      if (name !== null && !this.#marks.has(name)) this.#note(name)
      return true
    })
  }

  /** Adds the sequences of each line of the normal buffer that has some. */
  addTo(lines: Map<number, string>): void {
    for (const [name, { line, isDisposed }] of this.#marks)
      if (!isDisposed) lines.set(line, `${lines.get(line) ?? ''}${placeMarkSequence(name)}`)
  }

  dispose(): void {
    this.#handler.dispose()
    this.#marks.clear()
  }

  #note(name: number): void {
    const marker = this.#terminal.registerMarker() as IMarker | undefined // none on the alternate screen
    if (!marker) return
    this.#marks.set(name, marker)
    if (this.#marks.size <= placeMarksMax) return
    for (const [gone, { isDisposed }] of this.#marks) if (isDisposed) this.#marks.delete(gone)
    for (const [oldest, old] of [...this.#marks].slice(0, this.#marks.size - placeMarksMax)) {
      this.#marks.delete(oldest)
      old.dispose()
    }
  }
}

/** Marks on their way into a terminal's output: not in the middle of a sequence, and not before a process wrote there. */
export class MarksToPut {
  readonly #gate: OutputGate
  #waiting: number[] = []

  constructor(gate: OutputGate) {
    this.#gate = gate
  }

  add(name: number): void {
    this.#waiting = [...this.#waiting, name].slice(-placeMarksWaitingMax)
  }

  /** Puts out what waits, where the stream stands on plain text; else it waits for what the process puts out next. */
  put(): void {
    if (this.#waiting.length === 0) return
    this.#gate.compose(({ isMidSequence }) =>
      isMidSequence ? '' : this.#waiting.splice(0).map(placeMarkSequence).join(''),
    )
  }
}
