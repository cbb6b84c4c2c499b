import { expect, test } from 'vitest'
import { draftKey } from '../../shared/domain/draft.ts'
import { draftsMax } from '../../shared/limits.ts'
import { testIds } from '../../testing/conversation-facts.ts'
import { Drafts } from './drafts.ts'

const one = draftKey('message', testIds(1).id)
const other = draftKey('follow-up', testIds(2).id)
/** The drafts, and what a restart would find. */
const open = (initial: unknown[] = []) => {
  const disk = { records: initial }
  const drafts = new Drafts({ initial, write: (records) => (disk.records = records) })
  return { drafts, restart: () => new Drafts({ initial: disk.records, write: () => {} }) }
}

test('what was typed is there after a restart; what was sent is not', () => {
  const { drafts, restart } = open()
  drafts.save(one, 'half a sent')
  drafts.save(one, 'half a sentence')
  drafts.save(other, 'go on')
  drafts.save(other, '')
  expect([restart().read(one), restart().read(other)]).toEqual(['half a sentence', ''])
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
