import type { Clock } from '../shared/kernel/clock.ts'
import type { Disposable } from '../shared/kernel/disposables.ts'
import { outputBatchBytes, outputBatchMs } from '../shared/terminal-limits.ts'

/** Output on its way to a viewer: an idle stream is sent at once, a busy one in batches. */
export class OutputBatch implements Disposable {
  readonly #clock: Clock
  readonly #send: (pieces: readonly Uint8Array[]) => void
  #pieces: Uint8Array[] = []
  #bytes = 0
  #lastFlushAt = 0
  #timer: Disposable | null = null

  constructor(options: { readonly clock: Clock; readonly send: (pieces: readonly Uint8Array[]) => void }) {
    this.#clock = options.clock
    this.#send = options.send
  }

  add(bytes: Uint8Array): void {
    this.#pieces.push(bytes)
    this.#bytes += bytes.byteLength
    if (this.#bytes >= outputBatchBytes) return this.flush()
    if (this.#timer) return
    const sinceFlush = this.#clock.now() - this.#lastFlushAt
    if (sinceFlush >= outputBatchMs) return this.flush()
    this.#timer = this.#clock.after(outputBatchMs - sinceFlush, () => this.flush())
  }

  /** Sends what is gathered. */
  flush(): void {
    this.#timer?.dispose()
    this.#timer = null
    if (this.#pieces.length === 0) return
    this.#lastFlushAt = this.#clock.now()
    this.#send(this.#pieces)
    this.#pieces = []
    this.#bytes = 0
  }

  dispose(): void {
    this.#timer?.dispose()
    this.#timer = null
    this.#pieces = []
  }
}
