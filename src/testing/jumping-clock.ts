import type { Clock } from '../shared/kernel/clock.ts'
import type { Disposable } from '../shared/kernel/disposables.ts'
import { systemClock } from '../shared/kernel/system-clock.ts'

/** Real time that a test can move forward: real processes stay in step, and nobody waits for a long timer. */
export class JumpingClock implements Clock {
  #offset = 0
  readonly #timers = new Set<{ readonly at: number; readonly fire: () => void }>()

  readonly now = (): number => systemClock.now() + this.#offset

  readonly after = (milliseconds: number, run: () => void): Disposable => {
    const end = (): void => {
      this.#timers.delete(timer)
      real.dispose()
    }
    const timer = {
      at: this.now() + milliseconds,
      fire: () => {
        end()
        run()
      },
    }
    const real = systemClock.after(milliseconds, timer.fire)
    this.#timers.add(timer)
    return { dispose: end }
  }

  /** What is due by then fires now, in its order. */
  jump(milliseconds: number): void {
    this.#offset += milliseconds
    const due = [...this.#timers].filter((timer) => timer.at <= this.now())
    for (const timer of due.sort((one, other) => one.at - other.at)) timer.fire()
  }
}
