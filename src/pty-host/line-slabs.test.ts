import { expect, test } from 'vitest'
import { openScreenTerminal } from './screen-terminal.ts'

const open = (cols: number) => {
  const { terminal, write } = openScreenTerminal({ cols, rows: 3, scrollback: 50 })
  const rows = (): readonly string[] =>
    Array.from({ length: terminal.buffer.normal.length }, (_, row) =>
      String(terminal.buffer.normal.getLine(row)?.translateToString(true)),
    )
  const buffers = (): ReadonlySet<ArrayBufferLike> => {
    type Line = { readonly _line: { readonly _data: Uint32Array } }
    const lines = Array.from({ length: terminal.buffer.normal.length }, (_, row) =>
      terminal.buffer.normal.getLine(row),
    )
    return new Set(lines.map((line) => (line as unknown as Line)._line._data.buffer)) // of the pinned version; only read
  }
  return { terminal, write: (text: string) => write(Buffer.from(text)), rows, buffers }
}
const lines = (from: number, to: number): string =>
  Array.from({ length: to - from }, (_, n) => `line ${from + n}\r\n`).join('')
const expected = (from: number, to: number): readonly string[] => [
  ...Array.from({ length: to - from }, (_, n) => `line ${from + n}`),
  '',
]

test('lines share memory, each has its own part of it, and two terminals share none', () => {
  const [one, other] = [open(20), open(20)]
  one.write(lines(0, 40))
  other.write(lines(100, 140))
  expect([one.rows(), other.rows()]).toEqual([expected(0, 40), expected(100, 140)])
  expect(one.buffers().size).toBeLessThan(8) // those of the first rows are their own
  expect([...one.buffers()].filter((buffer) => other.buffers().has(buffer))).toEqual([])
})

test.each([
  ['wider', [25, 40, 21]],
  ['narrower', [15, 9, 12]],
  ['narrower and wider', [10, 30, 9, 31, 20]],
] as const)('a terminal that gets %s has every line as it was', (_, widths) => {
  const { terminal, write, rows } = open(20)
  write(lines(0, 45))
  let count = 45 // of 53 that there may be
  for (const cols of widths) {
    terminal.resize(cols, 3)
    expect(rows()).toEqual(expected(Math.max(0, count - 52), count))
    write(lines(count, count + 3))
    count += 3
  }
})
