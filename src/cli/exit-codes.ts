import type { RequestFailure } from '../shared/contract/api/client.ts'

/** What a code means to a script; printed by `reveille --help`, part of the CLI's contract. */
export const exitCodes = {
  done: { code: 0, means: 'done' },
  refused: { code: 1, means: 'refused by the service, or failed' },
  usage: { code: 2, means: 'wrong use of the command line' },
  unreachable: { code: 3, means: 'the service cannot be reached' },
  timedOut: { code: 4, means: 'no answer in time; the request may have been carried out' },
  notAllowed: { code: 5, means: 'no valid token, or not allowed with it' },
  notFound: { code: 6, means: 'no such run or message' },
  conflict: { code: 7, means: 'not possible in the present state; asking again may help' },
  killed: { code: 8, means: 'the run was killed' },
  notStarted: {
    code: 127,
    means: 'run-command: the program could not be started; any other code is its own',
  },
} as const
export type ExitName = keyof typeof exitCodes

/** The table of `--help`. */
export const describeExitCodes = (): string =>
  Object.values(exitCodes)
    .map(({ code, means }) => `  ${String(code).padStart(3)}  ${means}`)
    .join('\n')

/** An end of the CLI that is no bug: one line for people on stderr, and a code. */
export class CliFailure extends Error {
  readonly exit: ExitName
  constructor(exit: ExitName, message: string) {
    super(message)
    this.exit = exit
  }
}

/** Which code tells of a request without an answer. */
export function exitOf(failure: RequestFailure): ExitName {
  switch (failure.kind) {
    case 'unreachable':
      return 'unreachable'
    case 'timed-out':
      return 'timedOut'
    case 'bad-answer':
      return 'refused'
    case 'refused':
      return exitOfStatus(failure.status)
  }
}

/** The same for an answer that no client of ours has read. */
export const exitOfStatus = (status: number): ExitName => exitsByStatus[status] ?? 'refused'

const exitsByStatus: Readonly<Record<number, ExitName>> = {
  401: 'notAllowed',
  403: 'notAllowed',
  404: 'notFound',
  409: 'conflict',
  410: 'killed',
}
