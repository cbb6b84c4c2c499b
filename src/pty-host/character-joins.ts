import type { Terminal } from '@xterm/headless'

/** What @xterm/headless 6.0.0 keeps private: how it puts characters together. The version is pinned; another one fails at once. */
type Privates = {
  readonly _core?: {
    readonly unicodeService?: { charProperties?(code: number, before: number): number }
    readonly _inputHandler?: { readonly _parser?: { readonly precedingJoinState?: number } }
  }
}

let loners: Uint8Array | null = null

/**
 * How a terminal joins characters to those before them: marks, families, flags. It remembers the last character it wrote
 * (`state`, 0 behind any control), so a screen that is written down must part what was not joined, and leave the state.
 */
export class CharacterJoins {
  readonly #core: NonNullable<Privates['_core']>
  readonly #properties: (code: number, before: number) => number

  constructor(terminal: Terminal) {
    const core = (terminal as Terminal & Privates)._core // see Privates
    const service = core?.unicodeService
    if (!core || !service?.charProperties)
      throw new Error('this version of @xterm/headless joins its characters elsewhere')
    this.#core = core
    this.#properties = (code, before) => service.charProperties?.(code, before) ?? 0
  }

  /** What the parser knows of the last character; 0 when the next one stands alone. */
  get state(): number {
    return this.#core._inputHandler?._parser?.precedingJoinState ?? 0
  }

  /** The state after a character, given that before it. */
  after(code: number, before: number): number {
    return this.#properties(code, before)
  }

  /** Whether the character that led to this state went into the cell before it. */
  isJoined(state: number): boolean {
    return (state & 1) === 1
  }

  /** Marks each character of the first plane that goes into a cell of its own whatever stands before or behind it. */
  get loners(): Uint8Array {
    return (loners ??= Uint8Array.from({ length: 0x10000 }, (_, code) =>
      code >= 0x20 && kindOf(this.#properties(code, 0)) === other ? 1 : 0,
    ))
  }
}

const other = 0 // of the grapheme breaks of UAX 29
const kindOf = (properties: number): number => (properties >> 3) & 0xf
