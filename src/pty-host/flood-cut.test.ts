import { expect, test } from 'vitest'
import { FloodCut } from './flood-cut.ts'
import { coloursOf, firstLineStart, PlainRun } from './scrolled-out.ts'

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)
const stepsOf = (...texts: string[]) => texts.map((text) => ({ kind: 'bytes', bytes: bytes(text) }) as const)
const findIn = (texts: readonly string[], linesKept: number) => {
  const cut = new FloodCut().find(stepsOf(...texts), 0, linesKept)
  return cut && { step: cut.step, instead: Buffer.from(cut.instead).toString() }
}

test.each([
  ['plain lines', 'one\r\ntwo\ttabbed\r\n', 2],
  ['colours', '\x1b[1;31mred\x1b[m\r\n\x1b[38:2::1:2:3mx\x1b[0m\n', 2],
  ['characters of several bytes', 'é日👍\r\n\u00a0\r\n', 2],
])('%s are a plain run', (_, text, lines) => {
  const run = new PlainRun()
  expect([run.countLines(bytes(text)), run.isBroken]).toEqual([lines, false])
})

test.each([
  ['a bell', 'x\x07'],
  ['a backspace', 'x\b'],
  ['a cursor that goes up', '\x1b[A'],
  ['a private mode', '\x1b[?25l'],
  ['colours with a prefix', '\x1b[>4;1m'],
  ['a title', '\x1b]0;t\x07'],
  ['a control character of two bytes', '\u009b'],
  ['delete', '\x7f'],
  ['a line break in a sequence', '\x1b[3\n1m'],
])('%s is not', (_, text) => {
  for (let cut = 0; cut <= bytes(text).byteLength; cut += 1) {
    const run = new PlainRun()
    for (const piece of [bytes(text).subarray(0, cut), bytes(text).subarray(cut)]) run.countLines(piece)
    expect(run.isBroken, `cut at ${cut}`).toBe(true)
  }
})

test('what lines behind it push out is left out, and only its colours stay', () => {
  const kept = 'k\r\n'.repeat(10)
  expect(findIn(['\x1b[31mone\r\n', '\x1b[4mtwo\r\nthree\r\n', kept], 10)).toEqual({
    step: 1,
    instead: '\x1b[31m\x1b[4m\rthree\r\n',
  })
  expect(findIn(['\x1b[31mone\r\n', '\x1b[0;1mtwo\r\nthree', kept], 10)).toEqual({
    step: 1,
    instead: '\x1b[0;1m\rthree',
  })
  expect(findIn(['\x1b[3', '1mone\r\ntwo', kept], 10)).toEqual({ step: 1, instead: '\x1b[31m\rtwo' })
  expect(findIn(['one\r\n', 'two\r\n', kept], 11)).toBeNull() // not enough behind it
  expect(findIn(['one\r\n', 'two\n', kept], 10)).toBeNull() // no line begins at the first column
  expect(findIn(['one\r\n', 'two\r\n\x1b[H', kept], 10)).toBeNull()
})

test('only colours behind the last reset stay', () => {
  expect(coloursOf(bytes('\x1b[1m\x1b[0mx\x1b[2m\r\n'))).toBe('\x1b[0m\x1b[2m')
  expect(coloursOf(bytes('\x1b[1mx\x1b[;3mx\x1b[38;5;1'))).toBe('\x1b[;3m')
  expect(firstLineStart(bytes('a\nb\r\nc'))).toBe(5)
})
