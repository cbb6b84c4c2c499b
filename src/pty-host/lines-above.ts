import { inflateRawSync } from 'node:zlib'
import type { Terminal } from '@xterm/headless'
import { historyInflatedBytesMax } from '../shared/terminal-limits.ts'

/** The part of a screen's text that its scrollback is: from this byte up to that one. It stands on lines of its own. */
export type TextPart = readonly [from: number, to: number]

/** The scrollback of a screen that is kept: a part of its text, which is packed (deflate). */
export type KeptAbove = { readonly packed: Uint8Array; readonly part: TextPart }

/** A screen as text. */
export type ScreenText = {
  readonly bytes: Uint8Array<ArrayBuffer>
  readonly start: number // of its first line
  readonly top: number | null // where its scrollback ends; null where what follows would not stand on its own
}

/** Where the scrollback stands in the text of a screen. */
export const aboveOf = ({ start, top }: ScreenText): TextPart | null => (top === null ? null : [start, top])

/**
 * The older scrollback of a terminal that was woken, out of its memory: cells take five hundred times what the packed text
 * does, and to read ten thousand lines again takes a tenth of a second. It is put in front of the lines since then when
 * all of the screen is asked for, and is gone when the program erases it.
 */
export class LinesAbove {
  #kept: KeptAbove | null

  constructor(terminal: Terminal, kept: KeptAbove | null) {
    this.#kept = kept
    if (!kept) return
    const erase = (): false => {
      this.#kept = null
      return false // xterm goes on with it
    }
    terminal.parser.registerEscHandler({ final: 'c' }, erase)
    for (const id of [{ final: 'J' }, { prefix: '?', final: 'J' }])
      terminal.parser.registerCsiHandler(id, ([kind]) =>
        kind === 3 && terminal.buffer.active.type === 'normal' ? erase() : false,
      )
  }

  /** Whether there are any. */
  get areThere(): boolean {
    return this.#kept !== null
  }

  /** The text of `own`, the screen with the lines since then, and at least the last `lines` of those above. */
  addTo(own: ScreenText, lines: number): ScreenText {
    if (!this.#kept || lines <= 0) return own
    const { packed, part } = this.#kept
    const text = inflateRawSync(packed, { maxOutputLength: historyInflatedBytesMax })
    const above = lastOfLines(text.subarray(...part), lines)
    const { start, top } = own
    const bytes = new Uint8Array(own.bytes.byteLength + above.byteLength)
    bytes.set(own.bytes.subarray(0, start))
    bytes.set(above, start)
    bytes.set(own.bytes.subarray(start), start + above.byteLength)
    return { bytes, start, top: top === null ? null : top + above.byteLength }
  }
}

const newline = 0x0a

/** The last lines of a text that ends with a line break; a line that wraps is one. */
function lastOfLines(text: Uint8Array, count: number): Uint8Array {
  let start = text.byteLength - 1 // of the last break
  for (let left = count; left > 0 && start > 0; left -= 1) start = text.lastIndexOf(newline, start - 1)
  return start <= 0 ? text : text.subarray(start + 1)
}
