import { streamBackoffMs, streamPermanentBackoffMs } from '../limits.ts'
import type { PendingReason } from './restore.ts'

/**
 * How long one that could not be decided on waits until it is asked for again, after so many looks without an answer. What
 * was refused will not go better by itself: that is asked seldom, for as long as it takes a person to set it right.
 */
export function askAgainInMs(because: PendingReason, looks: number): number {
  if (because === 'service-refuses') return streamPermanentBackoffMs
  const step = Math.min(Math.max(looks, 1), streamBackoffMs.length) - 1
  return streamBackoffMs[step] ?? streamPermanentBackoffMs
}
