import { mirrorHighBytes, mirrorLowBytes } from '../shared/terminal-limits.ts'
import type { PtyProcess } from './pty-process.ts'

/** How far those who read a process are behind. */
type Readers = {
  readonly unparsedBytes: number
  readonly viewers: { readonly isBehind: boolean; readonly hasCaughtUp: boolean }
}

/** A process waits while the mirror or any viewer is too far behind, and goes on when all have caught up. */
export class ProcessFlow {
  readonly #look: () => Readers
  #isPaused = false

  constructor(look: () => Readers) {
    this.#look = look
  }

  /** Whether the process waits. */
  get isPaused(): boolean {
    return this.#isPaused
  }

  /** A new process runs. */
  begin(): void {
    this.#isPaused = false
  }

  adjust(process: PtyProcess): void {
    const { unparsedBytes, viewers } = this.#look()
    if (!this.#isPaused && (unparsedBytes > mirrorHighBytes || viewers.isBehind)) {
      this.#isPaused = true
      process.pause()
    } else if (this.#isPaused && unparsedBytes <= mirrorLowBytes && viewers.hasCaughtUp) {
      this.#isPaused = false
      process.resume()
    }
  }
}
