import type { IBuffer, Terminal } from '@xterm/headless'
import { BufferText } from './buffer-text.ts'
import { linkOf, styleSequence, type StyledCell } from './cell-style.ts'

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
}

const cursorStyles: Readonly<Record<string, number>> = { block: 1, underline: 3, bar: 5 }
const mouseEncodings: Readonly<Record<string, number>> = { SGR: 1006, SGR_PIXELS: 1016 }
const mouseTrackings = { none: 0, x10: 9, vt200: 1000, drag: 1002, any: 1003 } as const

/** The whole screen as text: written into an empty terminal of the same size it gives the same one. */
export function serializeScreen(terminal: Terminal, options: { readonly scrollback: number }): string {
  const core = (terminal as Terminal & Privates)._core // see Privates
  const linkTarget = (link: number): string | null => {
    const data = core?._oscLinkService?.getLinkData?.(link)
    return data ? `${data.id ? `id=${data.id}` : ''};${data.uri}` : null
  }
  const write = (buffer: IBuffer, first: number): string =>
    new BufferText({ buffer, cols: terminal.cols, linkTarget }).write(first)
  const { normal, active } = terminal.buffer
  const text = write(normal, Math.max(0, normal.length - terminal.rows - options.scrollback))
  const openLink = linkOf(core?._inputHandler?._curAttrData ?? normal.getNullCell())
  const link = openLink === 0 ? '' : `\x1b]8;${linkTarget(openLink) ?? ';'}\x1b\\`
  if (active.type !== 'alternate') return text + serializeState(terminal, core) + link
  const cursor = place(normal.cursorY, Math.min(normal.cursorX, terminal.cols - 1))
  const style = core?.buffers?.normal?.savedCurAttrData
  // Entering saves the cursor with its style and fills the screen with its background, which is cleared again.
  const enter = `${cursor}${style ? styleSequence(style) : ''}\x1b[?1049h\x1b[0m\x1b[2J\x1b[H`
  return text + enter + write(active, 0) + serializeState(terminal, core) + link
}

/** Everything but the cells; the cursor's place last, as other parts move it. */
function serializeState(terminal: Terminal, core: Privates['_core']): string {
  const top = core?.buffer?.scrollTop ?? 0
  const bottom = core?.buffer?.scrollBottom ?? terminal.rows - 1
  const isOrigin = terminal.modes.originMode
  let state = ''
  if (top !== 0 || bottom !== terminal.rows - 1) state += `\x1b[${top + 1};${bottom + 1}r`
  state += savedCursor(core?.buffer)
  if (isOrigin) state += '\x1b[?6h' // from here on places count from the region's top
  state += cursorPlace(terminal, isOrigin ? top : 0)
  state += modes(terminal)
  const encoding = mouseEncodings[core?.coreMouseService?.activeEncoding ?? '']
  if (encoding) state += `\x1b[?${encoding}h`
  const { cursorStyle, cursorBlink } = core?.coreService?.decPrivateModes ?? {}
  const style = cursorStyles[cursorStyle ?? '']
  if (style) state += `\x1b[${style + (cursorBlink === false ? 1 : 0)} q`
  if (core?.coreService?.isCursorHidden) state += '\x1b[?25l'
  const inForce = core?._inputHandler?._curAttrData
  return state + characterSets(core?._charsetService) + (inForce ? styleSequence(inForce) : '')
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
    [modes.mouseTrackingMode !== 'none', `?${mouseTrackings[modes.mouseTrackingMode]}h`],
  ] as const
  return set.map(([isSet, sequence]) => (isSet ? `\x1b[${sequence}` : '')).join('')
}

const place = (row: number, column: number): string => `\x1b[${row + 1};${column + 1}H`

function cursorPlace(terminal: Terminal, originRow: number): string {
  const { active } = terminal.buffer
  const row = active.cursorY - originRow
  if (active.cursorX < terminal.cols) return place(row, active.cursorX)
  // Behind the last column: the next character wraps. No sequence goes there, so the last character is written again.
  const line = active.getLine(active.baseY + active.cursorY)
  const isWide = line?.getCell(terminal.cols - 1)?.getWidth() === 0
  const column = terminal.cols - (isWide ? 2 : 1)
  const cell = line?.getCell(column)
  return cell ? `${place(row, column)}${styleSequence(cell)}${cell.getChars() || ' '}` : place(row, column)
}

function savedCursor(buffer: BufferPrivates | undefined): string {
  const row = Math.max((buffer?.savedY ?? 0) - (buffer?.ybase ?? 0), 0)
  const column = buffer?.savedX ?? 0
  const style = buffer?.savedCurAttrData ? styleSequence(buffer.savedCurAttrData) : ''
  return row === 0 && column === 0 && style === '\x1b[0m' ? '' : `${place(row, column)}${style}\x1b7\x1b[0m`
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
