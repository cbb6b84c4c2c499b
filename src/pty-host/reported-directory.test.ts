import { expect, test } from 'vitest'
import { reportedDirectory } from './reported-directory.ts'

const linux = { hostname: 'Box.local', platform: 'linux' } as const
const windows = { hostname: 'PC', platform: 'win32' } as const

test.each([
  ['file:///home/me/my%20code', '/home/me/my code'],
  ['file://box.local/srv', '/srv'],
  ['file://box/srv', '/srv'],
  ['file://localhost/srv', '/srv'],
  ['file://elsewhere/srv', null], // a shell on another machine
  ['file:///a%00b', null],
  ['file:///100%', null],
  ['http://box/srv', null],
  ['not a url', null],
  [`file:///${'x'.repeat(10_000)}`, null],
])('OSC 7 %s', (url, directory) => {
  expect(reportedDirectory(7, url, linux)).toBe(directory)
})

test.each([
  ['9;/srv/x', '/srv/x'],
  ['9;"/srv/x y"', '/srv/x y'],
  ['9;relative', null],
  ['4;1;50', null], // progress
  ['a notification', null],
])('OSC 9 %s', (data, directory) => {
  expect(reportedDirectory(9, data, linux)).toBe(directory)
})

test('paths of Windows are told as Windows writes them', () => {
  expect(reportedDirectory(9, '9;C:\\code', windows)).toBe('C:\\code')
  expect(reportedDirectory(7, 'file:///C:/code', windows)).toBe('C:/code')
  expect(reportedDirectory(9, '9;\\\\server\\share', windows)).toBe('\\\\server\\share')
})
