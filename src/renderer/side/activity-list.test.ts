import { expect, test } from 'vitest'
import type { ActivityEntry, ActivityQuery } from '../../shared/domain/activity.ts'
import { WireError } from '../../shared/contract/wire.ts'
import { settle } from '../../testing/fake-clock.ts'
import { timelineHeadsMax, timelinePageEntries, timelinePagesMax } from '../limits.ts'
import { ActivityList } from './activity-list.ts'

const all: ActivityQuery = { of: null, kinds: [], words: '', since: null }
const entry = (id: number, told: Partial<ActivityEntry> = {}): ActivityEntry => ({
  ...{
    id,
    at: id,
    kind: 'note',
    conversationId: null,
    familyId: null,
    title: `entry ${id}`,
    why: '',
    facts: '',
  },
  ...told,
})

/** A main with entries 1 to `many`, which counts what it is asked for. */
const setUp = (many: number) => {
  const asked: string[] = []
  let isListKept = true
  const main = { last: many }
  const call = (name: string, input: unknown): Promise<unknown> => {
    if (name === 'openActivity') {
      asked.push('open')
      isListKept = true
      return Promise.resolve({ list: asked.length, count: main.last, lastId: main.last })
    }
    const { offset, limit } = input as { offset: number; limit: number }
    asked.push(`${offset}+${limit}`)
    if (!isListKept) return Promise.reject(new WireError('unknown-list', 'let go'))
    const count = Math.min(limit, main.last - offset)
    return Promise.resolve({
      entries: Array.from({ length: count }, (_, n) => entry(main.last - offset - n)),
    })
  }
  const list = new ActivityList(call as ConstructorParameters<typeof ActivityList>[0]) // only these two calls
  return { list, asked, main, letGo: () => (isListKept = false) }
}
const ids = (list: ActivityList, rows: readonly number[]) => rows.map((row) => list.at(row)?.id ?? null)

test('a hundred thousand entries are a list, and only pages that were looked at are asked for', async () => {
  const { list, asked } = setUp(100_000)
  list.show(all)
  await settle()
  expect(list.state.getState()).toMatchObject({ standing: 'found', count: 100_000 })
  expect(ids(list, [0, 50_000])).toEqual([null, null])
  await settle()
  expect(ids(list, [0, 1, 50_000])).toEqual([100_000, 99_999, 50_000])
  expect(asked).toEqual(['open', '0+100', '50000+100'])
})

test('memory is bounded: of the pages only the last ones are kept, an earlier one is asked for again', async () => {
  const { list, asked } = setUp(100_000)
  list.show(all)
  await settle()
  for (let page = 0; page <= timelinePagesMax; page += 1) {
    list.at(page * timelinePageEntries)
    await settle()
  }
  expect(list.at(0)).toBeNull()
  await settle()
  expect(list.at(0)?.id).toBe(100_000)
  expect(asked.filter((one) => one === '0+100')).toHaveLength(2)
})

test('what happens comes first, once, and does not move what somebody reads further down', async () => {
  const { list } = setUp(10)
  list.show({ ...all, kinds: ['note'] })
  list.take([entry(10), entry(11)]) // 10 is found, 11 came later
  await settle()
  list.at(1)
  await settle()
  list.take([entry(11), entry(12), entry(13, { kind: 'woken' })])
  expect(ids(list, [0, 1, 2])).toEqual([12, 11, 10])
  list.setReading(true)
  list.take([entry(14)])
  expect([ids(list, [0]), list.state.getState().held]).toEqual([[12], 1])
  list.setReading(false)
  expect([ids(list, [0, 1]), list.state.getState().held]).toEqual([[14, 12], 0])
})

test('a list that main let go is found again, and so is one with too much in front', async () => {
  const { list, letGo, asked, main } = setUp(300)
  list.show(all)
  await settle()
  letGo()
  list.at(0)
  await settle()
  list.at(0)
  await settle()
  expect(list.at(0)?.id).toBe(300)
  main.last = 300 + timelineHeadsMax + 1
  list.take(Array.from({ length: timelineHeadsMax + 1 }, (_, n) => entry(301 + n)))
  await settle()
  expect([asked.filter((one) => one === 'open').length, list.state.getState().count]).toEqual([3, main.last])
})
