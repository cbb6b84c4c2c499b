import { expect, test } from 'vitest'
import { keyConflict, keysOf, recordKeys, type RecordedPress } from './chosen-keys.ts'
import { matchKey } from './match-key.ts'

const press = (key: string, code: string, held: Partial<RecordedPress> = {}): RecordedPress => ({
  ...{ key, code, ctrl: false, alt: false, shift: false, meta: false },
  ...held,
})

test('a key that was chosen replaces the one of the table, and an empty one takes it away', () => {
  const chosen = { 'new-shell': 'ctrl+alt+t', 'split-right': '' }
  expect(keysOf('new-shell', false, chosen)).toBe('ctrl+alt+t')
  expect(keysOf('split-right', false, chosen)).toBeNull()
  const where = { isMac: false, isInTerminal: true, chosen }
  const held = { ctrl: true, alt: true, shift: false, meta: false, isAltGraph: false }
  expect(matchKey({ ...press('t', 'KeyT'), ...held }, where)).toBe('new-shell')
  const old = { ctrl: true, alt: false, shift: true, meta: false, isAltGraph: false }
  expect(matchKey({ ...press('T', 'KeyT'), ...old }, where)).toBeNull()
})

test('an action without a key of its own can be given one', () => {
  expect(keysOf('wake-agent', false)).toBeNull()
  expect(keysOf('wake-agent', false, { 'wake-agent': 'ctrl+shift+u' })).toBe('ctrl+shift+u')
  const held = { ctrl: true, alt: false, shift: true, meta: false, isAltGraph: false }
  const where = { isMac: false, isInTerminal: true, chosen: { 'wake-agent': 'ctrl+shift+u' } }
  expect(matchKey({ ...press('U', 'KeyU'), ...held }, where)).toBe('wake-agent')
})

test('keys that another action has are a conflict, named by that action', () => {
  expect(keyConflict('ctrl+shift+n', 'new-shell', false, {})).toBe('start-agent')
  expect(keyConflict('ctrl+shift+n', 'start-agent', false, {})).toBeNull()
  expect(keyConflict('ctrl+shift+n', 'new-shell', false, { 'start-agent': 'ctrl+alt+n' })).toBeNull()
})

test('keys that programs in a terminal need are not taken', () => {
  expect([
    recordKeys(press('a', 'KeyA')),
    recordKeys(press('c', 'KeyC', { ctrl: true })),
    recordKeys(press('Shift', 'ShiftLeft', { shift: true, ctrl: true })),
    recordKeys(press('b', 'KeyB', { alt: true })),
  ]).toEqual([null, null, null, null])
  expect([
    recordKeys(press('C', 'KeyC', { ctrl: true, shift: true })),
    recordKeys(press('F7', 'F7')),
    recordKeys(press('ArrowUp', 'ArrowUp', { ctrl: true, alt: true })),
    recordKeys(press('k', 'KeyK', { meta: true })),
  ]).toEqual(['ctrl+shift+c', 'f7', 'ctrl+alt+up', 'meta+k'])
})
