import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { RunId } from '../shared/domain/ids.ts'
import { asking, serviceDirectory, type Asking, type ServiceDirectory } from '../testing/service-harness.ts'
import { startServiceProcess, type ServiceProcess } from '../testing/service-process.ts'
import { backUp, restore } from './backup.ts'

let directory: ServiceDirectory
let service: ServiceProcess & { owner: Asking }
const start = async (): Promise<void> => {
  const started = await startServiceProcess(directory.path)
  service = { ...started, owner: asking(started.url, readFileSync(started.tokenFile, 'utf8').trim()) }
}
beforeEach(async () => {
  directory = serviceDirectory()
  await start()
})
afterEach(async () => {
  await service.end('SIGKILL')
  directory.dispose()
})

const now = () => Date.UTC(2026, 0, 1)
const create = async (): Promise<RunId> =>
  (await service.owner.ask('createRun', { body: { execution_location: 'LOCAL' } })).run_id
const publish = async (run_id: RunId) =>
  (await service.owner.ask('publishEvent', { params: { run_id }, body: { event_type: 'tick' } })).sequence
const runs = async () => (await service.owner.ask('listRuns')).runs.length

test('a backup is taken while the service writes, is one moment of it, and is restored with what it held', async () => {
  const file = join(directory.path, 'copy.db')
  const run = await create()
  let isOver = false
  const writing = (async () => {
    while (!isOver) await publish(run)
  })()
  const main = join(import.meta.dirname, 'main.ts')
  const said = await promisify(execFile)(process.execPath, [
    main,
    'backup',
    file,
    '--data-dir',
    directory.path,
  ])
  expect(said.stdout).toBe(`backed up to ${file}\n`)
  isOver = true
  await writing
  await create()
  const before = await publish(run)
  expect(() => restore(directory.path, file, now)).toThrow(`another service (pid ${service.pid})`)
  await service.end('SIGTERM')
  const { movedTo } = restore(directory.path, file, now)
  expect(existsSync(String(movedTo))).toBe(true)
  await start()
  expect(await runs()).toBe(1)
  const { events } = await service.owner.ask('listEvents', { query: { run_ids: run, since: before } })
  expect(events[0]).toMatchObject({ event_type: 'lagged', sequence: before + 1 })
  expect(await publish(run)).toBeGreaterThan(before)
}, 60_000)

test('what is no intact backup is refused, and nothing is changed', async () => {
  await create()
  const file = join(directory.path, 'copy.db')
  backUp(directory.path, file)
  expect(() => backUp(directory.path, file)).toThrow('exists already')
  await service.end('SIGTERM')
  const bytes = readFileSync(file)
  const cases: [string, Uint8Array][] = [
    ['is no database', Buffer.from('a letter to a friend, long enough to be read'.repeat(50))],
    ['damaged|no database', bytes.subarray(0, bytes.length / 2)],
    ['damaged|no database', Buffer.from(bytes).fill(0xff, 4_096, 12_288)],
  ]
  for (const [why, content] of cases) {
    writeFileSync(file, content)
    expect(() => restore(directory.path, file, now)).toThrow(new RegExp(why))
  }
  expect(() => restore(directory.path, join(directory.path, 'none.db'), now)).toThrow('there is no file')
  expect(readdirSync(join(directory.path, 'service')).filter((name) => name.includes('replaced'))).toEqual([])
  await start()
  expect(await runs()).toBe(1)
}, 60_000)
