import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { ServiceFile } from '../../shared/contract/api/service.ts'
import { systemClock } from '../../shared/kernel/system-clock.ts'
import { serviceDirectory, type ServiceDirectory } from '../../testing/service-harness.ts'
import { ServiceProcess, type ServiceState } from './service-process.ts'

// The real service, supervised as main does it.

const version = '1.2.3'
const root = join(import.meta.dirname, '../../..')
let directory: ServiceDirectory
let supervised: ServiceProcess[] = []
let started: number[] = []
beforeEach(() => {
  directory = serviceDirectory()
  supervised = []
  started = []
})
afterEach(async () => {
  for (const one of supervised) one.dispose()
  const pid = fileNow()?.pid
  for (const one of [...started, ...(pid === undefined ? [] : [pid])]) end(one)
  directory.dispose()
})

/** Supervises as an app of this version; resolves with it as it becomes ready. */
async function supervise(): Promise<ServiceProcess> {
  const service = supervisor()
  await service.ensure()
  return service
}
function supervisor(): ServiceProcess {
  const service = new ServiceProcess({
    runtime: { node: process.execPath, entry: (program) => join(root, 'src', program, 'main.ts') },
    dataDirectory: directory.path,
    environment: process.env,
    clock: systemClock,
    version,
  })
  supervised.push(service)
  return service
}
const path = () => join(directory.path, 'service/service.json')
function fileNow(): ServiceFile | null {
  try {
    return ServiceFile.parse(JSON.parse(readFileSync(path(), 'utf8')))
  } catch {
    return null
  }
}
/** As a service of another version would have written it. */
function claimVersion(other: string | undefined): ServiceFile {
  const { version: _own, ...file } = ServiceFile.parse(JSON.parse(readFileSync(path(), 'utf8')))
  const changed = { ...file, ...(other === undefined ? {} : { version: other }) }
  writeFileSync(path(), JSON.stringify(changed))
  return changed
}
function end(pid: number): void {
  try {
    process.kill(pid, 'SIGCONT')
    process.kill(pid, 'SIGKILL')
  } catch {
    // gone already
  }
}
const becomes = (service: ServiceProcess, kind: ServiceState['kind']): Promise<ServiceState> =>
  new Promise((resolve) => {
    if (service.state.kind === kind) return resolve(service.state)
    const listening = service.onChanged((state) => {
      if (state.kind !== kind) return
      listening.dispose()
      resolve(state)
    })
  })

test.each([undefined, '1.2.2'])(
  'a service that an app of version %s left is replaced by this one’s; a request meanwhile waits and is answered',
  async (older) => {
    const first = await supervise()
    first.dispose()
    const { pid } = claimVersion(older)
    const made = await first.client.call('createRun', {
      body: { title: 'kept', execution_location: 'LOCAL' },
    })
    const [second, asked] = await Promise.all([supervise(), askUntilReplaced(first, pid)])
    expect(fileNow()?.pid).not.toBe(pid)
    expect(second.state.kind).toBe('ready')
    expect(asked).toEqual([])
    expect(() => process.kill(pid, 0)).toThrow('ESRCH')
    if (!made.ok) throw new Error('it was there')
    expect(await second.client.call('getRun', { params: { run_id: made.value.run_id } })).toMatchObject({
      ok: true,
    })
  },
)

/** One request after the other until the service has another process; answers those that failed. */
async function askUntilReplaced(service: ServiceProcess, pid: number): Promise<readonly unknown[]> {
  const failed: unknown[] = []
  for (let isOver = false; !isOver;) {
    isOver = ![pid, undefined].includes(fileNow()?.pid)
    const answer = await service.client.call('listRuns', { query: {} })
    if (!answer.ok) failed.push(answer.error)
  }
  return failed
}

test.each(['1.2.3', '1.10.0'])('one of version %s is used as it is', async (other) => {
  const first = await supervise()
  first.dispose()
  const { pid } = claimVersion(other)
  await supervise()
  expect(fileNow()?.pid).toBe(pid)
})

test('one that a signal has stopped: no second one is started, a person is told what it is, and it is used again when it goes on', async () => {
  const service = await supervise()
  const pid = fileNow()?.pid ?? 0
  process.kill(pid, 'SIGSTOP')
  service.noteUnreachable()
  const state = await becomes(service, 'unreachable')
  expect(state).toEqual({
    kind: 'unreachable',
    because: `its process (${pid}) was stopped by a signal. \`kill -CONT ${pid}\` lets it go on; \`kill -9 ${pid}\` ends it, and a new one is started. Messages wait meanwhile; nothing is lost`,
  })
  process.kill(pid, 'SIGCONT')
  await becomes(service, 'ready')
  expect(fileNow()?.pid).toBe(pid)
})

test('one that was killed while it was stopped is followed by a new one', async () => {
  const service = await supervise()
  const pid = fileNow()?.pid ?? 0
  process.kill(pid, 'SIGSTOP')
  service.noteUnreachable()
  await becomes(service, 'unreachable')
  process.kill(pid, 'SIGKILL')
  await becomes(service, 'ready')
  expect(fileNow()?.pid).not.toBe(pid)
})

test('one that cannot start says why in its own words, and where more is to be read', async () => {
  await supervise()
  const pid = fileNow()?.pid ?? 0
  started.push(pid)
  rmSync(path())
  const other = supervisor()
  void other.ensure()
  expect(await becomes(other, 'unreachable')).toEqual({
    kind: 'unreachable',
    because: `another service (pid ${pid}) serves ${directory.path}/service. Use it, stop it, or choose another --data-dir; see ${directory.path}/logs/service.log`,
  })
})

test('when the app ends nothing is started any more, and what was just being started ends', async () => {
  const leaving = supervisor()
  const ensuring = leaving.ensure()
  const log = join(directory.path, 'logs/service.log') // is there from the moment before its process is
  await expect.poll(() => existsSync(log), { interval: 1 }).toBe(true)
  leaving.dispose()
  await ensuring
  const used = await supervise()
  expect(readFileSync(log, 'utf8').split('"service-started"')).toHaveLength(2)
  const pid = fileNow()?.pid ?? 0
  used.dispose()
  expect(await used.client.call('health')).toMatchObject({ ok: true })
  process.kill(pid, 'SIGKILL')
  used.noteUnreachable()
  await used.ensure()
  expect(fileNow()?.pid).toBe(pid)
})
