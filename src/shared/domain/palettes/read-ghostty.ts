import { paletteOf, readHex, type PaletteParts, type TerminalPalette } from './terminal-palette.ts'

const keys: Readonly<Record<string, keyof Omit<PaletteParts, 'ansi'>>> = {
  background: 'background',
  foreground: 'foreground',
  'cursor-color': 'cursor',
  'cursor-text': 'cursorText',
  'selection-background': 'selection',
}

/** Reads a theme or a whole configuration of Ghostty: `key = value` lines; a later line counts. The name is the file's. */
export function readGhostty(name: string, text: string): TerminalPalette | string {
  const parts: Record<string, string> = {}
  const ansi: (string | undefined)[] = []
  for (const line of text.split(/\r?\n/)) {
    const found = /^\s*([a-z-]+)\s*=\s*(.*?)\s*$/.exec(line)
    if (!found) continue
    const [, key = '', value = ''] = found
    const entry = key === 'palette' ? /^(\d{1,3})\s*=\s*(\S+)/.exec(value) : null
    if (entry) ansi[Number(entry[1])] = readHex(entry[2] ?? '')
    const own = keys[key]
    // Words such as `cell-foreground` leave the choice to the terminal.
    const colour = own === undefined ? undefined : readHex(value.replace(/^"(.*)"$/, '$1'))
    if (own !== undefined && colour !== undefined) parts[own] = colour
  }
  return paletteOf(name, { ...parts, ansi })
}
