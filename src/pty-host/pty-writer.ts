import { writeSync } from 'node:fs'
import type { Clock } from '../shared/kernel/clock.ts'
import type { Disposable } from '../shared/kernel/disposables.ts'
import { ptyWaitingBytesMax, ptyWriteRetryMs } from '../shared/terminal-limits.ts'

/**
 * Writes to a pty at once; what does not fit, as its program does not read, is tried again later and later. (node-pty tries
 * again without end, which takes a whole core while a paste waits for a program that is busy.)
 */
export class PtyWriter implements Disposable {
  readonly #fd: number
  readonly #clock: Clock
  #waiting: Uint8Array[] = []
  #waitingBytes = 0
  #tries = 0
  #timer: Disposable | null = null
  #isOver = false

  constructor(fd: number, clock: Clock) {
    this.#fd = fd
    this.#clock = clock
  }

  /** False: more waits than any program will read, and this was not taken. */
  write(bytes: Uint8Array): boolean {
    if (this.#isOver || bytes.byteLength === 0) return true
    if (this.#waitingBytes + bytes.byteLength > ptyWaitingBytesMax) return false
    this.#waiting.push(bytes)
    this.#waitingBytes += bytes.byteLength
    if (this.#timer === null) this.#drain()
    return true
  }

  dispose(): void {
    this.#isOver = true
    this.#waiting = []
    this.#waitingBytes = 0
    this.#timer?.dispose()
  }

  #drain(): void {
    for (let [next] = this.#waiting; next !== undefined; [next] = this.#waiting) {
      const count = this.#writeSome(next)
      if (count === null) return this.dispose() // nobody holds the other side
      if (count > 0) this.#tries = 0
      this.#waitingBytes -= count
      if (count === next.byteLength) this.#waiting.shift()
      else {
        this.#waiting[0] = next.subarray(count)
        return this.#tryLater()
      }
    }
  }

  /** How many were taken; null when there is no pty any more. */
  #writeSome(bytes: Uint8Array): number | null {
    try {
      return writeSync(this.#fd, bytes)
    } catch (error) {
      return (error as NodeJS.ErrnoException).code === 'EAGAIN' ? 0 : null // what `fs` throws has a code
    }
  }

  #tryLater(): void {
    const wait = ptyWriteRetryMs[Math.min(this.#tries, ptyWriteRetryMs.length - 1)] ?? 0
    this.#tries += 1
    this.#timer = this.#clock.after(wait, () => {
      this.#timer = null
      this.#drain()
    })
  }
}
