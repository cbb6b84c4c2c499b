/** What can be measured of a worker from outside; told as it happens. */
export type WorkerMeasures = {
  readonly claimed: () => void
  readonly claimFailed: () => void
  readonly ended: (event: string) => void
  readonly handedBack: (reason: string) => void
  readonly printed: (chars: number) => void
  readonly sessionKept: () => void
}

const nothing = (): void => {}

/** Nobody asks. */
export const unmeasured: WorkerMeasures = {
  claimed: nothing,
  claimFailed: nothing,
  ended: nothing,
  handedBack: nothing,
  printed: nothing,
  sessionKept: nothing,
}
