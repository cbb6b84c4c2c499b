import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { backupEveryMs, backupsMax } from '../../shared/limits.ts'
import { Backups } from './backups.ts'
import { defaultSettings, settingsShape } from './settings.ts'
import { readOrRecover } from './stored-file.ts'

vi.mock('electron-store', () => ({ default: class {} })) // it needs Electron; only its file format matters here

let folder: string
let path: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'backups-'))
  path = join(folder, 'settings.json')
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const stored = (fontSize: number) =>
  writeFileSync(path, JSON.stringify({ version: 1, data: { ...defaultSettings, fontSize } }))
const open = (now: number) => readOrRecover(path, settingsShape, new Backups(folder, 'settings'), now)

test('each start keeps a copy, once an hour at most, and five of them', () => {
  for (let start = 0; start < 8; start += 1) {
    stored(10 + start)
    open(start * backupEveryMs)
    open(start * backupEveryMs + 1)
  }
  const kept = new Backups(folder, 'settings').list()
  expect(kept.map((one) => one.at / backupEveryMs)).toEqual([7, 6, 5, 4, 3])
  expect(kept).toHaveLength(backupsMax)
})
test('a broken file is kept aside and its newest readable copy stands in', () => {
  stored(14)
  open(0)
  stored(15)
  open(backupEveryMs)
  writeFileSync(join(folder, 'backups', `settings.${2 * backupEveryMs}.json`), '{"torn')
  writeFileSync(path, '\u0000\u0000')
  const opened = open(3 * backupEveryMs)
  expect(opened.value?.fontSize).toBe(15)
  expect(opened.setAside?.takenFrom).toBe(backupEveryMs)
  expect(readFileSync(opened.setAside?.keptAs ?? '', 'utf8')).toBe('\u0000\u0000')
})
test('a broken file is never copied over a good copy', () => {
  stored(14)
  open(0)
  writeFileSync(path, '{"torn')
  open(backupEveryMs)
  expect(readdirSync(join(folder, 'backups'))).toEqual(['settings.0.json'])
})
test('a broken file without a copy leaves nothing but itself, aside', () => {
  writeFileSync(path, '{"torn')
  expect(open(0)).toMatchObject({ value: null, setAside: { takenFrom: null } })
})
test('a clock that was set back does not stop the copies', () => {
  stored(14)
  open(10 * backupEveryMs)
  open(backupEveryMs)
  expect(new Backups(folder, 'settings').list()).toHaveLength(2)
})
