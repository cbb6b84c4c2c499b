import type { Clock } from '../shared/kernel/clock.ts'

/** A clock that a test turns. Timers fire in the order of their time, each at its own. */
export class FakeClock implements Clock {
  #now: number
  #timers: { at: number; run: () => void }[] = []

  constructor(now = 1_000_000) {
    this.#now = now
  }

  readonly now = (): number => this.#now

  readonly after = (milliseconds: number, run: () => void) => {
    const timer = { at: this.#now + milliseconds, run }
    this.#timers.push(timer)
    return { dispose: () => void (this.#timers = this.#timers.filter((other) => other !== timer)) }
  }

  /** The wall clock is set, as a person or a time server does; timers run on. */
  jump(milliseconds: number): void {
    this.#now += milliseconds
    for (const timer of this.#timers) timer.at += milliseconds
  }

  get pendingTimers(): number {
    return this.#timers.length
  }

  /** Moves time forward, firing what is due; lets promises settle after each timer. */
  async turn(milliseconds: number): Promise<void> {
    const until = this.#now + milliseconds
    for (;;) {
      const next = this.#timers
        .filter((timer) => timer.at <= until)
        .sort((one, other) => one.at - other.at)[0]
      if (!next) break
      this.#timers = this.#timers.filter((timer) => timer !== next)
      this.#now = Math.max(this.#now, next.at)
      next.run()
      await settle()
    }
    this.#now = until
    await settle()
  }
}

/** Lets everything that is already resolved go on. */
export const settle = async (): Promise<void> => {
  for (let turn = 0; turn < 20; turn += 1) await Promise.resolve()
}
