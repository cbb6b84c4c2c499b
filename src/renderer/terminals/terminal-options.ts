import type { ITerminalOptions, Terminal } from '@xterm/xterm'
import type { TerminalPalette } from '../../shared/domain/palettes/terminal-palette.ts'
import { defaultTerminalSettings, type TerminalSettings } from '../../shared/domain/terminal-settings.ts'
import { scrollbackLines, scrollbarWidth } from '../limits.ts'
import { terminalTheme } from './terminal-theme.ts'

/** How terminals look and behave, as a person chose. */
export type TerminalLook = {
  readonly fontSize: number
  readonly theme: 'dark' | 'light'
  readonly settings: TerminalSettings
  /** An imported theme; null is our own. */
  readonly palette: TerminalPalette | null
  /** Keeps the text where a screen reader finds it. */
  readonly isScreenReader: boolean
}

/** Before anybody has said anything. */
export const plainLook: Omit<TerminalLook, 'theme'> = {
  fontSize: 13,
  settings: defaultTerminalSettings,
  palette: null,
  isScreenReader: false,
}

/**
 * Ours, with signs that fit into a column; then what the machine has for what ours lacks (Chinese, Japanese, Korean,
 * emoji), then the signs agents draw with.
 */
const fallbackFonts =
  "'JetBrains Mono Variable', 'Reveille Narrow Signs', ui-monospace, 'Noto Sans Mono CJK SC', 'Sarasa Mono SC', 'Noto Color Emoji', 'Apple Color Emoji', 'Segoe UI Emoji', monospace, 'Reveille Signs'"

/** The families in order; what would end the rule that it is written into is left out. */
export const fontFamily = (chosen: string): string => {
  const families = chosen.replace(/[;{}<>\\]/g, '').trim()
  return families === '' ? fallbackFonts : `${families}, ${fallbackFonts}`
}

/** The options that follow the settings. */
function lookOptions({ fontSize, theme, settings, isScreenReader, palette }: TerminalLook): ITerminalOptions {
  return {
    cursorBlink: settings.terminalCursorBlink,
    cursorStyle: settings.terminalCursor,
    fontFamily: fontFamily(settings.terminalFont),
    fontSize,
    screenReaderMode: isScreenReader,
    lineHeight: settings.terminalLineHeight,
    theme: terminalTheme(theme, palette),
  }
}

/** What an xterm is made with. */
export const terminalOptions = (mode: 'terminal' | 'output', look: TerminalLook): ITerminalOptions => ({
  ...lookOptions(look),
  allowProposedApi: true, // character widths, search decorations, joined characters
  cursorInactiveStyle: mode === 'terminal' ? 'outline' : 'none',
  disableStdin: mode === 'output',
  logLevel: 'off', // garbage would be told byte by byte, each with all of the parser's state
  macOptionIsMeta: true,
  minimumContrastRatio: 4.5,
  overviewRuler: { width: scrollbarWidth },
  rightClickSelectsWord: false,
  scrollback: scrollbackLines,
})

/** Brings an open xterm to a new look; what is unchanged costs nothing. */
export function applyLook(terminal: Terminal, look: TerminalLook): void {
  Object.assign(terminal.options, lookOptions(look))
}
