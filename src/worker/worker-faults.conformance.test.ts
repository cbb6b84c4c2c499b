import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeEach, expect, onTestFinished, test } from 'vitest'
import type { LogEvent } from '../shared/contract/api/event.ts'
import type { OutputChunk } from '../shared/contract/api/worker.ts'
import type { RunId } from '../shared/domain/ids.ts'
import { leaseMs } from '../shared/limits.ts'
import { cliEnvironment, temporaryDirectory } from '../testing/cli-process.ts'
import { FakeClock } from '../testing/fake-clock.ts'
import { testService, type TestService } from '../testing/service-harness.ts'
import { readStream } from '../testing/service-stream.ts'
import { startWorkerProcess } from '../testing/worker-process.ts'

// Real workers and real processes; only the service's clock is turned by hand, so that a lease runs out at once.

let home = ''
let clock: FakeClock
let service: TestService
beforeEach(async () => {
  home = temporaryDirectory()
  clock = new FakeClock(Date.UTC(2026, 0, 1))
  service = await testService({ clock })
  onTestFinished(() => service[Symbol.asyncDispose]())
})

const worker = (name: string) =>
  startWorkerProcess(service, join(home, name), cliEnvironment(home), ['--name', name])
const create = async (script: string): Promise<RunId> =>
  (
    await service.owner.ask('createRun', {
      body: { prompt: 'x', config: { harness: { type: 'command' }, command: ['sh', '-c', script] } },
    })
  ).run_id
const follow = async (query: string) => {
  const reader = await readStream<LogEvent>(`${service.url}/agent/events/stream${query}`, service.token)
  onTestFinished(reader.close)
  return reader
}
const follower = async (run: RunId) => {
  const events = await follow(`?run_ids=${run}`)
  return (type: string) => events.takeUntil((event) => event.event_type === type)
}
const eventsOf = async (run: RunId): Promise<string[]> =>
  (await service.owner.ask('listEvents', { query: { run_ids: run, limit: 500 } })).events.map(
    (event) => event.event_type,
  )
/** Says when it runs, and goes on when the test has made the gate. */
const gated = () => {
  const gate = join(temporaryDirectory(), 'gate')
  const script = `echo up; while [ ! -e '${gate}' ]; do sleep 0.05; done; echo through`
  return { script, open: () => writeFileSync(gate, '') }
}

test('workers that race carry out each run once', async () => {
  const done = join(home, 'done')
  const events = await follow('')
  const runs = await Promise.all(
    Array.from({ length: 12 }, () => create(`echo "$REVEILLE_RUN_ID" >> '${done}'`)),
  )
  for (const name of ['w1', 'w2', 'w3']) worker(name)
  for (let ended = 0; ended < runs.length; ended += 1)
    await events.takeUntil((event) => event.event_type === 'run_succeeded')
  expect(readFileSync(done, 'utf8').trim().split('\n').sort()).toEqual([...runs].sort())
}, 120_000)

test('a worker killed in the middle: another one takes the run, and it ends once', async () => {
  const { script, open } = gated()
  const run = await create(script)
  const reached = await follower(run)
  const first = worker('w1')
  await reached('run_in_progress')
  await first.end('SIGKILL')
  worker('w2')
  await clock.turn(leaseMs)
  await reached('run_in_progress')
  open()
  await reached('run_succeeded')
  expect(await eventsOf(run)).toEqual(
    expect.arrayContaining([
      'run_queued',
      'run_in_progress',
      'run_queued',
      'run_in_progress',
      'run_succeeded',
    ]),
  )
}, 120_000)

test('a worker that was stopped and comes back changes nothing of what another one has done meanwhile', async () => {
  const { script, open } = gated()
  const run = await create(script)
  const reached = await follower(run)
  const first = worker('w1')
  await reached('run_in_progress')
  const output = await readStream<OutputChunk>(
    `${service.url}/agent/runs/${run}/output/stream`,
    service.token,
  )
  onTestFinished(output.close)
  await output.takeUntil((chunk) => chunk.text.includes('up'))
  first.signal('SIGSTOP')
  await clock.turn(leaseMs)
  worker('w2')
  await reached('run_in_progress')
  open()
  await reached('run_succeeded')
  await output.takeUntil((chunk) => chunk.text.includes('through'))
  const before = await eventsOf(run)
  first.signal('SIGCONT')
  await expect.poll(first.log, { timeout: 60_000 }).toMatch(/: over/)
  expect(await eventsOf(run)).toEqual(before)
  expect(before.filter((type) => type === 'run_succeeded')).toHaveLength(1)
  await service.owner.ask('followUpRun', { params: { run_id: run }, body: { message: 'again' } })
  const [next] = await output.take(1) // nothing of the stopped one came between
  expect([next?.number, next?.text.trim().split(/\s+/)[0]]).toEqual([2, 'up'])
}, 120_000)

test('a worker that is told to drain hands back what it gets while it does, and it is done elsewhere at once', async () => {
  const { script, open } = gated()
  const run = await create(script)
  const reached = await follower(run)
  const first = worker('w1')
  await reached('run_in_progress')
  first.signal('SIGTERM')
  await expect.poll(first.log, { timeout: 60_000 }).toMatch(/draining/)
  first.signal('SIGTERM') // now what runs is ended, too
  expect(await first.end('SIGTERM')).toBe(0)
  worker('w2')
  await reached('run_in_progress') // without waiting for the lease to run out
  open()
  await reached('run_succeeded')
}, 120_000)
