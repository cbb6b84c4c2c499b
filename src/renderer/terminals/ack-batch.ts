import type { Clock } from '../../shared/kernel/clock.ts'
import type { Disposable } from '../../shared/kernel/disposables.ts'
import { ackBytes, ackIdleMs } from '../limits.ts'

/** Adds up what xterm has parsed and acknowledges it in batches: full ones at once, the rest when it goes quiet. */
export class AckBatch implements Disposable {
  readonly #clock: Clock
  readonly #send: (bytes: number) => void
  #parsed = 0
  #timer: Disposable | null = null

  constructor(options: { readonly clock: Clock; readonly send: (bytes: number) => void }) {
    this.#clock = options.clock
    this.#send = options.send
  }

  /** `bytes` more were parsed. */
  add(bytes: number): void {
    this.#parsed += bytes
    if (this.#parsed >= ackBytes) return this.#flush()
    this.#timer ??= this.#clock.after(ackIdleMs, () => this.#flush())
  }

  /** A frame was shown, and all before it: the next one may come. */
  now(bytes: number): void {
    this.#parsed += bytes
    this.#flush()
  }

  dispose(): void {
    this.#timer?.dispose()
    this.#timer = null
    this.#parsed = 0
  }

  #flush(): void {
    const bytes = this.#parsed
    this.dispose()
    if (bytes > 0) this.#send(bytes)
  }
}
