import { UnicodeGraphemesAddon } from '@xterm/addon-unicode-graphemes'
import headless from '@xterm/headless'
import { expect } from 'vitest'
import type { StyledCell } from '../pty-host/cell-style.ts'
import { Mirror, type Capture } from '../pty-host/mirror.ts'
import { ParseTurns } from '../pty-host/parse-turns.ts'

type Size = { readonly cols: number; readonly rows: number }
export const smallSize = { cols: 20, rows: 6 }
export const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)
export const turns = (): ParseTurns =>
  new ParseTurns({ schedule: setImmediate, now: () => performance.now() })

export const captureAfter = (fed: readonly Uint8Array[], at: Size): Promise<Capture> =>
  new Promise((resolve) => {
    const mirror = new Mirror({ ...at, turns: turns() })
    for (const piece of fed) mirror.feed(piece)
    mirror.capture({ scrollback: 1_000 }, (capture) => {
      resolve(capture)
      mirror.dispose()
    })
  })

/** A terminal as a page has it, after these writes. */
export const terminalAfter = async (
  writes: readonly (string | Uint8Array)[],
  at: Size,
): Promise<headless.Terminal> => {
  const terminal = new headless.Terminal({
    ...at,
    scrollback: 1_000,
    allowProposedApi: true,
    logLevel: 'off',
  })
  terminal.loadAddon(new UnicodeGraphemesAddon())
  for (const write of writes) await new Promise<void>((resolve) => terminal.write(write, resolve))
  return terminal
}

/** Every cell of both screens with its colours, the cursor, the modes. */
export const everythingOn = (terminal: headless.Terminal) => {
  const linesOf = (buffer: headless.IBuffer) =>
    Array.from({ length: buffer.length }, (_, row) => {
      const line = buffer.getLine(row)
      return Array.from({ length: terminal.cols }, (__, column) => {
        const cell = line?.getCell(column)
        if (!cell) return ''
        const under = cell as StyledCell
        const flags = [
          ...[cell.isBold(), cell.isUnderline(), cell.isInverse(), cell.isItalic(), cell.isDim()],
          ...[cell.isBlink(), cell.isInvisible(), cell.isStrikethrough(), cell.isOverline()],
        ].map((on) => (on ? 1 : 0))
        const underline = cell.isUnderline()
          ? `${under.getUnderlineStyle?.()}/${under.getUnderlineColor?.()}`
          : ''
        const colours =
          cell.getChars() === ''
            ? [cell.getBgColorMode(), cell.getBgColor()]
            : [
                cell.getFgColorMode(),
                cell.getFgColor(),
                cell.getBgColorMode(),
                cell.getBgColor(),
                ...flags,
                underline,
              ]
        return `${cell.getChars()}|${cell.getWidth()}|${colours.join(',')}`
      })
        .join(' ')
        .concat(line?.isWrapped ? ' wrapped' : '')
    })
  const { normal, active } = terminal.buffer
  return {
    normal: linesOf(normal),
    active: active.type === 'alternate' ? linesOf(active) : active.type,
    cursor: [active.cursorX, active.cursorY, normal.cursorX, normal.cursorY],
    modes: terminal.modes,
    hidden: hiddenState(terminal),
  }
}

/** What no public interface of a terminal tells, though a program notices when it is wrong. */
const hiddenState = (terminal: headless.Terminal) => {
  type Hidden = {
    readonly scrollTop: number
    readonly scrollBottom: number
    readonly savedX: number
    readonly savedY: number
    readonly ybase: number
    readonly tabs: Readonly<Record<number, boolean | undefined>>
  }
  type Core = {
    readonly buffers: { readonly normal: Hidden; readonly alt: Hidden }
    readonly coreService: {
      readonly isCursorHidden: boolean
      readonly decPrivateModes: { readonly cursorStyle?: string; readonly cursorBlink?: boolean }
    }
    readonly coreMouseService: { readonly activeEncoding: string; readonly activeProtocol: string }
  }
  const core = (terminal as unknown as { readonly _core: Core })._core // of the pinned version; only read
  const ofBuffer = (buffer: Hidden) => ({
    region: [buffer.scrollTop, buffer.scrollBottom],
    saved: [buffer.savedX, Math.max(buffer.savedY - buffer.ybase, 0)],
    tabs: Object.keys(buffer.tabs).filter(
      (column) => buffer.tabs[Number(column)] && Number(column) < terminal.cols,
    ),
  })
  const { isCursorHidden, decPrivateModes } = core.coreService
  return {
    normal: ofBuffer(core.buffers.normal),
    alternate: terminal.buffer.active.type === 'alternate' ? ofBuffer(core.buffers.alt) : null,
    cursor: [isCursorHidden, decPrivateModes.cursorStyle, decPrivateModes.cursorBlink],
    mouse: [core.coreMouseService.activeEncoding, core.coreMouseService.activeProtocol],
  }
}

/** What follows after the cut shows whether state nobody can read (region, character sets, colours) was kept as well. */
const probe = '\x1b[3;3Hqx\n\n\n\n\nend\x1b[1mZ'

/** Fails where a page that joins at the cut, and one that saw everything, differ in anything: now or in what follows. */
export async function expectExact(
  before: readonly Uint8Array[],
  after: readonly Uint8Array[],
  what = '',
  at: Size = smallSize,
): Promise<void> {
  const capture = await captureAfter(before, at)
  const rest = [...after, bytes(probe)]
  const replayed = await terminalAfter([capture.serialized, capture.unfinished, ...after], at)
  const live = await terminalAfter([...before, ...after], at)
  expect(everythingOn(replayed), what).toEqual(everythingOn(live))
  const later = everythingOn(await terminalAfter([capture.serialized, capture.unfinished, ...rest], at))
  expect(later).toEqual(everythingOn(await terminalAfter([...before, ...rest], at)))
}
