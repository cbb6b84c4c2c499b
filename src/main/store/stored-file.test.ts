import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { defaultSettings, settingsShape } from './settings.ts'
import { moveAside, readStored } from './stored-file.ts'
import { noWindows, windowsShape } from './windows.ts'

vi.mock('electron-store', () => ({ default: class {} })) // it needs Electron; only its file format matters here

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'stored-file-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const file = (content: string): string => {
  const path = join(folder, 'settings.json')
  writeFileSync(path, content)
  return path
}

test('a file that is not there is no problem', () => {
  expect(readStored(join(folder, 'none.json'), settingsShape)).toEqual({ kind: 'none' })
})
test.each([
  ['torn', '{"version":1,"da'],
  ['empty', ''],
  ['binary', '\u0000\u0001'],
  ['another program’s', '{"hello":1}'],
  ['a list', '[]'],
])('a %s file is broken, not fatal', (_what, content) => {
  expect(readStored(file(content), windowsShape)).toMatchObject({ kind: 'broken' })
})
test('a file of a newer version is not read as ours, and says so', () => {
  const read = readStored(file(JSON.stringify({ version: 99, data: {} })), settingsShape)
  expect(read).toEqual({ kind: 'broken', reason: 'a newer version of the app wrote it (format 99)' })
})
test('one bad setting does not cost the others', () => {
  const data = { theme: 'neon', fontSize: 15, recentDirectories: ['/a'] }
  expect(readStored(file(JSON.stringify({ version: 1, data })), settingsShape)).toEqual({
    kind: 'value',
    value: { ...defaultSettings, fontSize: 15, recentDirectories: ['/a'] },
  })
})
test('a bad frame of a window does not cost its tabs', () => {
  const first = noWindows()
  const data = { ...first, windows: first.windows.map((one) => ({ ...one, frame: { width: -1 } })) }
  expect(readStored(file(JSON.stringify({ version: 2, data })), windowsShape)).toEqual({
    kind: 'value',
    value: first,
  })
})
test('a broken file is kept under another name', () => {
  const path = file('{"torn')
  const setAside = moveAside(path, 'torn', 42)
  expect(readFileSync(setAside.keptAs, 'utf8')).toBe('{"torn')
  expect(readdirSync(folder)).toEqual(['settings.json.broken-42'])
})
