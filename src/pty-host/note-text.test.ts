import { expect, test } from 'vitest'
import { sanitizeNote } from './note-text.ts'

test('a note keeps its colours, lines and tabs', () => {
  expect(sanitizeNote('\x1b[31mred\x1b[0m\tand\nmore')).toBe('\x1b[31mred\x1b[0m\tand\r\nmore')
})

test('a note can move nothing, set no title, ask nothing and ring no bell', () => {
  const evil =
    'a\x1b[2J\x1b]0;title\x07b\x1b]52;c;ZXZpbA==\x1b\\c\x1b[6n\x1bP$qm\x1b\\d\x07\x08\x9b2Je\x1b[?1049h\x1bcf\r\x00'
  expect(sanitizeNote(evil)).toBe('abcd2Jecf')
})

test('a sequence that does not end takes only itself away', () => {
  expect(sanitizeNote('before\x1b[31')).toBe('before')
  expect(sanitizeNote('before\x1b]0;never')).toBe('before')
})
