import { expect, test } from 'vitest'
import { PaneId } from '../../shared/domain/ids.ts'
import { FakeClock } from '../../testing/fake-clock.ts'
import { heldKeysMax, heldKeysMs } from '../limits.ts'
import { HeldKeys, type HeldKey } from './held-keys.ts'

const [one, other] = [PaneId.parse('pane-1'), PaneId.parse('pane-2')]
const key = (name: string): HeldKey => ({ key: name, keyCode: name.toUpperCase().charCodeAt(0) })
const names = (keys: readonly HeldKey[]): string => keys.map((held) => held.key).join('')

test('keys that nobody had the focus for are those of the pane in front: once, in order', () => {
  const held = new HeldKeys(new FakeClock())
  for (const name of ['l', 's']) held.hold(one, key(name))
  expect([names(held.take(one)), names(held.take(one))]).toEqual(['ls', ''])
})

test('no other pane gets them, and nobody when somebody else had the keyboard meanwhile', () => {
  const held = new HeldKeys(new FakeClock())
  held.hold(one, key('a'))
  expect(names(held.take(other))).toBe('')
  held.hold(one, key('b'))
  held.hold(other, key('c'))
  expect(names(held.take(other))).toBe('c')
  held.hold(one, key('d'))
  held.clear()
  expect(names(held.take(one))).toBe('')
})

test('old keys are nobody’s, and there are never many', async () => {
  const clock = new FakeClock()
  const held = new HeldKeys(clock)
  held.hold(one, key('a'))
  await clock.turn(heldKeysMs + 1)
  held.hold(one, key('b'))
  expect(names(held.take(one))).toBe('b')
  for (let count = 0; count <= heldKeysMax; count += 1) held.hold(one, key('x'))
  expect(held.take(one)).toHaveLength(heldKeysMax)
})

test('who leaves a pane for a new one types into the new one, whichever it is, and no more into the old', async () => {
  const clock = new FakeClock()
  const held = new HeldKeys(clock)
  held.leave(one)
  held.hold(one, key('l')) // `one` is still in front
  held.hold(other, key('s')) // now the new one is, without its terminal
  expect([held.isLeft(one), names(held.take(other)), held.isLeft(one)]).toEqual([true, 'ls', false])
  held.leave(one)
  held.hold(one, key('a'))
  expect(names(held.take(one))).toBe('')
  held.leave(null) // the first of a window
  held.hold(null, key('f'))
  expect(names(held.take(one))).toBe('f')
  held.hold(null, key('x')) // nobody asked for one
  expect(names(held.take(one))).toBe('')
  held.leave(one)
  await clock.turn(heldKeysMs + 1)
  held.hold(one, key('b')) // it never came
  expect(names(held.take(one))).toBe('b')
})
