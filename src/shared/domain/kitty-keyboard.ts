import type { Disposable } from '../kernel/disposables.ts'

// The kitty keyboard protocol, as far as terminals here speak it: flag 1, "disambiguate escape codes". A program that asks for
// more is given that, and told so when it asks what it got (https://sw.kovidgoyal.net/kitty/keyboard-protocol/). The pty
// host's mirror and the page each keep the flags of what they have read; only the mirror answers.

const disambiguate = 1
const stackMax = 16

type Identifier = { readonly prefix?: string; readonly intermediates?: string; readonly final: string }
type Parameters = readonly (number | number[])[]

/** What is used of an xterm. */
export type KeyboardTerminal = {
  readonly parser: {
    registerCsiHandler(id: Identifier, handler: (params: (number | number[])[]) => boolean): Disposable
    registerEscHandler(id: Identifier, handler: () => boolean): Disposable
    registerOscHandler(code: number, handler: (data: string) => boolean): Disposable
  }
  readonly buffer: { readonly active: { readonly type: 'normal' | 'alternate' } }
}

/** The flags that the programs of one terminal have asked for: a stack for each of its screens, the last one in force. */
export class KeyboardFlags implements Disposable {
  readonly #terminal: KeyboardTerminal
  readonly #stacks: Record<'normal' | 'alternate', number[]> = { normal: [], alternate: [] }
  readonly #registered: readonly Disposable[]

  /** `onReply` is told what a program that asks is to be answered; nobody is where another one answers. */
  constructor(terminal: KeyboardTerminal, onReply: (reply: string) => void) {
    this.#terminal = terminal
    const { parser } = terminal
    this.#registered = [
      parser.registerCsiHandler({ prefix: '>', final: 'u' }, (params) => this.#push(first(params, 0))),
      parser.registerCsiHandler({ prefix: '<', final: 'u' }, (params) => this.#pop(first(params, 1))),
      parser.registerCsiHandler({ prefix: '=', final: 'u' }, (params) =>
        this.#set(first(params, 0), second(params, 1)),
      ),
      parser.registerCsiHandler({ prefix: '?', final: 'u' }, () => {
        onReply(`\x1b[?${this.inForce}u`)
        return true
      }),
      parser.registerEscHandler({ final: 'c' }, () => this.#reset()),
      parser.registerCsiHandler({ intermediates: '!', final: 'p' }, () => this.#reset()),
      // A shell says that its command ended: what that one asked for went with it, however it ended.
      parser.registerOscHandler(133, (data) => (data.startsWith('D') ? this.#reset() : false)),
    ]
  }

  /** The flags for the next key. */
  get inForce(): number {
    return this.#stack.at(-1) ?? 0
  }

  /** What sets the flags of a screen again, in a terminal that has none. */
  sequences(screen: 'normal' | 'alternate'): string {
    return this.#stacks[screen].map((flags) => `\x1b[>${flags}u`).join('')
  }

  dispose(): void {
    for (const one of this.#registered) one.dispose()
  }

  get #stack(): number[] {
    return this.#stacks[this.#terminal.buffer.active.type]
  }

  #push(flags: number): boolean {
    this.#stack.push(flags & disambiguate)
    if (this.#stack.length > stackMax) this.#stack.shift()
    return true
  }

  #pop(count: number): boolean {
    this.#stack.splice(Math.max(0, this.#stack.length - Math.max(1, count)))
    return true
  }

  #set(flags: number, how: number): boolean {
    const before = this.#stack.pop() ?? 0
    const wanted = how === 2 ? before | flags : how === 3 ? before & ~flags : flags
    this.#stack.push(wanted & disambiguate)
    return true
  }

  /** The terminal does the rest. */
  #reset(): boolean {
    this.#stacks.normal = []
    this.#stacks.alternate = []
    return false
  }
}

const numberOf = (param: number | number[] | undefined): number =>
  (Array.isArray(param) ? param[0] : param) ?? 0
/** Zero stands for a parameter that is missing. */
const first = (params: Parameters, missing: number): number => numberOf(params[0]) || missing
const second = (params: Parameters, missing: number): number => numberOf(params[1]) || missing

/** What is read of a key event. */
export type KittyKey = {
  readonly key: string
  readonly code: string
  readonly shift: boolean
  readonly alt: boolean
  readonly ctrl: boolean
  readonly meta: boolean
  /** AltGr and keys that compose type characters. */
  readonly isText: boolean
}

/** Keys that have a character of their own. */
const named: Readonly<Record<string, number>> = { Enter: 13, Tab: 9, Backspace: 127, Escape: 27 }

/** What a key is to a program that asked for flag 1; null where it is the same as to any other program. */
export function encodeKittyKey(key: KittyKey): string | null {
  if (key.meta || key.isText) return null
  const { shift, alt, ctrl } = key
  const modifiers = 1 + (shift ? 1 : 0) + (alt ? 2 : 0) + (ctrl ? 4 : 0)
  const code = named[key.key]
  if (code !== undefined) {
    if (modifiers > 1) return `\x1b[${code};${modifiers}u`
    return key.key === 'Escape' ? '\x1b[27u' : null
  }
  if (!alt && !ctrl) return null
  const character = unshifted(key)
  return character === null ? null : `\x1b[${character};${modifiers}u`
}

/** The character that the key has without modifiers: of the user's layout, where it can be told. */
function unshifted({ key, code, alt, shift }: KittyKey): number | null {
  const letter = /^Key([A-Z])$/.exec(code)?.[1]?.toLowerCase()
  const digit = /^Digit(\d)$/.exec(code)?.[1]
  const isPlain = /^[\x20-\x7e]$/.test(key)
  if (letter && (alt ? !isPlain : key.length !== 1)) return letter.charCodeAt(0) // a Mac types å with Option and A
  if (digit && shift) return digit.charCodeAt(0)
  if (!/^.$/u.test(key)) return null
  return key.toLowerCase().codePointAt(0) ?? null
}

/** Whether what was typed is Ctrl-C, or Escape by itself, in any of the ways in which programs are told. */
export const isInterrupt = (typed: string): boolean =>
  ['\x03', '\x1b', '\x1b[27u', '\x1b[99;5u'].includes(typed)
