import headless from '@xterm/headless'
import { expect, test } from 'vitest'
import { placeMarkSequence } from '../../shared/domain/place-mark.ts'
import { PlaceMarks } from './place-marks.ts'

const setUp = async (text: string) => {
  const terminal = new headless.Terminal({ cols: 20, rows: 4, scrollback: 10, allowProposedApi: true })
  const marks = new PlaceMarks(terminal as never, () => {}) // the same interface, without a page
  await new Promise<void>((resolve) => terminal.write(text, resolve))
  return { terminal, marks }
}

test('a place is gone to by its mark, else to the one before it, and what scrolled out is said to have', async () => {
  const { terminal, marks } = await setUp(
    `${placeMarkSequence(10)}gone\r\n${'filler\r\n'.repeat(12)}${placeMarkSequence(20)}here\r\n${'after\r\n'.repeat(6)}`,
  )
  expect(marks.goTo(20)).toBe('exact')
  expect(terminal.buffer.active.getLine(terminal.buffer.active.viewportY + 1)?.translateToString(true)).toBe(
    'here',
  )
  terminal.scrollToBottom()
  expect(marks.goTo(25)).toBe('near')
  expect(terminal.buffer.active.viewportY).toBeLessThan(terminal.buffer.active.baseY)
  expect(marks.goTo(10)).toBe('scrolled-out')
  marks.dispose()
})

test('where nothing is marked, nothing is gone to', async () => {
  const { marks } = await setUp('plain\r\n')
  expect(marks.goTo(1)).toBe('unmarked')
  marks.dispose()
})
