import type { IBufferLine } from '@xterm/headless'

/**
 * What @xterm/headless 6.0.0 keeps private: the cells of a line, three numbers each. Read one by one through the public
 * interface, ten thousand lines take a tenth of a second. The version is pinned; another one fails at once.
 */
type Privates = { readonly _line?: { readonly _data?: Uint32Array } }

/** The numbers of a line's cells: at three times the column its content, then the foreground, then the background. */
export function cellsOf(line: IBufferLine): Uint32Array {
  const cells = (line as IBufferLine & Privates)._line?._data // see Privates
  if (!(cells instanceof Uint32Array))
    throw new Error('this version of @xterm/headless keeps its cells elsewhere')
  return cells
}

/** How many numbers a cell takes. */
export const cellNumbers = 3

const anyCharacter = 0x3fffff // one, or several together
const oneColumn = 2 // above the character: one column, and not several characters together
const twoColumns = 4
const emptyCell = oneColumn << 21
const secondHalf = 0 // of a character of two columns
const colour = 0x3ffffff // of a background: its mode and value
const colourMode = 0x3000000
const extended = 0x10000000 // of a background: the cell has a link, or an underline of its own kind or colour

/** Whether a cell is drawn as its numbers tell, with no link and no underline of its own kind or colour. */
export const isSimpleStyle = (background: number): boolean => (background & extended) === 0

/**
 * The column up to which all cells from `start` on hold one of these characters each, of one or two columns, in one simple
 * style.
 */
export function endOfRun(
  cells: Uint32Array,
  { start, end, among }: { readonly start: number; readonly end: number; readonly among: Uint8Array },
): number {
  const [foreground, background = 0] = cells.subarray(start * cellNumbers + 1, start * cellNumbers + 3)
  if (!isSimpleStyle(background)) return start
  let column = start
  while (column < end) {
    const at = column * cellNumbers
    if (cells[at + 1] !== foreground || cells[at + 2] !== background) return column
    const content = cells[at] ?? 0
    if (among[content & 0x1fffff] !== 1) return column // 0, of an empty cell or of several characters, is none
    const kind = content >>> 21
    if (kind === oneColumn) column += 1
    else if (kind === twoColumns && column + 1 < end && cells[at + cellNumbers] === secondHalf) column += 2
    else return column
  }
  return column
}

/** The last character of a run that ends before this column. */
export function lastCharacter(cells: Uint32Array, end: number): number {
  const last = (cells[(end - 1) * cellNumbers] ?? 0) & 0x1fffff
  return last === 0 ? (cells[(end - 2) * cellNumbers] ?? 0) & 0x1fffff : last // behind a second half
}

/** Whether something is written in a cell. */
export const hasCharacter = (cells: Uint32Array, at: number): boolean =>
  ((cells[at] ?? 0) & anyCharacter) !== 0

/** The column behind the last cell that is not an empty plain one. */
export function endOfLine(cells: Uint32Array, columns: number): number {
  for (let column = columns; column > 0; column -= 1) {
    const at = (column - 1) * cellNumbers
    if (cells[at] !== emptyCell || backgroundOf(cells, at) !== 0) return column
  }
  return 0
}

/** The colour behind a cell: its mode and value in one number, 0 for the default. */
export function backgroundOf(cells: Uint32Array, at: number): number {
  const background = (cells[at + 2] ?? 0) & colour
  return (background & colourMode) === 0 ? 0 : background
}
