import type { Terminal } from '@xterm/headless'
import type { TerminalColours } from '../shared/contract/host.ts'
import { programColoursMax } from '../shared/terminal-limits.ts'

const dynamic = { 10: 'foreground', 11: 'background', 12: 'cursor' } as const
type DynamicCode = keyof typeof dynamic
const dynamicCodes: readonly DynamicCode[] = [10, 11, 12]

/**
 * The colours a program set for itself (OSC 4, 10, 11, 12; undone by 104, 110, 111, 112). The headless terminal forgets
 * them, but a replay must set them again, and who asks is told what was set.
 */
export class ScreenColours {
  readonly #palette = new Map<number, string>()
  readonly #dynamic = new Map<number, string>()

  readonly #own: () => TerminalColours

  /** `own` are those that nobody changed: of the theme that is on screen. */
  constructor(terminal: Terminal, onReply: (reply: string) => void, own: () => TerminalColours) {
    this.#own = own
    const { parser } = terminal
    parser.registerOscHandler(4, (data) => {
      this.#setPalette(data, onReply)
      return true
    })
    parser.registerOscHandler(104, (data) => {
      if (data === '') this.#palette.clear()
      for (const index of data.split(';')) this.#palette.delete(Number(index))
      return true
    })
    for (const code of dynamicCodes) {
      parser.registerOscHandler(code, (data) => {
        this.#setDynamic(code, data, onReply)
        return true
      })
      parser.registerOscHandler(code + 100, () => this.#dynamic.delete(code) || true)
    }
  }

  /** What sets these colours again in a terminal that has none of them. */
  get sequences(): string {
    const palette = [...this.#palette].map(([index, colour]) => `\x1b]4;${index};${colour}\x1b\\`)
    const others = [...this.#dynamic].map(([code, colour]) => `\x1b]${code};${colour}\x1b\\`)
    return [...palette, ...others].join('')
  }

  #setPalette(data: string, onReply: (reply: string) => void): void {
    const parts = data.split(';')
    for (let at = 0; at + 1 < parts.length; at += 2) {
      const [index, colour = ''] = [Number(parts[at]), parts[at + 1]]
      if (!/^\d{1,3}$/.test(parts[at] ?? '') || index > 255) continue
      const known = this.#palette.get(index)
      if (colour === '?') onReply(`\x1b]4;${index};${known ?? this.#standardColour(index)}\x1b\\`)
      else if (isColour(colour) && (known !== undefined || this.#palette.size < programColoursMax))
        this.#palette.set(index, asReported(colour))
    }
  }

  /** `OSC 10 ; a ; b` sets 10 and 11, as xterm has it. */
  #setDynamic(first: number, data: string, onReply: (reply: string) => void): void {
    let code = first
    for (const colour of data.split(';')) {
      if (!isDynamic(code)) return
      const known = this.#dynamic.get(code)
      if (colour === '?') onReply(`\x1b]${code};${known ?? asReported(this.#own()[dynamic[code]])}\x1b\\`)
      else if (isColour(colour)) this.#dynamic.set(code, asReported(colour))
      code += 1
    }
  }

  /** The colour of the palette that nobody changed: sixteen of the theme, the others as in all terminals. */
  #standardColour(index: number): string {
    return asReported(this.#own().ansi[index] ?? cubeColour(index))
  }
}

const isDynamic = (code: number): code is DynamicCode => code in dynamic

const isColour = (text: string): boolean =>
  /^(?:#(?:[0-9a-f]{3}|[0-9a-f]{6}|[0-9a-f]{9}|[0-9a-f]{12})|rgb:[0-9a-f]{1,4}(?:\/[0-9a-f]{1,4}){2})$/i.test(
    text,
  )

/** As a terminal reports a colour: 16 bits a channel. */
function asReported(colour: string): string {
  const channels = colour.startsWith('#')
    ? (colour.slice(1).match(new RegExp(`.{${(colour.length - 1) / 3}}`, 'g')) ?? [])
    : colour.slice(4).split('/')
  // `#` keeps the leading digits, `rgb:` scales: both as X11 reads them; two digits, which all use, are the same.
  const wide = channels.map((channel) => channel.repeat(4).slice(0, 4).toLowerCase())
  return `rgb:${wide.join('/')}`
}

const cube = [0, 95, 135, 175, 215, 255]

/** The colour of xterm's palette from 16 on. */
function cubeColour(index: number): string {
  const grey = 8 + (index - 232) * 10
  const rest = index - 16
  const channels =
    index >= 232
      ? [grey, grey, grey]
      : [Math.floor(rest / 36), Math.floor(rest / 6) % 6, rest % 6].map((step) => cube[step] ?? 0)
  return `#${channels.map((channel) => channel.toString(16).padStart(2, '0')).join('')}`
}
