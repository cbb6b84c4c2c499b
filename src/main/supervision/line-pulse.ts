import type { Clock } from '../../shared/kernel/clock.ts'
import type { Disposable } from '../../shared/kernel/disposables.ts'
import { hostPulseEveryMs, hostSilentMs } from '../../shared/terminal-limits.ts'

/**
 * Asks the other side of a line for a sign of life now and then. One that gives none is silent, which is not dead: it may
 * be stopped, or its machine asleep; the line stays, and is used again when the answer comes.
 */
export class LinePulse implements Disposable {
  readonly #clock: Clock
  readonly #ask: () => Promise<unknown>
  readonly #onChanged: (isSilent: boolean) => void
  #timer: Disposable | null = null
  #silentTimer: Disposable | null = null
  #isSilent = false
  #isDisposed = false

  constructor(options: {
    readonly clock: Clock
    readonly ask: () => Promise<unknown>
    readonly onChanged: (isSilent: boolean) => void
  }) {
    this.#clock = options.clock
    this.#ask = options.ask
    this.#onChanged = options.onChanged
    this.#later()
  }

  dispose(): void {
    this.#isDisposed = true
    this.#timer?.dispose()
    this.#silentTimer?.dispose()
  }

  #later(): void {
    this.#timer = this.#clock.after(hostPulseEveryMs, () => void this.#beat())
  }

  async #beat(): Promise<void> {
    this.#silentTimer = this.#clock.after(hostSilentMs, () => this.#become(true))
    const answered = await this.#ask().then(
      () => true,
      () => false, // the line closed: its owner is told by the line itself
    )
    this.#silentTimer?.dispose()
    if (this.#isDisposed || !answered) return
    this.#become(false)
    this.#later()
  }

  #become(isSilent: boolean): void {
    if (isSilent === this.#isSilent || this.#isDisposed) return
    this.#isSilent = isSilent
    this.#onChanged(isSilent)
  }
}
