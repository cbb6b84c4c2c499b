import type { ITheme } from '@xterm/xterm'
import { isDark, type TerminalPalette } from '../../shared/domain/palettes/terminal-palette.ts'

/** Sixteen colours that keep their meaning on our dark ground. */
const darkTheme: ITheme = {
  background: '#0b0e13',
  overviewRulerBorder: '#00000000',
  foreground: '#dbe2ec',
  cursor: '#dbe2ec',
  cursorAccent: '#0b0e13',
  selectionBackground: '#2f4a70',
  selectionInactiveBackground: '#26334a',
  scrollbarSliderBackground: '#8b96a833',
  scrollbarSliderHoverBackground: '#8b96a866',
  scrollbarSliderActiveBackground: '#8b96a899',
  black: '#1b222d',
  red: '#ff7b81',
  green: '#56d08c',
  yellow: '#ffb95e',
  blue: '#62aeff',
  magenta: '#c79bff',
  cyan: '#55cbd9',
  white: '#c3ccd9',
  brightBlack: '#8792a5',
  brightRed: '#ff9ca0',
  brightGreen: '#7fe0a9',
  brightYellow: '#ffd08f',
  brightBlue: '#92c7ff',
  brightMagenta: '#dcc0ff',
  brightCyan: '#85dde7',
  brightWhite: '#f4f7fb',
}

const lightTheme: ITheme = {
  background: '#ffffff',
  overviewRulerBorder: '#00000000',
  foreground: '#1a2230',
  cursor: '#1a2230',
  cursorAccent: '#ffffff',
  selectionBackground: '#b9d5f7',
  selectionInactiveBackground: '#dbe5f1',
  scrollbarSliderBackground: '#5a657733',
  scrollbarSliderHoverBackground: '#5a657766',
  scrollbarSliderActiveBackground: '#5a657799',
  black: '#1a2230',
  red: '#c32934',
  green: '#187a43',
  yellow: '#8f5300',
  blue: '#1664c0',
  magenta: '#7b45c9',
  cyan: '#0f6f80',
  white: '#5a6577',
  brightBlack: '#5f6a7c',
  brightRed: '#d93742',
  brightGreen: '#1c8a4c',
  brightYellow: '#9c6200',
  brightBlue: '#2a74cf',
  brightMagenta: '#8b57d6',
  brightCyan: '#147d90',
  brightWhite: '#1a2230',
}

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

/**
 * xterm's colours: the imported theme's, else ours for the theme that is on screen. What is the window's own in a terminal
 * (its scrollbar) fits the ground that it lies on.
 */
export function terminalTheme(theme: 'dark' | 'light', palette: TerminalPalette | null): ITheme {
  const own = isDarkGround(theme, palette) ? darkTheme : lightTheme
  if (!palette) return own
  const { background, foreground, cursor, cursorText, selection, ansi } = palette
  return {
    ...own,
    ...{ background, foreground, cursor, cursorAccent: cursorText },
    ...{ selectionBackground: selection, selectionInactiveBackground: selection },
    ...Object.fromEntries(ansiNames.map((name, index) => [name, ansi[index]])),
  }
}

/** Our own colours, as a theme is told. */
export function ownPalette(theme: 'dark' | 'light'): TerminalPalette {
  const own = theme === 'dark' ? darkTheme : lightTheme
  const { background = '', foreground = '', cursor = '', cursorAccent = '', selectionBackground = '' } = own
  return {
    ...{ name: 'Reveille', background, foreground, cursor, cursorText: cursorAccent },
    selection: selectionBackground,
    ansi: ansiNames.map((name) => own[name] ?? ''),
  }
}

const ansiNames = [
  ...(['black', 'red', 'green', 'yellow', 'blue', 'magenta', 'cyan', 'white', 'brightBlack'] as const),
  ...(['brightRed', 'brightGreen', 'brightYellow', 'brightBlue', 'brightMagenta', 'brightCyan'] as const),
  'brightWhite',
] as const satisfies readonly (keyof ITheme)[]
