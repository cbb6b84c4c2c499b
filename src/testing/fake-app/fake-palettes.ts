import type { TerminalPalette } from '../../shared/domain/palettes/terminal-palette.ts'

/** Two imported themes, a dark and a light one. */
export const fakePalettes: TerminalPalette[] = [
  {
    name: 'Retro Warm',
    ...{
      background: '#282828',
      foreground: '#ebdbb2',
      cursor: '#ebdbb2',
      cursorText: '#282828',
      selection: '#504945',
    },
    ansi: [
      ...['#1d2021', '#cc241d', '#98971a', '#d79921', '#458588', '#b16286', '#689d6a', '#a89984'],
      ...['#928374', '#fb4934', '#b8bb26', '#fabd2f', '#83a598', '#d3869b', '#8ec07c', '#ebdbb2'],
    ],
  },
  {
    name: 'Paper Day',
    ...{
      background: '#fdf6e3',
      foreground: '#586e75',
      cursor: '#586e75',
      cursorText: '#fdf6e3',
      selection: '#eee8d5',
    },
    ansi: [
      ...['#073642', '#dc322f', '#859900', '#b58900', '#268bd2', '#d33682', '#2aa198', '#eee8d5'],
      ...['#002b36', '#cb4b16', '#586e75', '#657b83', '#839496', '#6c71c4', '#93a1a1', '#fdf6e3'],
    ],
  },
]
