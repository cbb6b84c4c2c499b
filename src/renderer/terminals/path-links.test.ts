import { expect, test } from 'vitest'
import { findPaths } from './path-links.ts'

const places = (text: string) => findPaths(text).map(({ path, line, column }) => [path, line, column])

test.each([
  ['src/main.ts:12:5 - error TS2339', [['src/main.ts', 12, 5]]],
  ['./a/b.c(7,3): warning', [['./a/b.c', 7, 3]]],
  ['  File "/home/ada/x.py", line 9, in run', [['/home/ada/x.py', 9, null]]],
  ['at run (file.js:3:4)', [['file.js', 3, 4]]],
  [
    '~/notes/todo.md and ../up/there',
    [
      ['~/notes/todo.md', null, null],
      ['../up/there', null, null],
    ],
  ],
  ['Makefile:3: *** missing separator.', [['Makefile', 3, null]]],
  ['modified:   src/a.ts.', [['src/a.ts', null, null]]],
  ['see https://example.com/a/b.html:80 for more', []],
  ['1,234 files in 3.5 s (99 %), none wrong', []],
])('%s', (text, expected) => {
  expect(places(text)).toEqual(expected)
})

test('the place of a path in its line is that of its text', () => {
  const text = 'error in src/a.ts:3'
  const [found] = findPaths(text)
  expect(text.slice(found?.start, (found?.start ?? 0) + (found?.text.length ?? 0))).toBe('src/a.ts:3')
})
