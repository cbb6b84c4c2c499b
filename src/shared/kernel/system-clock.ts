import type { Clock } from './clock.ts'

// `shared` knows neither DOM nor Node; both have these two, and this is the one file that touches them.
declare function setTimeout(run: () => void, milliseconds: number): { unref?: () => void } | number
declare function clearTimeout(timer: unknown): void

/** The real clock of this process. */
export const systemClock: Clock = {
  now: () => Date.now(),
  after: (milliseconds, run) => {
    const timer = setTimeout(run, milliseconds)
    return { dispose: () => clearTimeout(timer) }
  },
}
