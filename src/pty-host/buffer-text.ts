import type { IBuffer, IBufferLine } from '@xterm/headless'
import { captureSliceLines } from '../shared/terminal-limits.ts'
import type { ByteText } from './byte-text.ts'
import type { CharacterJoins } from './character-joins.ts'
import { linkOf, type StyledCell } from './cell-style.ts'
import {
  backgroundOf,
  cellNumbers,
  cellsOf,
  endOfLine,
  endOfRun,
  hasCharacter,
  isSimpleStyle,
  lastCharacter,
} from './line-cells.ts'
import type { StyleSequences } from './style-sequences.ts'

/** How a cell is drawn, in numbers that are the same for cells that are drawn alike. */
type Style = {
  readonly foreground: number
  readonly background: number
  readonly underline: number
  readonly link: number
}
const plain: Style = { foreground: 0, background: 0, underline: 0, link: 0 }

/**
 * Writes a buffer as text that, fed to an empty terminal of the same size, gives the same cells in the same lines: every
 * line ends in a break or wraps by itself as it did, every coloured gap is erased in its colour. The cursor is left where
 * that ends and the style is plain. (The serializer of xterm loses coloured gaps, links and underline styles.)
 */
export class BufferText {
  readonly #buffer: IBuffer
  readonly #cols: number
  readonly #linkTarget: (link: number) => string | null
  readonly #lineMarks: ReadonlyMap<number, string> | undefined
  readonly #styles: StyleSequences
  readonly #joins: CharacterJoins
  readonly #text: ByteText
  readonly #cell: StyledCell // read anew for each cell that is no simple one
  #column = 0 // of the cursor; `cols` when the next character wraps
  #style = plain
  #joinState = 0 // of the parser that will read this
  /** Where the text of the line `noted` begins; null where it continues the one before it. */
  notedAt: number | null = null

  constructor(options: {
    readonly buffer: IBuffer
    readonly cols: number
    /** The sequence parameters and target of a link, as OSC 8 takes them. */
    readonly linkTarget: (link: number) => string | null
    /** What is written at the start of a line, by its number; it shows nothing. */
    readonly lineMarks?: ReadonlyMap<number, string>
    readonly styles: StyleSequences
    readonly joins: CharacterJoins
    readonly text: ByteText // written at the end of this
  }) {
    this.#buffer = options.buffer
    this.#cols = options.cols
    this.#linkTarget = options.linkTarget
    this.#lineMarks = options.lineMarks
    this.#styles = options.styles
    this.#joins = options.joins
    this.#text = options.text
    this.#cell = options.buffer.getNullCell()
  }

  /** The lines from `first` to the last, in slices. */
  *write(first: number, noted = first): Generator<void, void> {
    const { length } = this.#buffer
    for (let row = first; row < length; row += 1) {
      const line = this.#buffer.getLine(row)
      if (!line) continue
      const next = row + 1 < length ? this.#buffer.getLine(row + 1) : undefined
      if (row === noted && (row === first || !line.isWrapped)) this.notedAt = this.#text.length
      const mark = line.isWrapped ? undefined : this.#lineMarks?.get(row)
      if (mark !== undefined) this.#control(mark)
      this.#writeLine(line, row > first && line.isWrapped)
      if (next) this.#breakLine(line, next)
      if ((row - first) % captureSliceLines === captureSliceLines - 1) yield
    }
    this.#setPlain()
  }

  #writeLine(line: IBufferLine, isWrapped: boolean): void {
    const cells = cellsOf(line)
    const end = endOfLine(cells, this.#cols)
    for (let column = 0; column < end;) {
      if (!hasCharacter(cells, column * cellNumbers)) column = this.#writeGap(line, cells, column, end)
      else if (isWrapped && column === 0) column = this.#writeWrapped(line, cells)
      else column = this.#writeRun(line, cells, column, end)
    }
  }

  /** Characters of one style, mostly many at once; answers where they end. This is where the time goes. */
  #writeRun(line: IBufferLine, cells: Uint32Array, start: number, end: number): number {
    const runEnd = endOfRun(cells, { start, end, among: this.#joins.loners })
    if (runEnd === start) return this.#writeCell(line, start)
    this.#goTo(start)
    this.#setStyle(this.#cellAt(line, start))
    this.#part((cells[start * cellNumbers] ?? 0) & 0x1fffff)
    this.#text.characters(cells, { from: start * cellNumbers, to: runEnd * cellNumbers, step: cellNumbers })
    this.#joinState = this.#joins.after(lastCharacter(cells, runEnd), 0)
    this.#column = runEnd
    return runEnd
  }

  /** Any character; answers where it ends. */
  #writeCell(line: IBufferLine, column: number): number {
    const cell = this.#cellAt(line, column)
    this.#goTo(column)
    return this.#writeCharacter(cell, column)
  }

