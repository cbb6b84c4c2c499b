import fc from 'fast-check'
import { expect, test } from 'vitest'
import { RunId } from '../shared/domain/ids.ts'
import { newId } from './new-id.ts'

test('an id is a UUID whatever the clock says, and a later one stands behind an earlier one', () => {
  fc.assert(fc.property(fc.integer({ min: -1, max: 8.64e15 }), (now) => RunId.safeParse(newId(now)).success))
  expect(newId(1_700_000_000_000) < newId(1_700_000_000_001)).toBe(true)
  expect(new Set(Array.from({ length: 1_000 }, () => newId(1))).size).toBe(1_000)
})
