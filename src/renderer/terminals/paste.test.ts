import fc from 'fast-check'
import { expect, test } from 'vitest'
import { countLines, cutInput, needsPasteWarning, pasteable } from './paste.ts'

const lines = (many: number): string => Array.from({ length: many }, (_, index) => `line ${index}`).join('\n')

test('a long paste into a program that runs each line is asked about', () => {
  expect(needsPasteWarning(lines(6), { isBracketedPaste: false, warningLines: 5 })).toBe(true)
  expect(needsPasteWarning(lines(5), { isBracketedPaste: false, warningLines: 5 })).toBe(false)
  expect(needsPasteWarning(`${lines(5)}\n`, { isBracketedPaste: false, warningLines: 5 })).toBe(false)
})

test('a program that knows a paste from typing takes any', () => {
  expect(needsPasteWarning(lines(600), { isBracketedPaste: true, warningLines: 5 })).toBe(false)
})

test('a paste is text: it presses no key and does not end before its end', () => {
  const trap = 'echo a\x1b[201~\rrm -rf ~\r\x03\x04\x7f\x9b201~\tb\n'
  expect(pasteable(trap)).toBe('echo a[201~\rrm -rf ~\r201~\tb\n')
  expect(pasteable('日本 👨‍👩‍👧\r\n\té')).toBe('日本 👨‍👩‍👧\r\n\té')
})

test('lines are counted as a shell would run them', () => {
  expect([countLines(''), countLines('a'), countLines('a\r\nb\rc\n')]).toEqual([1, 1, 3])
})

test('a cut input is whole when put together, and no character is cut', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), fc.integer({ min: 2, max: 7 }), (text, most) => {
      const parts = cutInput(text, most)
      expect(parts.join('')).toBe(text)
      expect(parts.every((part) => part.length <= most && !/[\ud800-\udbff]$/.test(part))).toBe(true)
    }),
  )
})