  /** The first character of a line that the one before it runs into: the cursor gets there by itself. */
  #writeWrapped(line: IBufferLine, cells: Uint32Array): number {
    const end = this.#writeCharacter(this.#cellAt(line, 0), 0)
    if (backgroundOf(cells, 0) !== 0) this.#clearRest() // a line that scrolled in took this background
    return end
  }

  #writeCharacter(cell: StyledCell, column: number): number {
    this.#setStyle(cell)
    const chars = cell.getChars()
    this.#part(chars.codePointAt(0) ?? 0)
    this.#text.text(chars)
    for (const one of chars) this.#joinState = this.#joins.after(one.codePointAt(0) ?? 0, this.#joinState)
    this.#column = column + Math.max(1, cell.getWidth())
    return this.#column
  }

  /** Empty cells of one background; answers where they end. */
  #writeGap(line: IBufferLine, cells: Uint32Array, start: number, end: number): number {
    const background = backgroundOf(cells, start * cellNumbers)
    let column = start + 1
    while (
      column < end &&
      !hasCharacter(cells, column * cellNumbers) &&
      backgroundOf(cells, column * cellNumbers) === background
    )
      column += 1
    if (background === 0) return column
    this.#goTo(start)
    this.#setStyle(this.#cellAt(line, start))
    this.#control(`\x1b[${column - start}X`)
    return column
  }

  #breakLine(line: IBufferLine, next: IBufferLine): void {
    if (!next.isWrapped) {
      this.#setPlain()
      this.#control('\r\n')
      this.#column = 0
      return
    }
    const head = this.#cellAt(next, 0)
    const isHeadWide = head.getWidth() === 2
    const reaches = isHeadWide ? this.#cols - 1 : this.#cols // a wide character also wraps one column early
    if (head.getChars() !== '' && this.#column >= reaches && endOfLine(cellsOf(line), this.#cols) >= reaches)
      return
    this.#forceWrap(line)
  }

  /** Makes the next line a continuation of one that no longer reaches its end, with characters that are erased again. */
  #forceWrap(line: IBufferLine): void {
    const kept = Math.min(this.#column, this.#cols)
    this.#setPlain()
    if (this.#column < this.#cols) this.#control(`\x1b[${this.#cols}G-`)
    this.#control(`-\x1b[A\x1b[${this.#cols}G`)
    this.#column = this.#cols - 1
    if (kept < this.#cols) {
      this.#setStyle(this.#cellAt(line, this.#cols - 1))
      this.#control('\x1b[X')
    }
    this.#setPlain()
    this.#control('\x1b[B\r\x1b[X')
    this.#column = 0
  }

  /** What would join the character before it, and did not: a control that does nothing stands between them. */
  #part(code: number): void {
    if (this.#joinState !== 0 && this.#joins.isJoined(this.#joins.after(code, this.#joinState)))
      this.#control('\0')
  }

  #control(sequence: string): void {
    this.#text.text(sequence)
    this.#joinState = 0
  }

  #clearRest(): void {
    if (this.#column >= this.#cols) return
    this.#setPlain()
    this.#control('\x1b[K')
  }

  #goTo(column: number): void {
    if (column !== this.#column) this.#control(`\x1b[${column + 1}G`)
    this.#column = column
  }

  #setStyle(cell: StyledCell): void {
    const { fg: foreground = 0, bg: background = 0 } = cell
    const isSimple = isSimpleStyle(background)
    const underline = isSimple ? 0 : (cell.extended?.ext ?? 0)
    const link = linkOf(cell)
    const now = this.#style
    if (now.foreground === foreground && now.background === background)
      if (now.underline === underline && now.link === link) return
    if (link !== now.link)
      this.#control(`\x1b]8;${(link === 0 ? null : this.#linkTarget(link)) ?? ';'}\x1b\\`)
    this.#control(this.#styles.of(cell))
    const isPlain = (foreground | background | underline | link) === 0
    this.#style = isPlain ? plain : { foreground, background, underline, link }
  }

  #setPlain(): void {
    if (this.#style === plain) return
    if (this.#style.link !== 0) this.#control('\x1b]8;;\x1b\\')
    this.#control('\x1b[0m')
    this.#style = plain
  }

  #cellAt(line: IBufferLine, column: number): StyledCell {
    return line.getCell(column, this.#cell) ?? this.#cell
  }
}
