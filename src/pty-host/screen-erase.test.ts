import headless from '@xterm/headless'
import { expect, test } from 'vitest'
import { eraseAboveLastColumn } from '../shared/kernel/erase-above.ts'

const size = { cols: 8, rows: 3 }

/** The rows after this was written, the continuation of a line marked with `>`. */
const rowsAfter = async (text: string) => {
  const terminal = new headless.Terminal({ ...size, scrollback: 10, allowProposedApi: true })
  eraseAboveLastColumn(terminal)
  await new Promise<void>((resolve) => terminal.write(text, resolve))
  const { active } = terminal.buffer
  return {
    rows: Array.from({ length: active.length }, (_, row) => {
      const line = active.getLine(row)
      return `${line?.isWrapped ? '>' : ''}${line?.translateToString(true)}`
    }),
    cursor: [active.cursorX, active.cursorY],
  }
}

test.each(['\x1b[1J', '\x1b[?1J'])('all up to the last cell of the screen is erased: %j', async (erase) => {
  const { rows, cursor } = await rowsAfter(`one\r\ntwo\r\nthree678\x1b[9;9H${erase}x`)
  expect({ rows, cursor }).toEqual({ rows: ['', '', '       x'], cursor: [8, 2] })
})

test('on the alternate screen, in the last cell, too', async () => {
  expect((await rowsAfter(`\x1b[?1049hone\x1b[9;9Hx\x1b[1Jy`)).rows).toEqual(['', '', '       y'])
})

test('a line of the scrollback stays one line, and the next one is parted', async () => {
  const { rows } = await rowsAfter(`wrapped line in it\r\n12345678abc\r\nend\x1b[1;8H\x1b[1J`)
  expect(rows).toEqual(['wrapped ', '>line in ', '>it', '', 'abc', 'end'])
})

test('a cursor elsewhere erases as xterm does', async () => {
  expect((await rowsAfter(`one\r\ntwo\r\nthree\x1b[2;2H\x1b[1J`)).rows).toEqual(['', '  o', 'three'])
})
