import {
  historyCheckpointEveryMs,
  historyCheckpointWorthBytes,
  historyFlushBytes,
  historyFlushMs,
  historyLargeQuietMs,
  historyPendingBytesMax,
  historyQuietMs,
  historyRestMs,
  historyRetryMs,
  historySyncMs,
} from '../../shared/terminal-limits.ts'

/** Where the keeping of one history stands. Times in milliseconds of one clock. */
export type HistoryStanding = {
  readonly pendingBytes: number // put out and not on disk
  readonly pendingSince: number | null // the oldest of it
  readonly hasDropped: boolean // what is on disk has a gap: only a whole screen mends it
  readonly isUrgent: boolean // somebody waits for all of it to be on disk
  readonly fileBytes: number
  readonly bytesSinceCheckpoint: number // of what changed the screen
  readonly isLarge: boolean // the screen takes much memory until it is written
  readonly lastOutputAt: number
  readonly lastCheckpointAt: number
  readonly failedAt: number | null // when the disk last refused
  readonly unsyncedSince: number | null // written and maybe not on the disk itself
  readonly bytesMax: number
}

/** What to do next with a history; `wait` is over at `until`, or never when null. */
export type HistoryMove =
  | { readonly kind: 'append' }
  | { readonly kind: 'checkpoint' }
  | { readonly kind: 'sync' }
  | { readonly kind: 'wait'; readonly until: number | null }

/**
 * Output is appended soon; a screen is written in its place when the file is full, when there was more output than is
 * worth writing, and when it is quiet: soon where reading the output again would take long, later in any case, as a screen
 * that is all there is in a file is shown from there. A disk that refuses is asked again.
 */
export function nextHistoryMove(standing: HistoryStanding, now: number): HistoryMove {
  const { pendingSince, failedAt, isUrgent, unsyncedSince } = standing
  if (failedAt !== null) {
    const until = failedAt + historyRetryMs
    return now >= until || isUrgent ? { kind: 'checkpoint' } : { kind: 'wait', until }
  }
  const isFull = standing.fileBytes + standing.pendingBytes > standing.bytesMax
  if (standing.hasDropped || isFull) {
    const until = standing.lastCheckpointAt + historyCheckpointEveryMs
    return now >= until || isUrgent ? { kind: 'checkpoint' } : { kind: 'wait', until }
  }
  if (pendingSince !== null) {
    const until = pendingSince + historyFlushMs
    const isDue = now >= until || isUrgent || standing.pendingBytes >= historyFlushBytes
    return isDue ? { kind: 'append' } : { kind: 'wait', until }
  }
  const dues: number[] = []
  if (unsyncedSince !== null) {
    if (isUrgent || now >= unsyncedSince + historySyncMs) return { kind: 'sync' }
    dues.push(unsyncedSince + historySyncMs)
  }
  if (standing.bytesSinceCheckpoint > 0) {
    const quietAt = standing.lastOutputAt + quietMsOf(standing)
    if (now >= quietAt) return { kind: 'checkpoint' }
    dues.push(quietAt)
  }
  return { kind: 'wait', until: dues.length === 0 ? null : Math.min(...dues) }
}

function quietMsOf({ bytesSinceCheckpoint, isLarge }: HistoryStanding): number {
  if (bytesSinceCheckpoint > historyCheckpointWorthBytes) return historyQuietMs
  return isLarge ? historyLargeQuietMs : historyRestMs
}

/** Whether so much is waiting that it is no longer worth writing: a screen a second replaces it. */
export const isTooMuch = (pendingBytes: number): boolean => pendingBytes > historyPendingBytesMax
