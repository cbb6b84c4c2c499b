import type { TerminalId } from '../shared/domain/ids.ts'

/** Gathers the trouble of many histories with one disk into one word when it begins and one when it is over. */
export class HistoryTrouble {
  readonly #tell: (problem: string | null) => void
  readonly #troubled = new Set<TerminalId>()
  #problem: string | null = null

  constructor(tell: (problem: string | null) => void) {
    this.#tell = tell
  }

  /** What is the matter; null when everything is kept. */
  get problem(): string | null {
    return this.#problem
  }

  changed(id: TerminalId, trouble: string | null): void {
    if (trouble === null) this.#troubled.delete(id)
    else this.#troubled.add(id)
    if (this.#troubled.size === 0 && this.#problem !== null) this.#say(null)
    else if (trouble !== null && this.#problem === null) this.#say(trouble)
  }

  #say(problem: string | null): void {
    this.#problem = problem
    this.#tell(problem)
  }
}
