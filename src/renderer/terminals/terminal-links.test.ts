import { expect, test } from 'vitest'
import { isWebPage, lineOf } from './terminal-links.ts'

test('only web pages go to the browser', () => {
  expect([
    isWebPage('https://example.com'),
    isWebPage('javascript:alert(1)'),
    isWebPage('file:///etc'),
  ]).toEqual([true, false, false])
})

test('the address of a file may name a line', () => {
  expect(lineOf('file:///a/b.ts#L12')).toEqual({ line: 12, column: null })
  expect(lineOf('file:///a/b.ts#12:5')).toEqual({ line: 12, column: 5 })
  expect(lineOf('file:///a/b.ts')).toEqual({ line: null, column: null })
})
