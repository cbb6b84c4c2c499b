import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { addTrust } from './trust-file.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'trust-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))
const path = () => join(folder, '.claude.json')

test('only the trust of the one directory is added; everything else keeps its meaning and the file its mode', async () => {
  const before = { hasCompletedOnboarding: true, n: 1.5, projects: { '/a': { allowedTools: ['x'] } } }
  writeFileSync(path(), JSON.stringify(before), { mode: 0o600 })
  expect(await addTrust({ file: path(), directory: '/a' })).toBe('added')
  expect(JSON.parse(readFileSync(path(), 'utf8'))).toEqual({
    ...before,
    projects: { '/a': { allowedTools: ['x'], hasTrustDialogAccepted: true } },
  })
  expect(statSync(path()).mode & 0o777).toBe(0o600)
  expect(readdirSync(folder)).toEqual(['.claude.json'])
})
test('a directory that is trusted already changes nothing', async () => {
  const text = '{ "projects": {"/a": {"hasTrustDialogAccepted": true}} }'
  writeFileSync(path(), text)
  expect(await addTrust({ file: path(), directory: '/a' })).toBe('was-there')
  expect(readFileSync(path(), 'utf8')).toBe(text)
})
test.each([
  ['missing', null],
  ['torn', '{"projects'],
  ['of another shape', '{"projects": 7}'],
])('a file that is %s is left as it is: the harness was not set up', async (_what, text) => {
  if (text !== null) writeFileSync(path(), text)
  expect(await addTrust({ file: path(), directory: '/a' })).toBe('not-set-up')
  expect(readdirSync(folder)).toEqual(text === null ? [] : ['.claude.json'])
  if (text !== null) expect(readFileSync(path(), 'utf8')).toBe(text)
})
test('launches at the same time lose no trust', async () => {
  writeFileSync(path(), '{}')
  const directories = Array.from({ length: 20 }, (_, index) => `/d${index}`)
  await Promise.all(directories.map((directory) => addTrust({ file: path(), directory })))
  expect(Object.keys(JSON.parse(readFileSync(path(), 'utf8')).projects)).toEqual(directories)
})
