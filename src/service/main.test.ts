import { existsSync, readFileSync, statSync, chmodSync, writeFileSync, truncateSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { CallInput } from '../shared/contract/api/client.ts'
import { ServiceFile } from '../shared/contract/api/service.ts'
import type { RunId } from '../shared/domain/ids.ts'
import {
  asking,
  serviceDirectory,
  testService,
  type Asking,
  type ServiceDirectory,
} from '../testing/service-harness.ts'
import { startServiceProcess, type ServiceProcess } from '../testing/service-process.ts'

let directory: ServiceDirectory
const running: ServiceProcess[] = []
beforeEach(() => {
  directory = serviceDirectory()
})
afterEach(async () => {
  for (const service of running.splice(0)) await service.end('SIGKILL')
  directory.dispose()
})

const start = async (...args: string[]): Promise<ServiceProcess & { owner: Asking }> => {
  const service = await startServiceProcess(directory.path, args)
  running.push(service)
  return { ...service, owner: asking(service.url, readFileSync(service.tokenFile, 'utf8').trim()) }
}
const file = (name: string) => join(directory.path, 'service', name)
const mode = (path: string) => (statSync(path).mode & 0o777).toString(8)
const localRun = async (owner: Asking): Promise<RunId> =>
  (await owner.ask('createRun', { body: { execution_location: 'LOCAL' } })).run_id
const letter = (to: RunId, key: string): CallInput<'sendMessages'> => ({
  body: { to: [to], subject: key, body: '' },
  idempotencyKey: key,
})

test('it says where it answers, writes that down for this machine, and takes it back when it stops', async () => {
  const service = await start()
  const written = ServiceFile.parse(JSON.parse(readFileSync(file('service.json'), 'utf8')))
  expect(written).toMatchObject({ url: service.url, tokenFile: file('token'), pid: service.pid })
  expect(await service.owner.ask('health')).toEqual({
    status: 'ok',
    last_sequence: 0,
    workers: 0,
    working: 0,
    storage: 'ok',
    database_set_aside: null,
  })
  expect((await service.owner.ask('capabilities')).version).toBe(
    JSON.parse(readFileSync('package.json', 'utf8')).version,
  )
  expect(await service.end('SIGTERM')).toBe(0)
  expect(existsSync(file('service.json'))).toBe(false)
})

test('nobody else can read what it keeps, also when the files were open before', async () => {
  const first = await start()
  await first.end('SIGTERM')
  const token = readFileSync(file('token'), 'utf8')
  chmodSync(file('token'), 0o644)
  chmodSync(join(directory.path, 'service'), 0o755)
  await start()
  expect(readFileSync(file('token'), 'utf8')).toBe(token)
  const names = [
    'token',
    'service.json',
    'reveille.db',
    'reveille.db-wal',
    'lock',
    'holder.json',
    'last-port',
  ]
  expect(names.map((name) => [name, mode(file(name))])).toEqual(names.map((name) => [name, '600']))
  expect(mode(join(directory.path, 'service'))).toBe('700')
})

test('a second service on the same directory is refused with the pid of the first', async () => {
  const first = await start()
  await expect(start()).rejects.toThrow(new RegExp(`exit 3: .*another service \\(pid ${first.pid}\\)`))
  expect((await first.owner.ask('health')).status).toBe('ok')
})

test('a killed service leaves no lock behind', async () => {
  const first = await start()
  await first.end('SIGKILL')
  const second = await start()
  expect(second.url).toBe(first.url)
})

test('a port that is taken is named; the remembered one is only a wish', async () => {
  const first = await start()
  const { port } = new URL(first.url)
  await first.end('SIGTERM')
  const squatter = createServer()
  await new Promise<void>((resolve) => squatter.listen(Number(port), '127.0.0.1', resolve))
  try {
    await expect(start('--port', port)).rejects.toThrow(new RegExp(`exit 4: .*port ${port} .*--port`))
    const second = await start()
    expect(new URL(second.url).port).not.toBe(port)
  } finally {
    await new Promise((resolve) => squatter.close(resolve))
  }
})

test('arguments that make no sense are refused with the usage', async () => {
  await expect(start('--port', 'http')).rejects.toThrow(/exit 2: .*--port: 0 to 65535; usage/)
  await expect(start('--nonsense')).rejects.toThrow(/exit 2: .*usage/)
})

test('a database of a newer version is refused and left as it is', async () => {
  await (await start()).end('SIGTERM')
  const database = new DatabaseSync(file('reveille.db'))
  database.exec('PRAGMA user_version = 999')
  database.close()
  const before = readFileSync(file('reveille.db'))
  await expect(start()).rejects.toThrow(/exit 5: .*newer Reveille \(schema 999/)
  expect(readFileSync(file('reveille.db'))).toEqual(before)
})

test.each(['text', 'cut', 'flipped'])(
  'a damaged database (%s) is set aside whole and said, and an empty one begun',
  async (damage) => {
    const service = await start()
    for (let index = 0; index < 50; index += 1) await localRun(service.owner)
    await service.end('SIGTERM')
    const bytes = readFileSync(file('reveille.db'))
    if (damage === 'text')
      writeFileSync(
        file('reveille.db'),
        'this is no database, but it is long enough to be looked at'.repeat(100),
      )
    if (damage === 'cut') truncateSync(file('reveille.db'), Math.floor(bytes.length / 2))
    if (damage === 'flipped') writeFileSync(file('reveille.db'), bytes.fill(0xff, 4_096, 3 * 4_096))
    const before = readFileSync(file('reveille.db'))
    const { owner } = await start()
    const { database_set_aside: aside } = await owner.ask('health')
    expect(aside).toMatch(/reveille\.db\.damaged-/)
    expect(readFileSync(String(aside))).toEqual(before)
    expect((await owner.ask('listRuns')).runs).toEqual([])
  },
)

test('a request repeated with its key is one request, also after a restart of the process', async () => {
  const first = await start()
  const run = await localRun(first.owner)
  const answer = await first.owner.ask('sendMessages', letter(run, 'once'))
  await first.end('SIGKILL')
  const second = await start()
  expect(await second.owner.ask('sendMessages', letter(run, 'once'))).toEqual(answer)
  const { messages } = await second.owner.ask('listMessages', { params: { run_id: run } })
  expect(messages).toHaveLength(1)
  const other = { body: { to: [run], subject: 'another', body: '' }, idempotencyKey: 'once' }
  expect(await second.owner.refusal('sendMessages', other)).toBe('conflict')
})

test('a key is the caller’s own: another caller’s same key is another request', async () => {
  await using service = await testService()
  const run = await localRun(service.owner)
  const { token } = await service.owner.ask('issueToken', { params: { run_id: run } })
  await service.owner.ask('sendMessages', letter(run, 'k'))
  await service.as(token).ask('sendMessages', letter(run, 'k'))
  const { messages } = await service.owner.ask('listMessages', { params: { run_id: run } })
  expect(messages.map((message) => message.sender_run_id ?? null)).toEqual([null, run])
})

test('a refused request is not remembered, and no secret is', async () => {
  await using service = await testService()
  const run = await localRun(service.owner)
  const parent = {
    body: { execution_location: 'LOCAL' as const, config: { name: 'x' }, parent_run_id: run },
    idempotencyKey: 'k',
  }
  const killed = await service.owner.ask('createRun', { body: parent.body })
  expect(await service.owner.refusal('createRun', parent)).toBe('conflict')
  await service.owner.ask('killRun', { params: { run_id: killed.run_id } })
  await service.owner.ask('createRun', parent)
  const ask = { params: { run_id: run }, idempotencyKey: 'token' }
  expect(await service.owner.ask('issueToken', ask)).not.toEqual(await service.owner.ask('issueToken', ask))
})
