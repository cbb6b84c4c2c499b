import fc from 'fast-check'
import { expect, test } from 'vitest'
import { stringSequenceBytesMax } from '../shared/terminal-limits.ts'
import { BoundedStrings } from './bounded-strings.ts'
import { openScreenTerminal } from './screen-terminal.ts'

const encode = (text: string): Uint8Array => new TextEncoder().encode(text)
const long = 'x'.repeat(stringSequenceBytesMax)

/** What of a stream is passed on, when it comes in pieces of these sizes over and over. */
function pass(stream: Uint8Array, sizes: readonly number[]): Uint8Array {
  const bounded = new BoundedStrings()
  const passed: Uint8Array[] = []
  for (let at = 0, piece = 0; at < stream.byteLength; piece += 1) {
    const size = sizes[piece % sizes.length] ?? 1
    passed.push(bounded.take(stream.subarray(at, at + size)))
    at += size
  }
  return Buffer.concat(passed)
}

function shown(stream: Uint8Array): { readonly text: string; readonly title: string } {
  const { terminal, write } = openScreenTerminal({ cols: 80, rows: 6, scrollback: 0 })
  let title = ''
  terminal.onTitleChange((changed) => (title = changed))
  write(stream)
  const { active } = terminal.buffer
  const rows = Array.from({ length: 6 }, (_, row) => active.getLine(row)?.translateToString(true) ?? '')
  terminal.dispose()
  return { text: rows.join('\n'), title }
}

const introducers = ['\x1b]0;', '\u009d0;', '\x1bP$q', '\u0090$q', '\x1b]8;;http://a/', '\x1b]4;1;']
const ends = ['\x1b\\', '\u009c', '\x18', '\x1a', '\x1b[1m']
const short = fc
  .tuple(
    fc.constantFrom(...introducers),
    fc.constantFrom('', 'title', 'é日', '\u009bm'),
    fc.constantFrom(...ends),
  )
  .map((parts) => parts.join(''))
const text = fc.constantFrom('a', 'é', '日本', '\r\n', '\x1b[31m', '\x1b7', '\u0085', 'Â', '\x07')
const sizes = fc.array(fc.oneof(fc.integer({ min: 1, max: 40 }), fc.constant(64 * 1024)), { minLength: 1 })

test('what has its measure passes as it is, wherever it is cut', () =>
  fc.assert(
    fc.property(fc.array(fc.oneof(short, text), { maxLength: 30 }), sizes, (parts, pieces) => {
      const stream = encode(parts.join(''))
      expect(Buffer.from(pass(stream, pieces)).equals(stream)).toBe(true)
    }),
    { numRuns: 300 },
  ))

test('a string without end is given up, whatever ends it in the end; what is around it is shown', () =>
  fc.assert(
    fc.property(
      fc.constantFrom(...introducers),
      fc.constantFrom(...ends),
      fc.array(fc.oneof(short, text), { maxLength: 6 }),
      fc.tuple(fc.integer({ min: 1, max: 16 }), fc.integer({ min: 1, max: 3 }), fc.constant(60_000)),
      (introducer, end, behind, pieces) => {
        const stream = encode(`before ${introducer}${long}${long}${end}after ${behind.join('')}`)
        const passed = pass(stream, pieces)
        expect(passed.byteLength).toBeLessThan(stringSequenceBytesMax + 70_000)
        const rest = end === '\x1b[1m' ? '\x1b[1m' : ''
        expect(shown(passed)).toEqual(shown(encode(`before ${rest}after ${behind.join('')}`)))
      },
    ),
    { numRuns: 60 },
  ))

test('a bell ends a title that was given up, and no answer of a device', () => {
  expect(shown(pass(encode(`\x1b]0;${long}${long}\x07after`), [9_000])).text.trim()).toBe('after')
  expect(shown(pass(encode(`\x1bP$q${long}\x07${long}\x1b\\after`), [9_000])).text.trim()).toBe('after')
})

test('images and what goes to the clipboard may be longer', () => {
  for (const head of ['\x1b]1337;File=inline=1:', '\x1bP0;1q', '\x1bPq', '\x1b]52;c;']) {
    const stream = encode(`${head}${long}${long}\x1b\\after`)
    expect(Buffer.from(pass(stream, [7, 60_000])).equals(stream), JSON.stringify(head)).toBe(true)
  }
})
