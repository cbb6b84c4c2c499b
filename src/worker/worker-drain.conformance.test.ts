import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeEach, expect, onTestFinished, test } from 'vitest'
import { cliEnvironment, temporaryDirectory } from '../testing/cli-process.ts'
import { testService, type TestService } from '../testing/service-harness.ts'
import { watchRun } from '../testing/watched-run.ts'
import { startWorkerProcess } from '../testing/worker-process.ts'

let home = ''
let service: TestService
beforeEach(async () => {
  home = temporaryDirectory()
  service = await testService()
  onTestFinished(() => service[Symbol.asyncDispose]())
})

const worker = (...args: string[]) =>
  startWorkerProcess(service, join(home, 'data'), cliEnvironment(home), args)
async function start(script: string, checkout: { checkout?: { repository: string } } = {}) {
  const { run_id } = await service.owner.ask('createRun', {
    body: { prompt: '', config: { name: 'tool', command: ['sh', '-c', script], ...checkout } },
  })
  const watched = await watchRun(service.url, service.token, run_id)
  const item = () => service.owner.ask('getRun', { params: { run_id } })
  return { ...watched, item, work: join(home, 'data/worker/runs', run_id, 'work') }
}
const isAlive = (pid: number): boolean => existsSync(`/proc/${pid}`)
const records = () => readdirSync(join(home, 'data/worker/executions'))
const waitsAgain = {
  state: 'QUEUED',
  status_message: { message: 'its worker was stopped while it worked: it is done again' },
}

/** Never ends by itself, not when it is asked to either, and has a process that left its group. */
const endless = `trap '' TERM; setsid sh -c 'trap "" TERM; echo $$ > left.pid; while :; do sleep 0.1; done' &
  echo $$ > own.pid; while [ ! -s left.pid ]; do sleep 0.01; done; echo up; while :; do sleep 0.1; done`

test('a worker that drains ends what does not end in time, leaves nothing of it running, and hands it back with a reason', async () => {
  const run = await start(endless)
  const first = worker('--drain-seconds', '1')
  await run.reached('run_in_progress')
  await run.printed('up')
  const pids = ['left.pid', 'own.pid'].map((file) => Number(readFileSync(join(run.work, file), 'utf8')))
  expect(pids.map(isAlive)).toEqual([true, true])
  expect(await first.end('SIGTERM')).toBe(0)
  expect([pids.map(isAlive), records()]).toEqual([[false, false], []])
  expect(first.log()).toContain('1 executions did not end in time')
  expect(await run.item()).toMatchObject(waitsAgain)
  const second = worker('--drain-seconds', '0') // it waits for no lease
  await run.reached('run_in_progress')
  expect(await second.end('SIGTERM')).toBe(0)
})

test('told twice, a worker ends what runs at once: it gets no last word, and is done again instead of having failed', async () => {
  const run = await start(`trap 'echo bye > last-word; exit 1' TERM; echo up; while :; do sleep 0.05; done`)
  const running = worker()
  await run.printed('up')
  running.signal('SIGTERM')
  await expect.poll(running.log, { timeout: 20_000 }).toContain('draining, 3600 s at most')
  expect(await running.end('SIGTERM')).toBe(0)
  expect([existsSync(join(run.work, 'last-word')), records()]).toEqual([false, []])
  expect(await run.item()).toMatchObject(waitsAgain)
})

test('what a worker still prepares is handed back, too, with nothing left of it', async () => {
  const ssh = join(home, 'ssh')
  writeFileSync(ssh, `#!/bin/sh\necho $$ > '${home}/ssh.pid'\nexec cat\n`, { mode: 0o700 }) // says nothing, for ever
  writeFileSync(join(home, 'env'), `GIT_SSH_COMMAND=${ssh}\n`, { mode: 0o600 })
  const run = await start('true', { checkout: { repository: 'ssh://nobody.example/it' } })
  const running = worker('--agent-env', join(home, 'env'))
  await expect.poll(() => existsSync(join(home, 'ssh.pid')), { timeout: 20_000 }).toBe(true)
  running.signal('SIGTERM')
  await expect.poll(running.log, { timeout: 20_000 }).toContain('draining')
  expect(await running.end('SIGTERM')).toBe(0)
  const pid = Number(readFileSync(join(home, 'ssh.pid'), 'utf8'))
  await expect.poll(() => isAlive(pid), { timeout: 20_000 }).toBe(false)
  expect(await run.item()).toMatchObject(waitsAgain)
})

test.each([['-1'], ['soon'], ['1.5'], ['9999999']])(
  '--drain-seconds %s is refused with what it may be',
  async (text) => {
    const refused = worker(`--drain-seconds=${text}`)
    expect([await refused.ended, refused.log()]).toEqual([
      2,
      expect.stringContaining('--drain-seconds must be a whole number from 0 to 604800'),
    ])
  },
)
