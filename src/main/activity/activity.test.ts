import fc from 'fast-check'
import { appendFileSync, mkdirSync, mkdtempSync, readdirSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { fitsActivity, type ActivityEntry, type ActivityQuery } from '../../shared/domain/activity.ts'
import type { ConversationId } from '../../shared/domain/ids.ts'
import { activityKept, activitySegmentEntries } from '../../shared/window-limits.ts'
import { FakeClock } from '../../testing/fake-clock.ts'
import { fakeConversationId } from '../../testing/fake-app/fake-agent.ts'
import { ActivityLists } from './activity-lists.ts'
import { ActivityLog } from './activity-log.ts'
import { ActivitySegments } from './activity-segments.ts'
import { unreadLetters } from './unread-letters.ts'

const place = () => mkdtempSync(join(tmpdir(), 'activity-'))
const open = (directory: string, clock = new FakeClock()) =>
  new ActivityLog(
    clock,
    new ActivitySegments(join(directory, 'activity'), join(directory, 'activity.jsonl')),
    (id) => (id === fakeConversationId(2) ? fakeConversationId(1) : id),
  )
const entry = (
  title: string,
  told: { kind?: ActivityEntry['kind']; conversationId?: ConversationId | null } = {},
) => ({
  ...{ kind: 'woken' as const, conversationId: null, title, why: 'mail', facts: 'run SUCCEEDED' },
  ...told,
})
const all: ActivityQuery = { of: null, kinds: [], words: '', since: null }

test('the activity is there again after a restart, and its ids go on, also when its files were lost', () => {
  const directory = place()
  const clock = new FakeClock()
  const before = open(directory, clock)
  before.add(entry('one'))
  before.add(entry('one')) // told twice is one thing
  before.add(entry('two', { conversationId: fakeConversationId(2) }))
  const after = open(directory, clock)
  expect(after.tail).toEqual(before.tail)
  expect(after.tail.map(({ title, familyId }) => [title, familyId])).toEqual([
    ['one', null],
    ['two', fakeConversationId(1)],
  ])
  clock.jump(1_000)
  after.add(entry('three'))
  expect(after.lastId).toBeGreaterThan(before.lastId)
  const fresh = open(place(), clock)
  clock.jump(1_000)
  fresh.add(entry('four'))
  expect(fresh.lastId).toBeGreaterThan(after.lastId)
  const [file = ''] = readdirSync(join(directory, 'activity'))
  expect(statSync(join(directory, 'activity', file)).mode & 0o777).toBe(0o600)
})

test('a line that was torn by a crash costs no other', async () => {
  const directory = place()
  open(directory).add(entry('one'))
  const [file = ''] = readdirSync(join(directory, 'activity'))
  appendFileSync(join(directory, 'activity', file), '{"id":2,"at"')
  const after = open(directory)
  after.add(entry('two'))
  const again = open(directory)
  expect(again.tail.map(({ title }) => title)).toEqual(['one', 'two'])
  const lists = new ActivityLists(again.index)
  const { list, count } = await lists.open(all)
  const titles = (await lists.read({ list, offset: 0, limit: 10 })).map(({ title }) => title)
  expect([count, titles]).toEqual([2, ['two', 'one']])
})

test('the one file of earlier versions is taken over as it is', async () => {
  const directory = place()
  const old = {
    id: 4,
    at: 5,
    kind: 'asleep',
    conversationId: null,
    familyId: null,
    title: 'old',
    why: '',
    facts: '',
  }
  writeFileSync(join(directory, 'activity.jsonl'), `${JSON.stringify(old)}\n`)
  const log = open(directory)
  log.add(entry('new'))
  expect(open(directory).tail.map(({ title }) => title)).toEqual(['old', 'new'])
  expect(readdirSync(directory)).toEqual(['activity'])
})

test('a hundred thousand entries are searched and paged through, and the oldest go', async () => {
  const directory = place()
  const files = activityKept / activitySegmentEntries + 1
  const many = files * activitySegmentEntries
  const line = (n: number): string => {
    const kind = n % 2 === 0 ? 'message' : 'held'
    const conversationId = fakeConversationId(1 + (n % 3))
    const told = { kind, conversationId, familyId: null, title: `entry ${n}`, why: 'mail', facts: '' }
    return `${JSON.stringify({ id: n + 1, at: n, ...told })}\n`
  }
  mkdirSync(join(directory, 'activity'))
  for (let first = 0; first < many; first += activitySegmentEntries) {
    const lines = Array.from({ length: activitySegmentEntries }, (_, n) => line(first + n))
    writeFileSync(join(directory, 'activity', `${first + 1}.jsonl`), lines.join(''))
  }
  const log = open(directory)
  log.add(entry('the last'))
  expect(readdirSync(join(directory, 'activity'))).toHaveLength(files)
  const lists = new ActivityLists(log.index)
  const everything = await lists.open(all)
  const kept = many - activitySegmentEntries
  expect(everything.count).toBe(kept + 1)
  const page = await lists.read({ list: everything.list, offset: 100_000, limit: 3 })
  expect(page.map(({ title }) => title)).toEqual([0, 1, 2].map((n) => `entry ${many - 100_000 - n}`))
  const ofOne = { conversationIds: [fakeConversationId(3)], familyId: fakeConversationId(3) }
  const narrow = { of: ofOne, kinds: ['held' as const], words: 'ENTRY 99', since: null }
  const wanted = Array.from({ length: kept }, (_, n) => many - 1 - n).filter(
    (n) => n % 2 === 1 && n % 3 === 2 && String(n).includes('99'),
  )
  const found = await lists.open(narrow)
  const titles = (await lists.read({ list: found.list, offset: 0, limit: 100 })).map(({ title }) => title)
  expect(titles).toEqual(wanted.slice(0, 100).map((n) => `entry ${n}`))
  expect(found.count).toBe(wanted.length)
  let text = ''
  for await (const part of lists.export(narrow)) text += part
  const [first = ''] = text.split('\n')
  expect([text.trimEnd().split('\n').length, JSON.parse(first)]).toMatchObject([
    wanted.length,
    { title: `entry ${wanted.at(-1)}` },
  ])
})

test('a search that was overtaken by another one is given up, and a list that was let go says so', async () => {
  const directory = place()
  const log = open(directory)
  log.add(entry('one'))
  const lists = new ActivityLists(log.index)
  const first = lists.open({ ...all, words: 'o' })
  const second = lists.open({ ...all, words: 'on' })
  await expect(first).rejects.toMatchObject({ code: 'superseded' })
  expect((await second).count).toBe(1)
  expect(() => lists.read({ list: 99, offset: 0, limit: 1 })).toThrow('let go')
})

test('whatever is asked, the index finds what a walk over all entries finds', async () => {
  const kinds = ['woken', 'held', 'message'] as const
  const told = fc.record({
    kind: fc.constantFrom(...kinds),
    conversationId: fc.constantFrom(null, ...[1, 2, 3].map(fakeConversationId)),
    title: fc.constantFrom('a "quoted" ä', 'Plain', 'back\\slash', 'ÄNDERUNG'),
  })
  const query = fc.record({
    of: fc.option(
      fc.record({
        conversationIds: fc.subarray([1, 2, 3].map(fakeConversationId)),
        familyId: fc.constantFrom(null, fakeConversationId(1)),
      }),
    ),
    kinds: fc.subarray([...kinds]),
    words: fc.constantFrom('', 'ä', '"quoted"', 'back\\', 'plain a', 'nothing'),
    since: fc.constantFrom(null, 1_000_002),
  })
  await fc.assert(
    fc.asyncProperty(fc.array(told, { maxLength: 12 }), query, async (entries, asked) => {
      const clock = new FakeClock()
      const log = open(place(), clock)
      for (const one of entries) {
        log.add({ ...one, why: '' })
        clock.jump(1)
      }
      const lists = new ActivityLists(log.index)
      const { list, count } = await lists.open(asked)
      const found = await lists.read({ list, offset: 0, limit: 100 })
      expect(found).toEqual(log.tail.filter(fitsActivity(asked)).toReversed())
      expect(count).toBe(found.length)
    }),
    { numRuns: 60 },
  )
})

test('letters are unread until somebody read those of their family', () => {
  const at = (time: number, agent: number, kind: ActivityEntry['kind'] = 'message'): ActivityEntry => ({
    ...{ id: time, at: time, kind, conversationId: fakeConversationId(agent), familyId: null },
    ...{ title: '', why: '', facts: '' },
  })
  const newest = [at(10, 1), at(20, 1), at(20, 1, 'woken'), at(30, 2), at(40, 3)]
  const readAt = (id: ConversationId): number | null => (id === fakeConversationId(3) ? null : 15)
  expect([...unreadLetters(newest, readAt)]).toEqual([
    [fakeConversationId(1), 1],
    [fakeConversationId(2), 1],
  ])
})
