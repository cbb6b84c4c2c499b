import { parseTurnMs } from '../shared/terminal-limits.ts'

/** Something with output to parse. */
export type Parser = {
  /** Parses one slice (a millisecond or so) and answers whether anything is left. */
  readonly parseSlice: () => boolean
}

/**
 * Lets all mirrors parse in turn, a slice each, so that one noisy terminal cannot hold the others, and gives way to
 * reading and writing after each turn, so that a pty is emptied while its process goes on writing.
 */
export class ParseTurns {
  readonly #options: { readonly schedule: (run: () => void) => void; readonly now: () => number }
  readonly #waiting = new Set<Parser>() // insertion order is the order of turns
  #isScheduled = false

  /** `schedule` runs later, after what is ready to be read or written was (`setImmediate`). */
  constructor(options: { readonly schedule: (run: () => void) => void; readonly now: () => number }) {
    this.#options = options
  }

  /** Says that `parser` has something to parse. */
  request(parser: Parser): void {
    this.#waiting.add(parser)
    this.#schedule()
  }

  /** Takes `parser` out of the turns. */
  remove(parser: Parser): void {
    this.#waiting.delete(parser)
  }

  #schedule(): void {
    if (this.#isScheduled || this.#waiting.size === 0) return
    this.#isScheduled = true
    this.#options.schedule(() => {
      this.#isScheduled = false
      try {
        this.#takeTurns()
      } finally {
        this.#schedule() // one parser that throws must not stop the others
      }
    })
  }

  #takeTurns(): void {
    const until = this.#options.now() + parseTurnMs
    for (const parser of this.#waiting) {
      this.#waiting.delete(parser)
      if (parser.parseSlice()) this.#waiting.add(parser) // to the end of the line
      if (this.#options.now() >= until) return
    }
  }
}
