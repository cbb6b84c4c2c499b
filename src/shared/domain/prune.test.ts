import fc from 'fast-check'
import { expect, test } from 'vitest'
import { testConversation, testIds } from '../../testing/conversation-facts.ts'
import type { Conversation } from './conversation.ts'
import { rootOf } from './family.ts'
import { pruneFamilies } from './prune.ts'

/** The n-th conversation, below the `parent`-th, changed at `changedAt`. */
const one = (n: number, changedAt: number, parent: number | null = null): Conversation =>
  testConversation(n, { changedAt, parentId: parent === null ? null : testIds(parent).id })
const mapOf = (all: readonly Conversation[]) => new Map(all.map((each) => [each.id, each]))
const prune = (all: readonly Conversation[], max: number, inUse: readonly number[] = []) =>
  pruneFamilies(
    { conversations: mapOf(all), isInUse: ({ id }) => inUse.some((n) => testIds(n).id === id) },
    max,
  )
const ids = (...numbers: number[]) => numbers.map((n) => testIds(n).id)

test('under the limit nobody goes', () => {
  expect(prune([one(1, 1), one(2, 2)], 2)).toEqual([])
})
test('the family that changed longest ago goes, whole', () => {
  expect(prune([one(1, 1), one(2, 2, 1), one(3, 3)], 1)).toEqual(ids(1, 2))
})
test('a fresh child keeps its old parent, and a fresh parent its old child', () => {
  expect(prune([one(1, 1), one(2, 9, 1), one(3, 5)], 2)).toEqual(ids(3))
  expect(prune([one(1, 9), one(2, 1, 1), one(3, 5)], 2)).toEqual(ids(3))
})
test('the freshest family stays even when it alone is too large', () => {
  expect(prune([one(1, 9), one(2, 1, 1), one(3, 1, 1)], 1)).toEqual([])
})
test('a family in use stays however old it is', () => {
  expect(prune([one(1, 1), one(2, 5), one(3, 9)], 1, [1])).toEqual(ids(2))
})
test('one whose parent is not known is a family of its own', () => {
  expect(prune([one(2, 1, 7), one(3, 9)], 1)).toEqual(ids(2))
})
test('families go whole, the freshest stays, and the order of the file does not matter', () => {
  const family = fc.array(
    fc.record({ parent: fc.option(fc.integer({ min: 1, max: 12 }), { nil: null }), at: fc.nat(20) }),
    { minLength: 1, maxLength: 12 },
  )
  fc.assert(
    fc.property(family, fc.integer({ min: 1, max: 12 }), (given, max) => {
      const all = given.map(({ parent, at }, index) => one(index + 1, at, parent))
      const map = mapOf(all)
      const gone = new Set(prune(all, max))
      const roots = new Set([...gone].map((id) => rootOf(map, map.get(id) as Conversation).id))
      for (const each of all) expect(gone.has(each.id)).toBe(roots.has(rootOf(map, each).id))
      expect(gone.size).toBeLessThan(all.length)
      expect(new Set(prune(all.toReversed(), max))).toEqual(gone)
    }),
  )
})
