import { z } from 'zod'

const Colour = z.string().regex(/^#[0-9a-f]{6}$/)

/** The colours of a terminal under a name. */
export const TerminalPalette = z.object({
  name: z.string().trim().min(1).max(80),
  background: Colour,
  foreground: Colour,
  cursor: Colour,
  cursorText: Colour,
  selection: Colour,
  /** Black, red, green, yellow, blue, magenta, cyan, white, and the bright ones. */
  ansi: z.array(Colour).length(16),
})
export type TerminalPalette = z.infer<typeof TerminalPalette>

/** What a file may leave out: made of what it has. */
export type PaletteParts = Partial<Omit<TerminalPalette, 'ansi' | 'name'>> & {
  readonly ansi: readonly (string | undefined)[]
}

/** A palette of its parts, or what is missing. */
export function paletteOf(name: string, parts: PaletteParts): TerminalPalette | string {
  const { background, foreground } = parts
  const absent = Array.from({ length: 16 }, (_, index) => index).filter((index) => !parts.ansi[index])
  if (!background || !foreground) return 'it names no background or no foreground'
  if (absent.length > 0) return `it names no colour ${absent.join(', ')}`
  const {
    cursor = foreground,
    cursorText = background,
    selection = mix(background, foreground, 0.25),
  } = parts
  const made = {
    name,
    background,
    foreground,
    cursor,
    cursorText,
    selection,
    ansi: [...parts.ansi].slice(0, 16),
  }
  const parsed = TerminalPalette.safeParse(made)
  return parsed.success ? parsed.data : 'one of its colours is none'
}

/** `#rrggbb` of `#rgb`, `rrggbb` and the like, in small letters; undefined for what is no colour. */
export function readHex(text: string): string | undefined {
  const digits = /^#?([0-9a-f]{3}|[0-9a-f]{6})$/i.exec(text.trim())?.[1]?.toLowerCase()
  if (!digits) return undefined
  return digits.length === 6 ? `#${digits}` : `#${digits.replaceAll(/./g, '$&$&')}`
}

/** Red, green and blue, each 0 to 1. */
export const channelsOf = (colour: string): readonly [number, number, number] => {
  const value = Number.parseInt(colour.slice(1), 16)
  return [(value >> 16) / 255, ((value >> 8) & 255) / 255, (value & 255) / 255]
}

/** `#rrggbb` of three channels, each 0 to 1. */
export const colourOf = (channels: readonly number[]): string =>
  `#${channels
    .map((channel) =>
      Math.round(Math.min(1, Math.max(0, channel)) * 255)
        .toString(16)
        .padStart(2, '0'),
    )
    .join('')}`

/** Whether a ground is dark: less than half as bright as white to the eye. */
export function isDark(background: string): boolean {
  const [red, green, blue] = channelsOf(background)
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue < 0.5
}

const mix = (one: string, other: string, share: number): string => {
  const [from, to] = [channelsOf(one), channelsOf(other)]
  return colourOf(from.map((channel, index) => channel + ((to[index] ?? channel) - channel) * share))
}
