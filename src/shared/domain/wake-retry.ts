import { backoffMs, pauseAskedFor } from './backoff.ts'

/** How the wakes of a conversation failed until now. */
export type PastFailures = {
  readonly failures: number
  readonly lastFailedAt: number | null
  readonly lastError: string | null
  /** How long whoever refused the last try asked to be left alone (`Retry-After`); null when it said nothing of it. */
  readonly lastRetryAfterMs: number | null
}

export type RetryPolicy = {
  readonly retryBaseMs: number
  readonly retryCapMs: number
  /** The longest pause that a refusal can ask for. */
  readonly retryAfterCapMs: number
}

/** Until when a wake that failed is not tried again: longer each time, and never before whoever refused it said. */
export function retryPause(
  facts: PastFailures,
  policy: RetryPolicy,
  now: number,
): { readonly until: number; readonly because: 'last-attempt-failed' | 'asked-to-wait' } | null {
  if (facts.failures === 0 || facts.lastFailedAt === null) return null
  const ownMs = backoffMs(facts.failures, { baseMs: policy.retryBaseMs, capMs: policy.retryCapMs })
  const pauseMs = pauseAskedFor(ownMs, facts.lastRetryAfterMs, policy.retryAfterCapMs)
  const until = Math.min(facts.lastFailedAt, now) + pauseMs // never longer, where the clock was set back
  return until > now ? { until, because: pauseMs > ownMs ? 'asked-to-wait' : 'last-attempt-failed' } : null
}
