import { expect, test } from 'vitest'
import { readSignal } from './program-signal.ts'

const progress = (state: 'normal' | 'error' | 'paused', share: number | null) => ({
  kind: 'progress',
  progress: { state, share },
})

test.each([
  ['4;1;40', progress('normal', 40)],
  ['4;1;900', progress('normal', 100)],
  ['4;3;0', progress('normal', null)],
  ['4;3', progress('normal', null)],
  ['4;2;70', progress('error', 70)],
  ['4;4', progress('paused', null)],
  ['4;0', { kind: 'progress', progress: null }],
  ['4;9;1', null],
  ['9;/home/ada', null],
  ['12', { kind: 'notification', title: '', body: '12' }],
  ['tests; all green', { kind: 'notification', title: '', body: 'tests; all green' }],
  ['', null],
])('OSC 9;%s', (data, expected) => {
  expect(readSignal(9, data)).toEqual(expected)
})

test('a notification has a title and a text, in which nothing is left that a terminal would act on', () => {
  expect(readSignal(777, 'notify;Build;it is; done')).toEqual({
    kind: 'notification',
    title: 'Build',
    body: 'it is; done',
  })
  expect(readSignal(777, 'notify;a\u001b[31m\u202eb;c\nd')).toEqual({
    kind: 'notification',
    title: 'a [31m b',
    body: 'c d',
  })
  expect(readSignal(777, 'preexec;x')).toBeNull()
})
