import { expect, test } from 'vitest'
import { heldInputCharsMax, inputCharsMax } from '../limits.ts'
import { TypedInput } from './typed-input.ts'

const input = () => {
  const sent: string[] = []
  const screen = { isReplaying: false }
  const typed = new TypedInput({ isReplaying: () => screen.isReplaying, send: (part) => sent.push(part) })
  return { sent, screen, typed }
}

test('what is typed passes at once, in parts that a message takes', () => {
  const { sent, typed } = input()
  typed.add('a')
  typed.add('x'.repeat(inputCharsMax + 1))
  expect(sent).toEqual(['a', 'x'.repeat(inputCharsMax), 'x'])
})

test('what is typed during a replay comes behind it, in order, and before what is typed then', () => {
  const { sent, screen, typed } = input()
  screen.isReplaying = true
  for (const key of ['l', 's', '\r', '\x1b[A', '\x03']) typed.add(key)
  expect(sent).toEqual([])
  screen.isReplaying = false
  typed.release()
  typed.add('x')
  typed.release()
  expect(sent).toEqual(['l', 's', '\r', '\x1b[A', '\x03', 'x'])
})

test('what the terminal says by itself during a replay is nobody’s answer', () => {
  const { sent, screen, typed } = input()
  screen.isReplaying = true
  for (const report of ['\x1b[I', '\x1b[O', '\x1b[<0;3;4M', '\x1b[M !!', '\x1b[?1;2c', '\x1b[3;4R'])
    typed.add(report)
  screen.isReplaying = false
  typed.release()
  expect(sent).toEqual([])
})

test('a replay that does not end holds a bounded amount', () => {
  const { sent, screen, typed } = input()
  screen.isReplaying = true
  typed.add('x'.repeat(heldInputCharsMax))
  typed.add('y')
  screen.isReplaying = false
  typed.release()
  expect(sent.join('').length).toBe(heldInputCharsMax)
})
