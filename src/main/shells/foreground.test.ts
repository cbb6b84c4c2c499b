import { expect, test } from 'vitest'
import { parseStat } from './foreground.ts'

test('a program whose name holds blanks and parentheses does not shift the fields', () => {
  expect(parseStat('4112 (a) b (c)) S 1 4112 4112 34816 4190 4194304 1 0')).toEqual({
    group: 4112,
    inFront: 4190,
  })
  expect(parseStat('nonsense')).toBeNull()
})
