import type { Disposable } from './disposables.ts'

/** Time as an argument: the real one is `system-clock.ts`, tests turn their own. */
export type Clock = {
  /** Milliseconds since the epoch. */
  readonly now: () => number
  /** Calls `run` once after `milliseconds`; disposing before then cancels it. */
  readonly after: (milliseconds: number, run: () => void) => Disposable
}

/** Resolves after `milliseconds` of this clock. */
export const delay = (clock: Clock, milliseconds: number): Promise<void> =>
  new Promise((resolve) => {
    clock.after(milliseconds, resolve)
  })
