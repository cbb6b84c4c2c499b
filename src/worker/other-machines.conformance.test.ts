import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeEach, describe, expect, onTestFinished, test } from 'vitest'
import type { RunId } from '../shared/domain/ids.ts'
import { leaseMs } from '../shared/limits.ts'
import { cliEnvironment, temporaryDirectory } from '../testing/cli-process.ts'
import { FakeClock } from '../testing/fake-clock.ts'
import { addressFor, otherMachine, whyNoNamespaces, type OtherMachine } from '../testing/other-machines.ts'
import { testService, type TestService } from '../testing/service-harness.ts'
import { watchRun } from '../testing/watched-run.ts'
import { startWorkerProcess } from '../testing/worker-process.ts'

// Workers on machines of their own. The service's clock is turned by hand; the links and the workers are real.

const how = whyNoNamespaces === null ? 'network namespaces' : `a proxy, because ${whyNoNamespaces}`
let home = ''
let clock: FakeClock
let service: TestService
beforeEach(async () => {
  home = temporaryDirectory()
  clock = new FakeClock(Date.UTC(2026, 0, 1))
  const host = whyNoNamespaces === null ? '0.0.0.0' : '127.0.0.1'
  service = await testService({ clock, host, allowedHosts: [addressFor(1), addressFor(2), '127.0.0.1'] })
  onTestFinished(() => service[Symbol.asyncDispose]())
})

/** What the test itself asks stays on this machine. */
const here = (): string => service.url.replace('0.0.0.0', '127.0.0.1')
/** Of the service it has its address and a token, and no file that tells more. */
function workerOn(machine: OtherMachine, name: string) {
  const tokenFile = join(home, `${name}.token`)
  writeFileSync(tokenFile, service.token, { mode: 0o600 })
  return startWorkerProcess(
    { url: machine.serviceUrl, tokenFile },
    join(home, name),
    cliEnvironment(home),
    ['--name', name],
    machine.under,
  )
}
async function create(script: string) {
  const { run_id } = await service.as(service.token).ask('createRun', {
    body: { prompt: 'x', config: { harness: { type: 'command' }, command: ['sh', '-c', script] } },
  })
  return watchRun(here(), service.token, run_id)
}
const timesEnded = async (run_ids: RunId): Promise<number> =>
  (await service.owner.ask('listEvents', { query: { run_ids, limit: 500 } })).events.filter(
    ({ event_type }) => event_type === 'run_succeeded',
  ).length
/** A program that says where it is and goes on when the test has made a gate. */
const gated = (count = 1) => {
  const gate = join(temporaryDirectory(), 'gate')
  const step = (n: number): string => `while [ ! -e '${gate}${n}' ]; do sleep 0.05; done; echo through ${n}`
  const script = ['echo up', ...Array.from({ length: count }, (_, n) => step(n + 1))].join('; ')
  return {
    script: `${script}; : > '${gate}.over'`,
    open: (n = 1) => writeFileSync(`${gate}${n}`, ''),
    isOver: () => existsSync(`${gate}.over`),
  }
}

describe(`two machines (${how})`, () => {
  test('a link that is cut and mended in time: the run goes on meanwhile, ends once, and its output is whole', async () => {
    const machine = await otherMachine(1, service.url)
    workerOn(machine, 'w1')
    const { script, open, isOver } = gated(2)
    const run = await create(script)
    await run.reached('run_in_progress')
    await run.printed('up')
    machine.cut()
    open(1)
    open(2)
    await expect.poll(isOver, { timeout: 30_000 }).toBe(true)
    machine.mend()
    await run.reached('run_succeeded')
    expect(await run.printed('through 2')).toBe('up\r\nthrough 1\r\nthrough 2\r\n')
    expect(await timesEnded(run.run_id)).toBe(1)
  }, 120_000)

  test('a link that stays cut: the other machine does it; the first one comes back and changes nothing', async () => {
    const [first, second] = [await otherMachine(1, service.url), await otherMachine(2, service.url)]
    const lost = workerOn(first, 'w1')
    const { script, open } = gated()
    const run = await create(script)
    await run.reached('run_in_progress')
    await run.printed('up')
    first.cut()
    await clock.turn(leaseMs)
    workerOn(second, 'w2')
    await run.reached('run_in_progress')
    open()
    await run.reached('run_succeeded')
    first.mend()
    await expect.poll(lost.log, { timeout: 90_000 }).toMatch(/: over/)
    expect(await timesEnded(run.run_id)).toBe(1)
    expect((await service.owner.ask('getRun', { params: { run_id: run.run_id } })).state).toBe('SUCCEEDED')
  }, 120_000)

  test('a machine that is lost for ever takes nothing with it: its run and the next ones are done elsewhere', async () => {
    const [first, second] = [await otherMachine(1, service.url), await otherMachine(2, service.url)]
    const lost = workerOn(first, 'w1')
    const { script, open } = gated()
    const run = await create(script)
    await run.reached('run_in_progress')
    await run.printed('up')
    first.cut()
    await lost.end('SIGKILL')
    await clock.turn(leaseMs)
    workerOn(second, 'w2')
    await run.reached('run_in_progress')
    open()
    await run.reached('run_succeeded')
    await service.owner.ask('followUpRun', { params: { run_id: run.run_id }, body: { message: 'once more' } })
    await run.reached('run_succeeded')
    expect(await timesEnded(run.run_id)).toBe(2)
  }, 120_000)
})
