import type { Clock } from '../shared/kernel/clock.ts'
import { floodLastsMs, floodWindowBytes, floodWindowMs } from '../shared/terminal-limits.ts'

/** Tells a flood of output: more in a short time than anybody reads. It is over a while after: whoever needs what it
 * was says so, and a busy machine makes pauses. */
export class FloodWatch {
  readonly #clock: Clock
  #windowUntil = 0
  #windowBytes = 0
  #floodUntil = 0

  constructor(clock: Clock) {
    this.#clock = clock
  }

  /** Whether it still floods. */
  get isFlood(): boolean {
    return this.#clock.now() <= this.#floodUntil
  }

  /** So many more bytes came. */
  came(bytes: number): void {
    const now = this.#clock.now()
    if (now > this.#windowUntil) {
      this.#windowUntil = now + floodWindowMs
      this.#windowBytes = 0
    }
    this.#windowBytes += bytes
    if (this.#windowBytes > floodWindowBytes) this.#floodUntil = now + floodLastsMs
  }
}
