import type { TerminalPalette } from './terminal-palette.ts'

/** Our own colours: sixteen that keep their meaning on a dark and on a light ground. */
export const ownPalettes: Readonly<Record<'dark' | 'light', TerminalPalette>> = {
  dark: {
    name: 'Reveille',
    ...{ background: '#0b0e13', foreground: '#dbe2ec' },
    ...{ cursor: '#dbe2ec', cursorText: '#0b0e13', selection: '#2f4a70' },
    ansi: [
      ...['#1b222d', '#ff7b81', '#56d08c', '#ffb95e', '#62aeff', '#c79bff', '#55cbd9', '#c3ccd9'],
      ...['#8792a5', '#ff9ca0', '#7fe0a9', '#ffd08f', '#92c7ff', '#dcc0ff', '#85dde7', '#f4f7fb'],
    ],
  },
  light: {
    name: 'Reveille',
    ...{ background: '#ffffff', foreground: '#1a2230' },
    ...{ cursor: '#1a2230', cursorText: '#ffffff', selection: '#b9d5f7' },
    ansi: [
      ...['#1a2230', '#c32934', '#187a43', '#8f5300', '#1664c0', '#7b45c9', '#0f6f80', '#5a6577'],
      ...['#5f6a7c', '#d93742', '#1c8a4c', '#9c6200', '#2a74cf', '#8b57d6', '#147d90', '#1a2230'],
    ],
  },
}

/** Which themes a person chose for terminals, by name; empty is our own. */
export type ChosenThemes = { readonly terminalThemeDark: string; readonly terminalThemeLight: string }

/** The imported theme for a window that is dark or light; null is our own, also where one of that name is not there. */
export function importedPalette(
  theme: 'dark' | 'light',
  chosen: ChosenThemes,
  imported: readonly TerminalPalette[],
): TerminalPalette | null {
  const name = theme === 'dark' ? chosen.terminalThemeDark : chosen.terminalThemeLight
  return (name !== '' && imported.find((one) => one.name === name)) || null
}

/** The colours of terminals as they stand on screen. */
export const paletteInUse = (
  theme: 'dark' | 'light',
  chosen: ChosenThemes,
  imported: readonly TerminalPalette[],
): TerminalPalette => importedPalette(theme, chosen, imported) ?? ownPalettes[theme]
