/** A line of the service's log: facts for the person who looks for a cause. Never a token, a subject or a body. */
export type LogLine = {
  readonly level: 'info' | 'warning' | 'error'
  readonly event: string
  readonly trace_id?: string
  readonly [detail: string]: unknown
}
export type Log = (line: LogLine) => void

/** Writes JSON lines. */
export const jsonLog =
  (write: (text: string) => void, now: () => number): Log =>
  (line) =>
    write(`${JSON.stringify({ time: new Date(now()).toISOString(), ...line })}\n`)

/** An error as the log keeps it: with its stack and its causes. */
export function describeError(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  const cause = error.cause === undefined ? '' : `\ncaused by ${describeError(error.cause)}`
  return `${error.stack ?? error.message}${cause}`
}
