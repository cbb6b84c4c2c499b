/** Why the service did not start, and the exit code that says so to whoever started it. */
export const startExitCodes = {
  'bad-arguments': 2,
  'already-running': 3,
  'port-taken': 4,
  'unreadable-database': 5,
} as const
export type StartFailureKind = keyof typeof startExitCodes

/** An expected reason not to start: told to the person in one line, never a stack. */
export class StartFailure extends Error {
  readonly kind: StartFailureKind
  constructor(kind: StartFailureKind, message: string, options?: ErrorOptions) {
    super(message, options)
    this.kind = kind
  }
  get exitCode(): number {
    return startExitCodes[this.kind]
  }
}
