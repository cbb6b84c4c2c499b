import type { IBuffer, IBufferLine, Terminal } from '@xterm/headless'
import { BufferText } from './buffer-text.ts'
import { ByteText } from './byte-text.ts'
import type { KeyboardFlags } from '../shared/domain/kitty-keyboard.ts'
import type { CharacterJoins } from './character-joins.ts'
import type { ScreenText } from './lines-above.ts'
import { linkOf, styleSequence, type StyledCell } from './cell-style.ts'
import type { StyleSequences } from './style-sequences.ts'

/**
 * What @xterm/headless 6.0.0 keeps private though a replay without it goes wrong: the scroll region, the character sets,
 * the cursor's visibility and style, the mouse encoding, the saved cursor, the style in force. The version is pinned,
 * every part is optional here, and the replay tests fail when a new version names one differently.
 */
type Privates = {
  readonly _core?: {
    readonly buffer?: BufferPrivates
    readonly buffers?: { readonly normal?: BufferPrivates }
    readonly coreService?: {
      readonly isCursorHidden?: boolean
      readonly decPrivateModes?: { readonly cursorStyle?: string; readonly cursorBlink?: boolean }
    }
    readonly coreMouseService?: { readonly activeEncoding?: string }
    readonly _charsetService?: {
      readonly glevel?: number
      readonly charset?: object | undefined
      readonly _charsets?: readonly (object | undefined)[]
    }
    readonly _inputHandler?: { readonly _curAttrData?: StyledCell }
    readonly _oscLinkService?: {
      getLinkData?(link: number): { readonly id?: string; readonly uri: string } | undefined
    }
  }
}
type BufferPrivates = {
  readonly scrollTop?: number
  readonly scrollBottom?: number
  readonly savedX?: number
  readonly savedY?: number
  readonly savedCurAttrData?: StyledCell
  readonly ybase?: number
  readonly tabs?: Readonly<Record<number, boolean | undefined>>
}

const cursorStyles: Readonly<Record<string, number>> = { block: 1, underline: 3, bar: 5 }
const mouseEncodings: Readonly<Record<string, number>> = { SGR: 1006, SGR_PIXELS: 1016 }
const mouseTrackings = { none: 0, x10: 9, vt200: 1000, drag: 1002, any: 1003 } as const

/** The whole screen as text, made in slices: written into an empty terminal of the same size it gives the same one. */
export function* serializeScreen(
  terminal: Terminal,
  options: {
    readonly scrollback: number
    readonly colours: string
    readonly lineMarks: ReadonlyMap<number, string>
    readonly styles: StyleSequences
    readonly joins: CharacterJoins
    readonly keyboard: KeyboardFlags
  },
): Generator<void, ScreenText> {
  const core = (terminal as Terminal & Privates)._core // see Privates
  const linkTarget = (link: number): string | null => targetOf(core, link)
  const { normal, active } = terminal.buffer
  const text = new ByteText()
  const linesOf = (buffer: IBuffer): BufferText =>
    new BufferText({
      buffer,
      cols: terminal.cols,
      linkTarget,
      ...(buffer === normal ? { lineMarks: options.lineMarks } : {}),
      styles: options.styles,
      joins: options.joins,
      text,
    })
  text.text(options.colours)
  const [start, top, lines] = [text.length, normal.length - terminal.rows, linesOf(normal)]
  yield* lines.write(Math.max(0, top - options.scrollback), top)
  if (active.type === 'alternate') {
    const hidden = core?.buffers?.normal
    text.text(region(terminal, hidden) + tabStops(terminal, hidden) + savedCursor(terminal, normal, hidden))
    text.text(cursorTo(terminal, normal, { row: normal.cursorY, column: normal.cursorX }))
    text.text(options.keyboard.sequences('normal'))
    text.text('\x1b[?1047h\x1b[0m\x1b[2J\x1b[H') // entering fills it with the background in force, which is cleared again
    yield* linesOf(active).write(0)
  }
  text.text(serializeState(terminal, options.keyboard))
  if (options.joins.state !== 0) text.text(lastCharacter(terminal, core))
  return { bytes: text.take(), start, top: lines.notedAt }
}

