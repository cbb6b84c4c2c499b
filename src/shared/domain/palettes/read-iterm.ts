import { colourOf, paletteOf, type PaletteParts, type TerminalPalette } from './terminal-palette.ts'

const keys: Readonly<Record<string, keyof Omit<PaletteParts, 'ansi'>>> = {
  'Background Color': 'background',
  'Foreground Color': 'foreground',
  'Cursor Color': 'cursor',
  'Cursor Text Color': 'cursorText',
  'Selection Color': 'selection',
}
const channels = ['Red Component', 'Green Component', 'Blue Component'] as const

/**
 * Reads an .itermcolors file of iTerm2: a property list in XML, of which only dictionaries of numbers matter here. Colour
 * spaces are taken for sRGB, which is what almost all such files mean.
 */
export function readIterm(name: string, text: string): TerminalPalette | string {
  const parts: Record<string, string> = {}
  const ansi: (string | undefined)[] = []
  for (const [key, dictionary] of dictionaries(text)) {
    const values = channels.map((channel) => dictionary.get(channel))
    if (values.some((value) => value === undefined)) continue
    const colour = colourOf(values.map((value) => value ?? 0))
    const number = /^Ansi (\d{1,2}) Color$/.exec(key)?.[1]
    if (number !== undefined) ansi[Number(number)] = colour
    const own = keys[key]
    if (own !== undefined) parts[own] = colour
  }
  return paletteOf(name, { ...parts, ansi })
}

/** The dictionaries of numbers below the outer one, by their keys. */
function dictionaries(text: string): ReadonlyMap<string, ReadonlyMap<string, number>> {
  const found = new Map<string, Map<string, number>>()
  let depth = 0
  let outer = ''
  let inner = ''
  const element = /<(\/?)(dict|key|real|integer)\s*(\/?)>([^<]*)/g
  for (const [, isEnd, tag, , content = ''] of text.replaceAll(/<!--[\s\S]*?-->/g, '').matchAll(element)) {
    if (tag === 'dict') depth += isEnd ? -1 : 1
    else if (isEnd) continue
    else if (tag === 'key' && depth === 1) outer = content
    else if (tag === 'key' && depth === 2) inner = content
    else if (depth === 2) {
      const known = found.get(outer) ?? new Map<string, number>()
      found.set(outer, known.set(inner, Number(content)))
    }
  }
  return found
}
