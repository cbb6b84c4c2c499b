import { expect, test } from 'vitest'
import { fitsActivity, type ActivityEntry } from '../../shared/domain/activity.ts'
import { familyActivity } from '../../testing/fake-app/fake-activity.ts'
import { fakeAgent, fakeConversationId } from '../../testing/fake-app/fake-agent.ts'
import { describePicture, familyPicture } from './family-lanes.ts'
import { activityQuery } from './timeline-model.ts'

const now = new Date(2026, 10, 23, 23, 41).getTime()
const entries = familyActivity(now)
const titles = (found: readonly ActivityEntry[]): string[] => found.map((entry) => entry.title)
const members = [1, 2, 3, 4, 5].map(fakeConversationId)

test('activity is asked for by whose it is, what it is, and its words', () => {
  const family = { kind: 'family', familyId: fakeConversationId(1) } as const
  const find = (...asked: Parameters<typeof activityQuery>) =>
    titles(entries.filter(fitsActivity(activityQuery(...asked))))
  expect(find(family, members, { kinds: 'wakes', query: '' })).toEqual([
    'api took a follow-up',
    'lead was not woken',
    'tests woken',
  ])
  const agent = { kind: 'agent', conversationId: fakeConversationId(2) } as const
  const everything = { kinds: 'all', query: '' } as const
  expect(find(agent, [], everything)).toEqual(['docs asks: run npm publish?'])
  expect(find({ kind: 'all' }, [], { kinds: 'all', query: ' Same key ' })).toEqual(['api took a follow-up'])
  expect(find({ kind: 'all' }, [], everything, now - 60_000)).toHaveLength(3)
})

test('the picture of a family ends in what is so now, and shows who wrote to whom and whom that woke', () => {
  const lead = fakeAgent({ now, number: 1, name: 'lead' })
  const tests = fakeAgent({ now, number: 3, name: 'tests', status: 'waking', minutesAgo: 0 })
  const about = (kind: ActivityEntry['kind'], minutesAgo: number, number: number, title: string) => ({
    ...{ id: minutesAgo, at: now - minutesAgo * 60_000, kind, title, why: '', facts: '' },
    conversationId: fakeConversationId(number),
    familyId: fakeConversationId(1),
  })
  const told = [
    about('started', 50, 3, 'tests started'),
    about('asleep', 30, 3, 'tests ended its turn'),
    about('message', 10, 3, 'lead → tests: up'),
    about('woken', 9, 3, 'tests woken'),
  ]
  const picture = familyPicture([lead, tests], told, now)
  const round = (share: number): number => Math.round(share * 60)
  expect(picture.lanes[1]?.parts.map((part) => [part.tone, round(part.from), round(part.to)])).toEqual([
    ['working', 10, 30],
    ['dormant', 30, 51],
    ['working', 51, 60],
    ['waking', 60, 60],
  ])
  expect(picture.arrows.map((arrow) => [round(arrow.at), arrow.from, arrow.to, arrow.hasWoken])).toEqual([
    [50, 0, 1, true],
  ])
  expect(describePicture(picture)).toBe(
    'lead is working, tests is waking. Messages between them: 1; wakes they led to: 1.',
  )
})
