import fc from 'fast-check'
import { expect, test } from 'vitest'
import { isDeeperThan } from './json-depth.ts'

const depthOf = (value: unknown): number =>
  typeof value === 'object' && value !== null
    ? 1 + Math.max(0, ...Object.values(value).map((part: unknown) => depthOf(part)))
    : 0

test('the depth of whatever JSON is its own, whatever stands in its texts', () => {
  const value = fc.letrec<{ value: unknown }>((tie) => ({
    value: fc.oneof(
      { maxDepth: 6 },
      fc.string({ unit: fc.constantFrom('"', '\\', '[', '{', ']', 'a', '\\"') }),
      fc.integer(),
      fc.array(tie('value'), { maxLength: 3 }),
      fc.dictionary(fc.string({ unit: fc.constantFrom('"', '\\', '{', 'b') }), tie('value'), { maxKeys: 3 }),
    ),
  })).value
  fc.assert(
    fc.property(value, fc.boolean(), (json, isSpread) => {
      const text = JSON.stringify(json, null, isSpread ? 2 : 0)
      const depth = depthOf(json)
      expect([isDeeperThan(text, depth - 1), isDeeperThan(text, depth)]).toEqual([depth > 0, false])
    }),
    { numRuns: 500 },
  )
})

test('what is no JSON ends the search, and nothing else', () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom('"', '\\', '[', '}', 'x') }), (text) => {
      expect(typeof isDeeperThan(text, 3)).toBe('boolean')
    }),
  )
})
