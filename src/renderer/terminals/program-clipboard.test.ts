import { expect, test } from 'vitest'
import { copiedTextBytesMax } from '../limits.ts'
import { readClipboardWish } from './program-clipboard.ts'

const base64 = (text: string): string => Buffer.from(text).toString('base64')

test.each([
  [`c;${base64('hello')}`, 'hello'],
  [`;${base64('日本 👍')}`, '日本 👍'],
  [`pc;${base64('two lines\nof it')}`, 'two lines\nof it'],
  ['c;?', null], // what is in the clipboard is nobody’s business
  ['c;', null],
  ['', null],
  ['c;not base64!', null],
  [`x;${base64('hello')}`, null],
  [`c;${Buffer.from([0xff, 0xfe]).toString('base64')}`, null],
  [`c;${'A'.repeat(copiedTextBytesMax * 2)}`, null],
])('%j', (data, text) => {
  expect(readClipboardWish(data)).toBe(text)
})
