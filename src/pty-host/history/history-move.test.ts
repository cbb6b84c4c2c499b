import { expect, test } from 'vitest'
import {
  historyCheckpointEveryMs,
  historyCheckpointWorthBytes,
  historyFlushBytes,
  historyFlushMs,
  historyLargeQuietMs,
  historyQuietMs,
  historyRestMs,
  historyRetryMs,
  historySyncMs,
  screenSleepMs,
} from '../../shared/terminal-limits.ts'
import { nextHistoryMove, type HistoryStanding } from './history-move.ts'

const now = 1_000_000
const standing = (facts: Partial<HistoryStanding>): HistoryStanding => ({
  pendingBytes: 0,
  pendingSince: null,
  hasDropped: false,
  isUrgent: false,
  fileBytes: 1_000,
  bytesSinceCheckpoint: 0,
  isLarge: false,
  lastOutputAt: now,
  lastCheckpointAt: now - 60_000,
  failedAt: null,
  unsyncedSince: null,
  bytesMax: 10_000_000,
  ...facts,
})
const move = (facts: Partial<HistoryStanding>) => nextHistoryMove(standing(facts), now)

test('nothing happened: nothing is to be done, and no timer runs', () => {
  expect(move({})).toEqual({ kind: 'wait', until: null })
})

test('output is written after a quarter of a second, or when it is much, or when somebody waits', () => {
  const pending = { pendingBytes: 10, pendingSince: now }
  expect(move(pending)).toEqual({ kind: 'wait', until: now + historyFlushMs })
  expect(move({ ...pending, pendingSince: now - historyFlushMs })).toEqual({ kind: 'append' })
  expect(move({ ...pending, pendingBytes: historyFlushBytes })).toEqual({ kind: 'append' })
  expect(move({ ...pending, isUrgent: true })).toEqual({ kind: 'append' })
})

test('and is on the disk itself within a second in all', () => {
  expect(historyFlushMs + historySyncMs).toBeLessThanOrEqual(1_000)
  expect(move({ unsyncedSince: now })).toEqual({ kind: 'wait', until: now + historySyncMs })
  expect(move({ unsyncedSince: now - historySyncMs })).toEqual({ kind: 'sync' })
  expect(move({ unsyncedSince: now, isUrgent: true })).toEqual({ kind: 'sync' })
})

test('a full file, or a gap in it, is replaced by a screen, no more often than once a second', () => {
  const recently = { lastCheckpointAt: now - 100 }
  const wait = { kind: 'wait', until: now - 100 + historyCheckpointEveryMs }
  expect(move({ fileBytes: 10_000_001 })).toEqual({ kind: 'checkpoint' })
  expect(move({ fileBytes: 10_000_001, ...recently })).toEqual(wait)
  expect(move({ hasDropped: true, ...recently })).toEqual(wait)
  expect(move({ hasDropped: true, isUrgent: true, ...recently })).toEqual({ kind: 'checkpoint' })
})

test('much output is replaced by a screen when it is quiet, so that it is back soon', () => {
  const much = { bytesSinceCheckpoint: historyCheckpointWorthBytes + 1 }
  expect(move(much)).toEqual({ kind: 'wait', until: now + historyQuietMs })
  expect(move({ ...much, lastOutputAt: now - historyQuietMs })).toEqual({ kind: 'checkpoint' })
})

test('little output is replaced as well when it has been quiet for long, so that the file alone shows the screen', () => {
  const little = { bytesSinceCheckpoint: 1 }
  expect(move(little)).toEqual({ kind: 'wait', until: now + historyRestMs })
  expect(move({ ...little, lastOutputAt: now - historyRestMs })).toEqual({ kind: 'checkpoint' })
})

test('and sooner where the screen takes much memory until it is written', () => {
  const large = { bytesSinceCheckpoint: 1, isLarge: true }
  expect(move(large)).toEqual({ kind: 'wait', until: now + historyLargeQuietMs })
  expect(historyLargeQuietMs).toBeLessThan(screenSleepMs) // then it can be let go
})

test('a disk that refused is asked again later, or when somebody waits', () => {
  const failed = { failedAt: now, hasDropped: true, pendingSince: now }
  expect(move(failed)).toEqual({ kind: 'wait', until: now + historyRetryMs })
  expect(move({ ...failed, failedAt: now - historyRetryMs })).toEqual({ kind: 'checkpoint' })
  expect(move({ ...failed, isUrgent: true })).toEqual({ kind: 'checkpoint' })
})
