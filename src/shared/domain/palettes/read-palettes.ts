import { readGhostty } from './read-ghostty.ts'
import { readIterm } from './read-iterm.ts'
import { readWindowsTerminal } from './read-windows-terminal.ts'
import type { TerminalPalette } from './terminal-palette.ts'

/** What a theme file of another terminal holds, and what of it could not be read. */
export type ReadPalettes = {
  readonly palettes: readonly TerminalPalette[]
  readonly problems: readonly string[]
}

/** Reads a theme of Ghostty, iTerm2 or Windows Terminal, whichever it is: the text tells, not the name. */
export function readPalettes(fileName: string, text: string): ReadPalettes {
  const name = fileName.replace(/\.(itermcolors|jsonc?|conf|ghostty|txt)$/i, '').slice(0, 80)
  const start = text.trimStart()
  const found = start.startsWith('<')
    ? [readIterm(name, text)]
    : /^(?:[{[]|\/\/|\/\*)/.test(start)
      ? readWindowsTerminal(name, text)
      : [readGhostty(name, text)]
  return {
    palettes: found.filter((one) => typeof one !== 'string'),
    problems: found.flatMap((one) => (typeof one === 'string' ? [`${fileName}: ${one}`] : [])),
  }
}
