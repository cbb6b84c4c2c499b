import type { Disposable } from '../../shared/kernel/disposables.ts'

/** Counts the WebGL contexts that are out: Chromium ends the oldest without asking when there are too many. */
export class WebglLeases {
  readonly #most: number
  #out = 0

  constructor(most: number) {
    this.#most = most
  }

  /** A lease to be disposed with its context, or null when all are out. */
  take(): Disposable | null {
    if (this.#out >= this.#most) return null
    this.#out += 1
    let isOut = true
    return {
      dispose: () => {
        if (isOut) this.#out -= 1
        isOut = false
      },
    }
  }
}
