import type { ITheme } from '@xterm/xterm'
import { ownPalettes } from '../../shared/domain/palettes/palette-in-use.ts'
import { isDark, type TerminalPalette } from '../../shared/domain/palettes/terminal-palette.ts'

/** What a palette does not name: the window's own in a terminal, which fits the ground that it lies on. */
const windowParts = {
  dark: {
    overviewRulerBorder: '#00000000',
    selectionInactiveBackground: '#26334a',
    scrollbarSliderBackground: '#8b96a833',
    scrollbarSliderHoverBackground: '#8b96a866',
    scrollbarSliderActiveBackground: '#8b96a899',
  },
  light: {
    overviewRulerBorder: '#00000000',
    selectionInactiveBackground: '#dbe5f1',
    scrollbarSliderBackground: '#5a657733',
    scrollbarSliderHoverBackground: '#5a657766',
    scrollbarSliderActiveBackground: '#5a657799',
  },
} as const

const marks = {
  dark: {
    matchBackground: '#5c4a22',
    matchOverviewRuler: '#c79a45',
    activeMatchBackground: '#9a5a10',
    activeMatchColorOverviewRuler: '#ff976a',
  },
  light: {
    matchBackground: '#fbe7b8',
    matchOverviewRuler: '#c98a1d',
    activeMatchBackground: '#ffc266',
    activeMatchColorOverviewRuler: '#b03c0b',
  },
} as const

/** Whether a terminal's ground is dark, which an imported theme decides for itself. */
const isDarkGround = (theme: 'dark' | 'light', palette: TerminalPalette | null): boolean =>
  palette ? isDark(palette.background) : theme === 'dark'

/** How the hits of a search are marked. */
export const searchMarks = (theme: 'dark' | 'light', palette: TerminalPalette | null) =>
  isDarkGround(theme, palette) ? marks.dark : marks.light

/** xterm's colours: the imported theme's, else ours for the theme that is on screen. */
export function terminalTheme(theme: 'dark' | 'light', imported: TerminalPalette | null): ITheme {
  const { background, foreground, cursor, cursorText, selection, ansi } = imported ?? ownPalettes[theme]
  return {
    ...windowParts[isDarkGround(theme, imported) ? 'dark' : 'light'],
    ...{ background, foreground, cursor, cursorAccent: cursorText },
    selectionBackground: selection,
    ...(imported ? { selectionInactiveBackground: selection } : {}),
    ...Object.fromEntries(ansiNames.map((name, index) => [name, ansi[index]])),
  }
}

const ansiNames = [
  ...(['black', 'red', 'green', 'yellow', 'blue', 'magenta', 'cyan', 'white', 'brightBlack'] as const),
  ...(['brightRed', 'brightGreen', 'brightYellow', 'brightBlue', 'brightMagenta', 'brightCyan'] as const),
  'brightWhite',
] as const satisfies readonly (keyof ITheme)[]
