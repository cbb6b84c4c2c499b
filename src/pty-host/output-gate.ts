import type { CursorPlace } from './screens/screen-messages.ts'

/**
 * The one way in which anything is put out on a terminal. A line of ours depends on where the cursor stands, which the
 * screen tells a moment later: what comes meanwhile waits behind it.
 */
export class OutputGate {
  readonly #emit: (bytes: Uint8Array) => void
  readonly #place: (use: (place: CursorPlace) => void) => void
  #held: (() => void)[] | null = null

  constructor(options: {
    readonly emit: (bytes: Uint8Array) => void
    readonly place: (use: (place: CursorPlace) => void) => void
  }) {
    this.#emit = options.emit
    this.#place = options.place
  }

  output(bytes: Uint8Array): void {
    this.inOrder(() => this.#emit(bytes))
  }

  /** Puts out what `compose` makes of the place at which the cursor then stands. */
  compose(compose: (place: CursorPlace) => string): void {
    this.inOrder(() => {
      this.#held = []
      this.#place((place) => {
        const composed = Buffer.from(compose(place))
        if (composed.byteLength > 0) this.#emit(composed)
        const held = this.#held ?? []
        this.#held = null
        for (const act of held) this.inOrder(act)
      })
    })
  }

  /** Calls `act` when everything told so far was put out. */
  inOrder(act: () => void): void {
    if (this.#held) this.#held.push(act)
    else act()
  }
}