/** Whether a line feed on the last line moves the first one into the scrollback. */
export function isPlainScreen(terminal: Terminal): boolean {
  const core = (terminal as Terminal & Privates)._core // see Privates
  return terminal.buffer.active.type === 'normal' && region(terminal, core?.buffer) === ''
}

/** Everything but the cells; the cursor's place late, as other parts move it, and the link and style in force last. */
export function serializeState(terminal: Terminal, keyboard: KeyboardFlags): string {
  const core = (terminal as Terminal & Privates)._core // see Privates
  const top = core?.buffer?.scrollTop ?? 0
  const isOrigin = terminal.modes.originMode
  let state = region(terminal, core?.buffer)
  state += tabStops(terminal, core?.buffer)
  state += savedCursor(terminal, terminal.buffer.active, core?.buffer)
  if (isOrigin) state += '\x1b[?6h' // from here on places count from the region's top
  state += cursorPlace(terminal, isOrigin ? top : 0)
  state += modes(terminal)
  const encoding = mouseEncodings[core?.coreMouseService?.activeEncoding ?? '']
  if (encoding) state += `\x1b[?${encoding}h`
  const { cursorStyle, cursorBlink } = core?.coreService?.decPrivateModes ?? {}
  const style = cursorStyles[cursorStyle ?? '']
  if (style) state += `\x1b[${style + (cursorBlink === false ? 1 : 0)} q`
  state += keyboard.sequences(terminal.buffer.active.type)
  if (core?.coreService?.isCursorHidden) state += '\x1b[?25l'
  const inForce = core?._inputHandler?._curAttrData
  state += characterSets(core?._charsetService) + (inForce ? styleSequence(inForce) : '')
  const link = inForce ? linkOf(inForce) : 0
  if (link === 0) return state
  const target = targetOf(core, link)
  // An open link whose lines are gone is forgotten; what is written still looks like one.
  return state + (target === null ? '\x1b[4m' : `\x1b]8;${target}\x1b\\`)
}

/** The sequence parameters and target of a link, as OSC 8 takes them. */
function targetOf(core: Privates['_core'], link: number): string | null {
  const data = core?._oscLinkService?.getLinkData?.(link)
  return data ? `${data.id ? `id=${data.id}` : ''};${data.uri}` : null
}

/** The last character once more, in its style: what follows may join it (a mark, the second half of a flag). */
function lastCharacter(terminal: Terminal, core: Privates['_core']): string {
  const { active } = terminal.buffer
  const line = active.getLine(active.baseY + active.cursorY)
  const isWide = line?.getCell(active.cursorX - 1)?.getWidth() === 0
  const column = active.cursorX - (isWide ? 2 : 1)
  const cell: StyledCell | undefined = line?.getCell(column)
  const inForce = core?._inputHandler?._curAttrData
  // Where a resize moved things, or inserting would, the cell is another one now.
  if (!cell || terminal.modes.insertMode || cell.fg !== inForce?.fg || cell.bg !== inForce?.bg) return ''
  const top = terminal.modes.originMode ? (core?.buffer?.scrollTop ?? 0) : 0
  return place(active.cursorY - top, column) + cell.getChars()
}

function region(terminal: Terminal, buffer: BufferPrivates | undefined): string {
  const top = buffer?.scrollTop ?? 0
  const bottom = buffer?.scrollBottom ?? terminal.rows - 1
  return top === 0 && bottom === terminal.rows - 1 ? '' : `\x1b[${top + 1};${bottom + 1}r`
}

