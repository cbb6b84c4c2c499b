import { expect, test } from 'vitest'
import { draftKey } from '../../shared/domain/draft.ts'
import { draftRetryMs, draftSettleMs, draftsMax } from '../../shared/limits.ts'
import { FakeClock } from '../../testing/fake-clock.ts'
import { testIds } from '../../testing/conversation-facts.ts'
import { Drafts } from './drafts.ts'

const one = draftKey('message', testIds(1).id)
const other = draftKey('follow-up', testIds(2).id)
/** The drafts, and what a restart would find. */
const open = (initial: unknown[] = []) => {
  const clock = new FakeClock()
  const disk = { records: initial, isFull: false, writes: 0 }
  const write = (records: unknown[]): void => {
    if (disk.isFull) throw new Error('no space left on device')
    disk.records = records
    disk.writes += 1
  }
  const drafts = new Drafts({ initial, write }, clock)
  /** What a crash at this moment leaves. */
  const crash = () => new Drafts({ initial: disk.records, write: () => {} }, clock)
  const restart = () => {
    drafts.leave()
    return crash()
  }
  return { clock, disk, drafts, crash, restart }
}

test('what was typed is there after a restart; what was sent is not', () => {
  const { drafts, restart } = open()
  drafts.save(one, 'half a sent')
  drafts.save(one, 'half a sentence')
  drafts.save(other, 'go on')
  drafts.save(other, '')
  expect([restart().read(one), restart().read(other)]).toEqual(['half a sentence', ''])
})
test('a file is written when the typing rests, at once for what was sent, and when the app leaves', async () => {
  const { clock, disk, drafts, crash, restart } = open()
  drafts.save(one, 'h')
  await clock.turn(draftSettleMs - 1)
  drafts.save(one, 'half')
  await clock.turn(draftSettleMs - 1)
  expect([disk.writes, drafts.read(one)]).toEqual([0, 'half'])
  await clock.turn(1)
  expect([disk.writes, crash().read(one)]).toEqual([1, 'half'])
  drafts.save(one, '')
  expect(crash().read(one)).toBe('')
  drafts.save(one, 'the last')
  expect(restart().read(one)).toBe('the last')
  drafts.save(one, 'the last letters') // a page that ends later than main heard of the end
  expect(crash().read(one)).toBe('the last letters')
  expect(clock.pendingTimers).toBe(0)
})
test('what a full disk does not take is kept, and written when there is room', async () => {
  const { clock, disk, drafts, crash } = open()
  disk.isFull = true
  drafts.save(one, 'half')
  await clock.turn(draftSettleMs + draftRetryMs)
  drafts.leave() // nor does it keep the app from leaving
  expect([drafts.read(one), crash().read(one)]).toEqual(['half', ''])
  disk.isFull = false
  await clock.turn(draftRetryMs)
  expect(crash().read(one)).toBe('half')
})
test('a broken record costs no other', () => {
  const { drafts } = open([{ key: 'nonsense' }, null, { key: one, text: 'kept' }])
  expect(drafts.read(one)).toBe('kept')
})
test('of too many the one that was touched longest ago goes', () => {
  const { drafts, restart } = open()
  drafts.save(one, 'first')
  for (let n = 10; n < 9 + draftsMax; n += 1) drafts.save(draftKey('message', testIds(n).id), 'x')
  drafts.save(one, 'first, touched again')
  drafts.save(other, 'one too many')
  const gone = draftKey('message', testIds(10).id)
  expect([restart().read(one), restart().read(gone), restart().read(other)]).toEqual([
    'first, touched again',
    '',
    'one too many',
  ])
})
test('with an agent go the drafts for it, and no others', () => {
  const { drafts, restart } = open()
  drafts.save(one, 'a')
  drafts.save(draftKey('start', testIds(1).id), 'b')
  drafts.save(other, 'c')
  drafts.forget(testIds(1).id)
  expect([
    restart().read(one),
    restart().read(draftKey('start', testIds(1).id)),
    restart().read(other),
  ]).toEqual(['', '', 'c'])
})
