import type { IBufferCell } from '@xterm/headless'

/** What @xterm/headless 6.0.0 gives a cell beyond its public type: how it is underlined, and its link. Optional here. */
export type StyledCell = IBufferCell & {
  readonly getUnderlineStyle?: () => number // 0 none, 1 single, 2 double, 3 curly, 4 dotted, 5 dashed
  readonly getUnderlineColor?: () => number
  readonly isUnderlineColorRGB?: () => boolean
  readonly isUnderlineColorPalette?: () => boolean
  readonly hasExtendedAttrs?: () => number
  readonly fg?: number // colour and flags in one number
  readonly bg?: number
  readonly extended?: { readonly urlId?: number; readonly ext?: number } // another cell's when `hasExtendedAttrs` is 0
}

const flags: readonly (readonly [parameter: string, isSet: (cell: StyledCell) => number])[] = [
  ['1', (cell) => cell.isBold()],
  ['2', (cell) => cell.isDim()],
  ['3', (cell) => cell.isItalic()],
  ['5', (cell) => cell.isBlink()],
  ['7', (cell) => cell.isInverse()],
  ['8', (cell) => cell.isInvisible()],
  ['9', (cell) => cell.isStrikethrough()],
  ['53', (cell) => cell.isOverline()],
]

/** The number of the link a cell belongs to, 0 for none. */
export const linkOf = (cell: StyledCell): number =>
  (cell.hasExtendedAttrs?.() ? cell.extended?.urlId : 0) ?? 0

/** The sequence that gives what is written next the style of this cell, whatever was set before. */
export function styleSequence(cell: StyledCell): string {
  if (cell.isAttributeDefault()) return '\x1b[0m'
  const parameters = ['0']
  for (const [parameter, isSet] of flags) if (isSet(cell)) parameters.push(parameter)
  // A link underlines by itself.
  if (cell.isUnderline() && linkOf(cell) === 0) parameters.push(`4:${cell.getUnderlineStyle?.() || 1}`)
  parameters.push(...groundColour(cell.getFgColorMode(), cell.getFgColor(), '38'))
  parameters.push(...groundColour(cell.getBgColorMode(), cell.getBgColor(), '48'))
  const underlineColour = cell.getUnderlineColor?.() ?? -1
  if (cell.isUnderline() && cell.isUnderlineColorRGB?.()) parameters.push(rgb(underlineColour, '58'))
  else if (cell.isUnderline() && cell.isUnderlineColorPalette?.()) parameters.push(`58:5:${underlineColour}`)
  return `\x1b[${parameters.join(';')}m`
}

/** As xterm tells them. */
const colourModes = { sixteen: 0x1000000, palette: 0x2000000, rgb: 0x3000000 } as const

function groundColour(mode: number, value: number, target: '38' | '48'): readonly string[] {
  if (mode === colourModes.rgb) return [rgb(value, target)]
  if (mode === colourModes.palette) return [`${target}:5:${value}`]
  if (mode !== colourModes.sixteen) return []
  // Not the same as the first sixteen of the palette: bold ones are drawn brighter.
  if (value < 8) return [String(value + (target === '38' ? 30 : 40))]
  return [String(value - 8 + (target === '38' ? 90 : 100))]
}

const rgb = (value: number, target: string): string =>
  `${target}:2::${(value >>> 16) & 0xff}:${(value >>> 8) & 0xff}:${value & 0xff}`