/** Tab stops that are not at every eighth column. */
function tabStops(terminal: Terminal, buffer: BufferPrivates | undefined): string {
  if (!buffer?.tabs) return ''
  const stops = Object.keys(buffer.tabs)
    .map(Number)
    .filter((column) => buffer.tabs?.[column] && column < terminal.cols)
  if (stops.length === Math.ceil(terminal.cols / 8) && stops.every((column) => column % 8 === 0)) return ''
  return `\x1b[3g${stops.map((column) => `\x1b[${column + 1}G\x1bH`).join('')}`
}

function modes(terminal: Terminal): string {
  const { modes } = terminal
  const set = [
    [modes.applicationCursorKeysMode, '?1h'],
    [modes.applicationKeypadMode, '?66h'],
    [modes.bracketedPasteMode, '?2004h'],
    [modes.insertMode, '4h'],
    [modes.reverseWraparoundMode, '?45h'],
    [modes.sendFocusMode, '?1004h'],
    [!modes.wraparoundMode, '?7l'],
    [true, modes.synchronizedOutputMode ? '?2026h' : '?2026l'], // whoever shows this may not draw until then
    [modes.mouseTrackingMode !== 'none', `?${mouseTrackings[modes.mouseTrackingMode]}h`],
  ] as const
  return set.map(([isSet, sequence]) => (isSet ? `\x1b[${sequence}` : '')).join('')
}

const place = (row: number, column: number): string => `\x1b[${row + 1};${column + 1}H`

function cursorPlace(terminal: Terminal, originRow: number): string {
  const { active } = terminal.buffer
  return cursorTo(terminal, active, { row: active.cursorY, column: active.cursorX, originRow })
}

function cursorTo(
  terminal: Terminal,
  buffer: IBuffer,
  at: { readonly row: number; readonly column: number; readonly originRow?: number },
): string {
  const row = at.row - (at.originRow ?? 0)
  if (at.column < terminal.cols) return place(row, at.column)
  // Behind the last column: the next character wraps. No sequence goes there, so the last character is written again.
  const line = buffer.getLine(buffer.baseY + at.row)
  const isWide = line?.getCell(terminal.cols - 1)?.getWidth() === 0
  const column = terminal.cols - (isWide ? 2 : 1)
  const cell = line?.getCell(column)
  if (!cell) return place(row, column)
  const again = `${place(row, column)}${styleSequence(cell)}${cell.getChars() || ' '}`
  // Erased under the cursor: only a whole line is erased without moving it.
  return cell.getChars() === '' && isUniform(line, terminal.cols) ? `${again}\x1b[2K` : again
}

const isUniform = (line: IBufferLine | undefined, cols: number): boolean =>
  Array.from({ length: cols }, (_, column) => line?.getCell(column)).every(
    (cell, _, [first]) => cell?.getChars() === '' && cell.getBgColor() === first?.getBgColor(),
  )

function savedCursor(terminal: Terminal, screen: IBuffer, buffer: BufferPrivates | undefined): string {
  const row = Math.min(Math.max((buffer?.savedY ?? 0) - (buffer?.ybase ?? 0), 0), terminal.rows - 1)
  const column = buffer?.savedX ?? 0
  const style = buffer?.savedCurAttrData ? styleSequence(buffer.savedCurAttrData) : ''
  return row === 0 && column === 0 && style === '\x1b[0m'
    ? ''
    : `${cursorTo(terminal, screen, { row, column })}${style}\x1b7\x1b[0m`
}

/** The line-drawing set in G0 to G3 and which of them is in use; national sets are as good as never used. */
function characterSets(charsets: NonNullable<Privates['_core']>['_charsetService']): string {
  let state = ''
  for (const [level, designator] of ['(', ')', '*', '+'].entries()) {
    // The one in use is what matters: restoring a cursor changes it without changing the set it was designated from.
    const charset = level === (charsets?.glevel ?? 0) ? charsets?.charset : charsets?._charsets?.[level]
    if (charset && 'q' in charset && charset.q === '─') state += `\x1b${designator}0`
  }
  const inUse = ['', '\x0e', '\x1bn', '\x1bo'][charsets?.glevel ?? 0] ?? ''
  return state + inUse
}
