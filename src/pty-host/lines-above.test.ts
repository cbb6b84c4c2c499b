import { expect, test } from 'vitest'
import { keep } from '../testing/keep-screen.ts'
import { bytes, smallSize as size, terminalAfter } from '../testing/replay-check.ts'
import type { Capture } from './mirror.ts'

const textOf = async ({ serialized }: Capture) => {
  const { normal } = (await terminalAfter([serialized], size)).buffer
  return Array.from({ length: normal.length }, (_, row) => normal.getLine(row)?.translateToString(true))
}
const lines = (from: number, to: number): Uint8Array =>
  bytes(Array.from({ length: to - from }, (_, n) => `\r\nline ${from + n}`).join(''))

test('of the lines above, no more are kept than there may be', async () => {
  let kept = await keep(lines(0, 40), null, 20)
  expect(await textOf(kept.whole)).toEqual(Array.from({ length: 26 }, (_, n) => `line ${14 + n}`))
  for (const [from, to] of [
    [40, 42],
    [42, 50],
    [50, 51],
  ] as const) {
    kept = await keep(lines(from, to), kept, 20)
    expect(await textOf(kept.whole)).toEqual(Array.from({ length: 26 }, (_, n) => `line ${to - 26 + n}`))
  }
  kept = await keep(lines(51, 91), kept, 20)
  expect(await textOf(kept.whole)).toEqual(Array.from({ length: 26 }, (_, n) => `line ${65 + n}`))
})

test.each([
  ['scrollback is erased', '\x1b[3J', 6],
  ['the terminal is reset', '\x1bc', 6],
  ['a program erases that of the alternate screen, which has none', '\x1b[?1049h\x1b[3J\x1b[?1049l', 30],
])('%s', async (_, sequence, expected) => {
  const kept = await keep(bytes(sequence), await keep(lines(0, 29)))
  expect(await textOf(kept.whole)).toHaveLength(expected)
})
