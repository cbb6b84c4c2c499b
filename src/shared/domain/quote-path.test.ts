import { execFileSync } from 'node:child_process'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { hasControlCharacters, quotePath, quotePaths } from './quote-path.ts'

test('a plain path stays as it is, spaces and what a shell acts on are escaped', () => {
  expect(quotePath('/home/ada/src/shop.ts', 'linux')).toBe('/home/ada/src/shop.ts')
  expect(quotePath('/home/ada/Bild 1 (neu).png', 'darwin')).toBe('/home/ada/Bild\\ 1\\ \\(neu\\).png')
  expect(quotePath("/a/it's $HOME `x`; rm -rf *", 'linux')).toBe(
    "/a/it\\'s\\ \\$HOME\\ \\`x\\`\\;\\ rm\\ -rf\\ \\*",
  )
  expect(quotePath('C:\\Users\\ada\\a b.txt', 'win32')).toBe('"C:\\Users\\ada\\a b.txt"')
  expect(quotePath('C:\\Users\\ada\\a.txt', 'win32')).toBe('C:\\Users\\ada\\a.txt')
  expect(quotePaths(['/a b', '/c'], 'linux')).toBe('/a\\ b /c ')
})

test('names with control characters are told apart: they could end a paste and type', () => {
  expect(['/a\u001b[201~rm', '/a\nrm', '/a\u009b', '/a\u2028b'].every(hasControlCharacters)).toBe(true)
  expect(hasControlCharacters('/home/ada/ümläut 日本.png')).toBe(false)
})

test('whatever a file is called, the shell gets its name as one argument', () => {
  const name = fc
    .string({ unit: 'grapheme', minLength: 1, maxLength: 40 })
    .filter((one) => !hasControlCharacters(one))
  fc.assert(
    fc.property(name, (one) => {
      const path = `/tmp/${one}`
      const got = execFileSync('/bin/sh', ['-c', `printf '%s|' ${quotePaths([path], 'linux')}`], {
        encoding: 'utf8',
      })
      expect(got).toBe(`${path}|`)
    }),
    { numRuns: 40 },
  )
})
