import type { Clock } from '../shared/kernel/clock.ts'
import type { Disposable } from '../shared/kernel/disposables.ts'
import { hostIdleExitMs } from '../shared/terminal-limits.ts'

/** Leaves when nobody has needed the host for a while. Costs no timer while somebody does. */
export class IdleExit {
  readonly #options: { readonly clock: Clock; readonly isIdle: () => boolean; readonly leave: () => void }
  #timer: Disposable | null = null

  constructor(options: {
    readonly clock: Clock
    readonly isIdle: () => boolean
    readonly leave: () => void
  }) {
    this.#options = options
  }

  /** To be called whenever a connection or a process came or went. */
  check(): void {
    const { clock, isIdle, leave } = this.#options
    this.#timer?.dispose()
    this.#timer = isIdle() ? clock.after(hostIdleExitMs, () => (isIdle() ? leave() : undefined)) : null
  }
}
