import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { TerminalId } from '../shared/domain/ids.ts'
import { screenFiles } from './screen-files.ts'
import type { SavedScreen } from './screen-store.ts'

const setUp = () => {
  const folder = join(mkdtempSync(join(tmpdir(), 'screens-')), 'screens')
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  const lines: string[] = []
  return { folder, lines, store: screenFiles({ folder, log: (line) => lines.push(line) }) }
}
const screen = (name: string, overrides: Partial<SavedScreen> = {}): SavedScreen => ({
  terminalId: TerminalId.parse(name),
  incarnation: 1,
  wasAlive: false,
  exit: { exitCode: 0, signal: null },
  cols: 80,
  rows: 24,
  serialized: 'hello\r\n日本',
  title: 'a title',
  cwd: '/tmp',
  argv0: 'sh',
  lastInputAt: null,
  lastOutputAt: 5,
  savedAt: 6,
  ...overrides,
})

test('a saved screen comes back as it was, readable by its user only', async () => {
  const { folder, store } = setUp()
  await store.load()
  await Promise.all([
    store.save(screen('a', { title: 'old' })),
    store.save(screen('a')),
    store.save(screen('b')),
  ])
  expect(await store.load()).toEqual([screen('a'), screen('b')])
  expect(statSync(join(folder, 'a.json')).mode & 0o777).toBe(0o600)
  expect(statSync(folder).mode & 0o777).toBe(0o700)
})

test('a removed screen is gone', async () => {
  const { store } = setUp()
  await store.load()
  await store.save(screen('a'))
  await store.remove(screen('a').terminalId)
  expect(await store.load()).toEqual([])
})

test('what cannot be read is set aside, told, and costs no other screen', async () => {
  const { folder, lines, store } = setUp()
  mkdirSync(folder)
  writeFileSync(join(folder, 'torn.json'), '{"version":1,"data":{"termi')
  writeFileSync(join(folder, 'other.json'), '{"version":1,"data":{"terminalId":"other"}}')
  writeFileSync(join(folder, 'future.json'), '{"version":99,"data":{}}')
  writeFileSync(join(folder, 'torn.json.broken-1'), 'an earlier one')
  await store.save(screen('good'))
  expect(await store.load()).toEqual([screen('good')])
  expect(readdirSync(folder).toSorted()).toEqual([
    'future.json.broken-1',
    'good.json',
    'other.json.broken-1',
    'torn.json.broken-1',
    'torn.json.broken-2',
  ])
  expect(lines).toHaveLength(3)
  expect(await store.load()).toEqual([screen('good')])
})
