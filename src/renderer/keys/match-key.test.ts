import { expect, test } from 'vitest'
import { actionIds, bindings, showKeys } from './bindings.ts'
import { keysOf } from './chosen-keys.ts'
import { matchKey, type KeyPress } from './match-key.ts'

const press = (key: string, code: string, modifiers: Partial<KeyPress> = {}): KeyPress => ({
  key,
  code,
  ctrl: false,
  alt: false,
  shift: false,
  meta: false,
  isAltGraph: false,
  ...modifiers,
})
const inTerminal = { isMac: false, isInTerminal: true }
const elsewhere = { isMac: false, isInTerminal: false }
const ctrlShift = { ctrl: true, shift: true }

test('no key does two things in one place, on either platform', () => {
  for (const isMac of [false, true]) {
    const taken = bindings.map((one) => `${isMac && one.mac !== undefined ? one.mac : one.keys}`)
    expect(taken.filter((keys, index) => keys !== 'null' && taken.indexOf(keys) !== index)).toEqual([])
  }
})

test('every binding is of an action that exists', () => {
  for (const { action } of bindings) expect(actionIds).toContain(action)
})

test('the terminal keeps the keys that programs need', () => {
  const kept = [
    press('c', 'KeyC', { ctrl: true }),
    press('v', 'KeyV', { ctrl: true }),
    press('k', 'KeyK', { ctrl: true }),
    press('r', 'KeyR', { ctrl: true }),
    press('Tab', 'Tab', { shift: true }),
    press('Escape', 'Escape'),
    press('b', 'KeyB', { alt: true }),
    press('ArrowLeft', 'ArrowLeft', { ctrl: true }),
    press('Enter', 'Enter', { alt: true }),
    press('F5', 'F5'),
  ]
  expect(kept.map((one) => matchKey(one, inTerminal))).toEqual(kept.map(() => null))
})

test('ctrl+k opens the palette outside a terminal only, ctrl+shift+p everywhere', () => {
  expect(matchKey(press('k', 'KeyK', { ctrl: true }), elsewhere)).toBe('open-palette')
  expect(matchKey(press('P', 'KeyP', ctrlShift), inTerminal)).toBe('open-palette')
})

test('copy and paste belong to the terminal; a text field has its own', () => {
  expect(matchKey(press('C', 'KeyC', ctrlShift), inTerminal)).toBe('copy')
  expect(matchKey(press('C', 'KeyC', ctrlShift), elsewhere)).toBeNull()
})

test('AltGr types characters: it is never taken for ctrl+alt', () => {
  const bracket = press(']', 'Digit9', { ctrl: true, alt: true, isAltGraph: true })
  expect(matchKey(bracket, inTerminal)).toBeNull()
  expect(matchKey(press(']', 'BracketRight', { ctrl: true, alt: true }), inTerminal)).toBe('next-pill')
})

test('a layout without Latin letters uses the places of the keys', () => {
  expect(matchKey(press('Т', 'KeyN', ctrlShift), inTerminal)).toBe('start-agent')
  // Dvorak: the key at KeyN types b
  expect(matchKey(press('B', 'KeyN', ctrlShift), inTerminal)).toBe('toggle-sidebar')
})

test('zoom works with and without shift, and on the number pad', () => {
  expect(matchKey(press('+', 'Equal', ctrlShift), inTerminal)).toBe('zoom-in')
  expect(matchKey(press('=', 'Equal', { ctrl: true }), inTerminal)).toBe('zoom-in')
  expect(matchKey(press('+', 'NumpadAdd', { ctrl: true }), inTerminal)).toBe('zoom-in')
  expect(matchKey(press('-', 'Minus', { ctrl: true }), inTerminal)).toBe('zoom-out')
  expect(matchKey(press('0', 'Digit0', { ctrl: true }), inTerminal)).toBe('zoom-reset')
})

test('alt and a number goes to that tab, also where alt changes the character', () => {
  expect(matchKey(press('3', 'Digit3', { alt: true }), inTerminal)).toBe('tab-3')
  expect(matchKey(press('¡', 'Digit1', { meta: true }), { isMac: true, isInTerminal: true })).toBe('tab-1')
})

test('a Mac uses its own keys', () => {
  expect(matchKey(press('t', 'KeyT', { meta: true }), { isMac: true, isInTerminal: true })).toBe('new-shell')
  expect(matchKey(press('T', 'KeyT', ctrlShift), { isMac: true, isInTerminal: true })).toBeNull()
  expect(showKeys(keysOf('start-agent', true) ?? '', true)).toBe('⇧⌘N')
  expect(showKeys(keysOf('start-agent', false) ?? '', false)).toBe('Ctrl+Shift+N')
})
