import { failureClassOf } from '../shared/harness/claude-failures.ts'
import { resetTimeOf } from '../shared/harness/reset-time.ts'
import type { AgentEnd } from './agent-process.ts'
import type { Bound, StopReason } from './lease-keeper.ts'
import type { Report } from './report.ts'

/** What the end of the agent means for its execution, in the words of the report. */
export function concludeExecution(end: AgentEnd, stopped: StopReason | null, now: number): Report {
  if (stopped === 'timed-out' || stopped === 'out-of-memory') return boundReached[stopped]
  if (stopped !== null) return { event: 'cancelled', status_message: { message: 'cancelled' } }
  const isSuccess = end.exitCode === 0 && end.result?.isError !== true
  if (isSuccess)
    return { event: 'succeeded', ...(end.result === null ? {} : { summary: clip(end.result.summary) }) }
  const words = (end.result?.summary ?? plainText(end.lastWords)).trim()
  const how = end.signal === null ? `exit code ${end.exitCode ?? 'unknown'}` : `ended by ${end.signal}`
  const failure = failureClassOf(words)
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone
  const resetsAt = failure === 'rate-limit' ? resetTimeOf(words, now, zone) : null
  const status = {
    ...(resetsAt === null ? {} : { resets_at: resetsAt }),
    message: clip(words === '' ? `the agent failed (${how})` : `${words} (${how})`),
    error_code: failure ?? 'crash',
    retryable: failure === 'rate-limit' || failure === null,
  }
  // A known cause is the user's to remove; an unknown one is an error of the execution.
  return { event: failure === null ? 'errored' : 'failed', status_message: status }
}

/** The worker's own bounds. */
export const boundReached: Readonly<Record<Bound, Report>> = {
  'timed-out': {
    event: 'errored',
    status_message: { message: 'it worked longer than this worker allows', error_code: 'timed-out' },
  },
  'out-of-memory': {
    event: 'errored',
    status_message: { message: 'it used more memory than this worker allows', error_code: 'out-of-memory' },
  },
}

const clip = (text: string): string => text.slice(0, 4_000)

const plainText = (text: string): string =>
  // oxlint-disable-next-line no-control-regex -- they are what is removed
  text.replaceAll(/\x1b\[[0-9;]*m/g, '').replaceAll('\r', '')
