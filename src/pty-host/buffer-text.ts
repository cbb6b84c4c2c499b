import type { IBuffer, IBufferLine } from '@xterm/headless'
import { captureSliceLines } from '../shared/limits.ts'
import { hasSameStyle, linkOf, styleSequence, type StyledCell } from './cell-style.ts'

const plain = '\x1b[0m'

/**
 * Writes a buffer as text that, fed to an empty terminal of the same size, gives the same cells in the same lines: every
 * line ends in a break or wraps by itself as it did, every coloured gap is erased in its colour. The cursor is left where
 * that ends and the style is plain. (The serializer of xterm loses coloured gaps, links and underline styles.)
 */
export class BufferText {
  readonly #buffer: IBuffer
  readonly #cols: number
  readonly #linkTarget: (link: number) => string | null
  readonly #cells: readonly [StyledCell, StyledCell]
  #text = ''
  #column = 0 // of the cursor; `cols` when the next character wraps
  #style: StyledCell | null = null // null: plain
  #link = 0
  readonly #lineMarks: ReadonlyMap<number, string> | undefined

  constructor(options: {
    readonly buffer: IBuffer
    readonly cols: number
    /** The sequence parameters and target of a link, as OSC 8 takes them. */
    readonly linkTarget: (link: number) => string | null
    /** What is written at the start of a line, by its number; it shows nothing. */
    readonly lineMarks?: ReadonlyMap<number, string>
  }) {
    this.#buffer = options.buffer
    this.#cols = options.cols
    this.#linkTarget = options.linkTarget
    this.#lineMarks = options.lineMarks
    this.#cells = [options.buffer.getNullCell(), options.buffer.getNullCell()]
  }

  /** The lines from `first` to the last, in slices. */
  *write(first: number): Generator<void, string> {
    const { length } = this.#buffer
    for (let row = first; row < length; row += 1) {
      const line = this.#buffer.getLine(row)
      if (!line) continue
      const next = row + 1 < length ? this.#buffer.getLine(row + 1) : undefined
      if (!line.isWrapped) this.#text += this.#lineMarks?.get(row) ?? ''
      this.#writeLine(line, row > first && line.isWrapped)
      if (next) this.#breakLine(line, next)
      if ((row - first) % captureSliceLines === captureSliceLines - 1) yield
    }
    this.#setPlain()
    return this.#text
  }

  #writeLine(line: IBufferLine, isWrapped: boolean): void {
    const end = this.#endOf(line)
    let column = 0
    while (column < end) {
      const cell = this.#cellAt(line, column)
      const chars = cell.getChars()
      if (chars === '') {
        column = this.#writeGap(line, column, end)
        continue
      }
      const wraps = isWrapped && column === 0
      if (!wraps) this.#goTo(column)
      this.#setStyle(cell)
      this.#text += chars
      const width = Math.max(1, cell.getWidth())
      this.#column = column + width
      if (wraps && !cell.isBgDefault()) this.#clearRest() // a line that scrolled in took this background
      column += width
    }
  }

  /** Where the last cell that is not an empty plain one ends. */
  #endOf(line: IBufferLine): number {
    for (let column = this.#cols; column > 0; column -= 1) {
      const cell = line.getCell(column - 1, this.#cells[0])
      if (cell && (cell.getChars() !== '' || cell.getWidth() === 0 || !cell.isBgDefault())) return column
    }
    return 0
  }

  /** Empty cells of one background; answers where they end. */
  #writeGap(line: IBufferLine, start: number, end: number): number {
    const first = this.#cellAt(line, start)
    let column = start + 1
    for (; column < end; column += 1) {
      const cell = line.getCell(column, this.#cells[1]) as StyledCell | undefined // StyledCell only adds optionals
      const isAlike =
        cell?.getBgColorMode() === first.getBgColorMode() && cell.getBgColor() === first.getBgColor()
      if (cell?.getChars() !== '' || !isAlike) break
    }
    if (first.isBgDefault()) return column
    this.#goTo(start)
    this.#setStyle(first)
    this.#text += `\x1b[${column - start}X`
    return column
  }

  #breakLine(line: IBufferLine, next: IBufferLine): void {
    if (!next.isWrapped) {
      this.#setPlain()
      this.#text += '\r\n'
      this.#column = 0
      return
    }
    const head = this.#cellAt(next, 0)
    const isHeadWide = head.getWidth() === 2
    const reaches = isHeadWide ? this.#cols - 1 : this.#cols // a wide character also wraps one column early
    if (head.getChars() !== '' && this.#column >= reaches && this.#endOf(line) >= reaches) return
    this.#forceWrap(line)
  }

  /** Makes the next line a continuation of one that no longer reaches its end, with characters that are erased again. */
  #forceWrap(line: IBufferLine): void {
    const kept = Math.min(this.#column, this.#cols)
    this.#setPlain()
    if (this.#column < this.#cols) this.#text += `\x1b[${this.#cols}G-`
    this.#text += `-\x1b[A\x1b[${this.#cols}G`
    this.#column = this.#cols - 1
    const last = this.#cellAt(line, this.#cols - 1)
    if (kept < this.#cols) {
      this.#setStyle(last)
      this.#text += '\x1b[X'
    }
    this.#setPlain()
    this.#text += '\x1b[B\r\x1b[X'
    this.#column = 0
  }

  #clearRest(): void {
    if (this.#column >= this.#cols) return
    this.#setPlain()
    this.#text += '\x1b[K'
  }

  #goTo(column: number): void {
    if (column !== this.#column) this.#text += `\x1b[${column + 1}G`
    this.#column = column
  }

  #setStyle(cell: StyledCell): void {
    if (
      this.#style === null ? cell.isAttributeDefault() && linkOf(cell) === 0 : hasSameStyle(this.#style, cell)
    )
      return
    const link = linkOf(cell)
    if (link !== this.#link)
      this.#text += `\x1b]8;${(link === 0 ? null : this.#linkTarget(link)) ?? ';'}\x1b\\`
    this.#link = link
    this.#text += styleSequence(cell)
    this.#style = this.#keep(cell)
  }

  #setPlain(): void {
    if (this.#link !== 0) this.#text += '\x1b]8;;\x1b\\'
    if (this.#style !== null) this.#text += plain
    this.#link = 0
    this.#style = null
  }

  /** The cell objects are reused: the one whose style stays in force is taken out of that. */
  #keep(cell: StyledCell): StyledCell {
    return Object.assign(Object.create(Object.getPrototypeOf(cell) as object) as StyledCell, cell)
  }

  #cellAt(line: IBufferLine, column: number): StyledCell {
    return line.getCell(column, this.#cells[0]) ?? this.#cells[0]
  }
}
