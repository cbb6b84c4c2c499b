import headless from '@xterm/headless'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { WholeCharacters } from './whole-characters.ts'

/** Text whose characters have every count of bytes, many of them with 0x80 in the middle; and bytes that are no text. */
const text = fc.oneof(
  fc.string({ unit: fc.constantFrom('a', 'é', '…', '—', '─', '日', 'က', '👍', '\u{10000}', '\u0080') }),
  fc.string({ unit: 'binary' }),
)
const stream = fc.oneof(
  { weight: 4, arbitrary: text.map((one) => new TextEncoder().encode(one)) },
  fc.uint8Array({ maxLength: 20 }),
)
const cutsOf = (bytes: Uint8Array, cuts: readonly number[]): readonly Uint8Array[] => {
  const places = [0, ...cuts.map((cut) => cut % (bytes.byteLength + 1)), bytes.byteLength].toSorted(
    (a, b) => a - b,
  )
  return places.slice(1).map((end, index) => bytes.subarray(places[index], end))
}

test('however a stream is cut, it is handed on as it is, in whole characters', () => {
  fc.assert(
    fc.property(stream, fc.array(fc.nat(), { maxLength: 8 }), (bytes, cuts) => {
      const characters = new WholeCharacters()
      const pieces = cutsOf(bytes, cuts).map((piece) => characters.next(piece))
      const all = Buffer.concat(pieces)
      expect(bytes.byteLength - all.byteLength).toBeLessThan(4)
      expect(Buffer.from(bytes).subarray(0, all.byteLength)).toEqual(all)
      const decoder = new TextDecoder()
      const whole = new TextDecoder().decode(all)
      expect(pieces.map((piece) => decoder.decode(piece)).join('')).toBe(whole) // no character is in two pieces
    }),
    { seed: 7, numRuns: 2_000 },
  )
})

test('a terminal shows the same wherever its output is cut', async () => {
  const line = '…—─ 日本 👍 ⎿ é • “quoted” က'
  const bytes = new TextEncoder().encode(line)
  for (let cut = 1; cut < bytes.byteLength; cut += 1) {
    const terminal = new headless.Terminal({ cols: 80, rows: 2, allowProposedApi: true })
    const characters = new WholeCharacters()
    for (const piece of [bytes.subarray(0, cut), bytes.subarray(cut)])
      await new Promise<void>((resolve) => terminal.write(characters.next(piece), resolve))
    expect(terminal.buffer.active.getLine(0)?.translateToString(true), `cut at ${cut}`).toBe(line)
    terminal.dispose()
  }
})

test('what was begun in another stream is forgotten', () => {
  const characters = new WholeCharacters()
  characters.next(Uint8Array.of(0xe2, 0x80))
  characters.reset()
  expect(characters.next(Uint8Array.of(0x61))).toEqual(Uint8Array.of(0x61))
})
