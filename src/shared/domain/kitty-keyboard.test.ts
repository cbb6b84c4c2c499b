import { expect, test } from 'vitest'
import { encodeKittyKey, isInterrupt, type KittyKey } from './kitty-keyboard.ts'

const press = (key: string, more: Partial<KittyKey> = {}): string | null =>
  encodeKittyKey({
    ...{ key, code: '', shift: false, alt: false, ctrl: false, meta: false, isText: false },
    ...more,
  })
const [shift, alt, ctrl] = [{ shift: true }, { alt: true }, { ctrl: true }]

test.each<readonly [what: string, sent: string | null, expected: string | null]>([
  ['Enter', press('Enter'), null],
  ['Shift+Enter', press('Enter', shift), '\x1b[13;2u'],
  ['Alt+Enter', press('Enter', alt), '\x1b[13;3u'],
  ['Ctrl+Enter', press('Enter', ctrl), '\x1b[13;5u'],
  ['Tab', press('Tab'), null],
  ['Shift+Tab', press('Tab', shift), '\x1b[9;2u'],
  ['Escape', press('Escape'), '\x1b[27u'],
  ['Ctrl+Backspace', press('Backspace', ctrl), '\x1b[127;5u'],
  ['a letter', press('a'), null],
  ['a capital', press('A', shift), null],
  ['Ctrl+C', press('c', ctrl), '\x1b[99;5u'],
  ['Ctrl+Shift+A', press('A', { ...ctrl, ...shift, code: 'KeyA' }), '\x1b[97;6u'],
  ['Alt+B', press('b', alt), '\x1b[98;3u'],
  ['Option+A of a Mac', press('å', { ...alt, code: 'KeyA' }), '\x1b[97;3u'],
  ['Ctrl+Shift+2', press('@', { ...ctrl, ...shift, code: 'Digit2' }), '\x1b[50;6u'],
  ['Ctrl+Space', press(' ', ctrl), '\x1b[32;5u'],
  ['Ctrl+ö', press('ö', ctrl), '\x1b[246;5u'],
  ['an arrow with Ctrl, which terminals agree on', press('ArrowUp', ctrl), null],
  ['a function key', press('F5'), null],
  ['Cmd+C', press('c', { meta: true }), null],
  ['AltGr+Q', press('@', { ...ctrl, ...alt, isText: true }), null],
  ['Shift alone', press('Shift', shift), null],
])('%s', (_, sent, expected) => expect(sent).toBe(expected))

test('Ctrl-C and Escape are interrupts, however they are told', () => {
  const told = [press('c', ctrl), press('Escape'), '\x03', '\x1b'].map((typed) => isInterrupt(typed ?? ''))
  expect(told).toEqual([true, true, true, true])
  expect(['c', '\x1b[A', '\x1b[13;2u', ''].map(isInterrupt)).toEqual([false, false, false, false])
})
