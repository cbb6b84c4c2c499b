import { Terminal } from '@xterm/headless'
import { expect, test } from 'vitest'
import { readBuffer } from './read-buffer.ts'

test('wrapped rows are one line, and blanks at the ends are gone', async () => {
  const terminal = new Terminal({ cols: 10, rows: 4, allowProposedApi: true })
  await new Promise<void>((resolve) => terminal.write('0123456789abcdef  \r\nsecond\r\n', resolve))
  expect(readBuffer(terminal)).toBe('0123456789abcdef\nsecond')
  terminal.dispose()
})
