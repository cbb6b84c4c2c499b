import { z } from 'zod'
import { paletteOf, readHex, type TerminalPalette } from './terminal-palette.ts'

const names = ['black', 'red', 'green', 'yellow', 'blue', 'purple', 'cyan', 'white'] as const
const ansiNames = [...names, ...names.map((name) => `bright${name.charAt(0).toUpperCase()}${name.slice(1)}`)]

const Scheme = z.looseObject({ name: z.string().optional(), background: z.string(), foreground: z.string() })

/**
 * Reads colour schemes of Windows Terminal: one of them, a list, or a settings file with `schemes`; with comments and
 * commas too many, as that program takes them.
 */
export function readWindowsTerminal(name: string, text: string): readonly (TerminalPalette | string)[] {
  let json: unknown
  try {
    json = JSON.parse(plainJson(text))
  } catch {
    return ['it is no JSON']
  }
  const whole = z.object({ schemes: z.array(z.unknown()) }).safeParse(json)
  const all = whole.success ? whole.data.schemes : Array.isArray(json) ? json : [json]
  return all.map((one) => {
    const scheme = Scheme.safeParse(one)
    if (!scheme.success) return 'it holds no colour scheme'
    const colour = (key: string): string | undefined => {
      const value = scheme.data[key]
      return typeof value === 'string' ? readHex(value) : undefined
    }
    const optional = { cursor: colour('cursorColor'), selection: colour('selectionBackground') }
    return paletteOf(scheme.data.name?.trim() || name, {
      ...{ background: colour('background'), foreground: colour('foreground') },
      ...Object.fromEntries(Object.entries(optional).filter(([, value]) => value !== undefined)),
      ansi: ansiNames.map(colour),
    } as Parameters<typeof paletteOf>[1]) // an absent colour is left out
  })
}

/** Without comments and trailing commas; what stands in a string stays. */
const plainJson = (text: string): string =>
  text
    .replaceAll(/"(?:[^"\\]|\\.)*"|\/\/[^\n]*|\/\*[\s\S]*?\*\//g, (found) =>
      found.startsWith('"') ? found : ' ',
    )
    .replaceAll(/"(?:[^"\\]|\\.)*"|,(?=\s*[}\]])/g, (found) => (found.startsWith('"') ? found : ''))
