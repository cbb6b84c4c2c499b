import type { IMarker, Terminal } from '@xterm/headless'
import type { Disposable } from '../shared/kernel/disposables.ts'
import { commandPlacesMax } from '../shared/terminal-limits.ts'

type Place = { readonly marker: IMarker; readonly data: string }

/** Where a shell said that commands begin and end (OSC 133): a replay says it again in the same lines. */
export class CommandPlaces implements Disposable {
  readonly #terminal: Terminal
  readonly #handler: Disposable
  #places: Place[] = []

  constructor(terminal: Terminal) {
    this.#terminal = terminal
    this.#handler = terminal.parser.registerOscHandler(133, (data) => {
      this.#note(data)
      return true
    })
  }

  /** The sequences of each line of the normal buffer that has some. */
  get sequences(): ReadonlyMap<number, string> {
    const lines = new Map<number, string>()
    for (const { marker, data } of this.#places)
      if (!marker.isDisposed) lines.set(marker.line, `${lines.get(marker.line) ?? ''}\x1b]133;${data}\x07`)
    return lines
  }

  dispose(): void {
    this.#handler.dispose()
    this.#places = []
  }

  #note(data: string): void {
    if (!/^(?:A|C|D(?:;-?\d{1,10})?)(?:$|;)/.test(data)) return // the end of a prompt is of no use later
    const marker = this.#terminal.registerMarker() as IMarker | undefined // none on the alternate screen
    if (!marker) return
    const [kind = '', status] = data.split(';')
    this.#places.push({ marker, data: kind === 'D' && status ? `D;${status}` : kind })
    if (this.#places.length <= commandPlacesMax) return
    this.#places = this.#places.filter((one) => !one.marker.isDisposed)
    for (const { marker: old } of this.#places.splice(0, this.#places.length - commandPlacesMax))
      old.dispose()
  }
}
