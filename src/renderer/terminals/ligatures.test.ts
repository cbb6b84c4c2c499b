import { expect, test } from 'vitest'
import { findLigatures } from './ligatures.ts'

test('the longest sign wins, and plain text has none', () => {
  expect(findLigatures('a === b => c')).toEqual([
    [2, 5],
    [8, 10],
  ])
  expect(findLigatures('plain text, x = 1')).toEqual([])
})
