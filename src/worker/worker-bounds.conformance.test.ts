import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
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
async function start(script: string) {
  const { run_id: runId } = await service.owner.ask('createRun', {
    body: { prompt: '', config: { name: 'tool', command: ['sh', '-c', script] } },
  })
  const { reached } = await watchRun(service.url, service.token, runId)
  const item = () => service.owner.ask('getRun', { params: { run_id: runId } })
  const followUp = () =>
    service.owner.ask('followUpRun', { params: { run_id: runId }, body: { message: 'again' } })
  return { runId, reached, item, followUp }
}

test('a worker for one execution ends with it; told to stay it takes the follow-ups of that run, and of no other', async () => {
  const first = await start('true')
  expect(await worker('--once').ended).toBe(0)
  await first.reached('run_succeeded')
  const second = await start('true')
  const staying = worker('--once', '--idle-minutes', '0.05')
  await second.reached('run_succeeded')
  const other = await start('true')
  await second.followUp()
  await second.reached('run_succeeded')
  expect(await staying.ended).toBe(0)
  expect((await other.item()).state).toBe('QUEUED')
})

test('a worker that was killed and comes back has its execution done again at once, its agent ended first', async () => {
  const mark = join(home, 'begun')
  const gate = join(home, 'gate')
  const run = await start(`echo x >> '${mark}'; while [ ! -e '${gate}' ]; do sleep 0.05; done`)
  const first = worker()
  await run.reached('run_in_progress')
  await expect.poll(() => existsSync(mark), { timeout: 20_000 }).toBe(true)
  await first.end('SIGKILL')
  const second = worker() // long before the lease runs out
  await run.reached('run_in_progress')
  expect(second.log()).toContain('ended 1 executions that an earlier worker left running')
  await expect.poll(() => readFileSync(mark, 'utf8'), { timeout: 20_000 }).toBe('x\nx\n')
  writeFileSync(gate, '')
  await run.reached('run_succeeded')
})

test('metrics are told on this machine alone', async () => {
  const run = await start('echo four')
  const serving = worker('--metrics-port', '0')
  await run.reached('run_succeeded')
  const address = /metrics: (\S+)/.exec(serving.log())?.[1] ?? ''
  expect(address).toContain('http://127.0.0.1:')
  const text = () => fetch(address).then((answer) => answer.text())
  await expect.poll(text).toContain('reveille_worker_ended_total{event="succeeded"} 1')
  expect(await text()).toMatch(
    /reveille_worker_claimed_total 1\n[\s\S]*reveille_worker_output_chars_total 6\n/,
  )
  expect((await fetch(address, { headers: { origin: 'https://evil.example' } })).status).toBe(403)
})

test('each run has a configuration directory of its own, begun as a copy, and its agents step back', async () => {
  // `command` has none: a program named claude stands in for the real one
  const bin = join(home, 'bin')
  mkdirSync(join(home, 'template/claude'), { recursive: true })
  writeFileSync(join(home, 'template/claude/mark'), 'of the template')
  mkdirSync(bin)
  const script =
    '#!/bin/sh\necho "$CLAUDE_CONFIG_DIR $(cat $CLAUDE_CONFIG_DIR/mark) $(nice)" > "$HOME/seen"\n'
  writeFileSync(join(bin, 'claude'), script, { mode: 0o755 })
  const environment = { ...cliEnvironment(home), PATH: `${bin}:${process.env['PATH'] ?? ''}` }
  const args = ['--config-template', join(home, 'template'), '--nice', '7', '--harness', 'claude']
  const { run_id: runId } = await service.owner.ask('createRun', {
    body: { prompt: 'x', config: { harness: { type: 'claude' } } },
  })
  startWorkerProcess(service, join(home, 'data'), environment, args)
  const config = join(home, 'data/worker/runs', runId, 'config/claude')
  const seen = () => (existsSync(join(home, 'seen')) ? readFileSync(join(home, 'seen'), 'utf8') : '')
  await expect.poll(seen, { timeout: 20_000 }).toBe(`${config} of the template 7\n`)
})

test.skipIf(process.platform !== 'linux')(
  'an execution whose processes use more memory than allowed is ended, and says so (Linux)',
  async () => {
    worker('--max-memory-mb', '60')
    // 200 MB of zeros in a program's memory; its parent is small
    const run = await start('tail -c 200m /dev/zero | { sleep 60; }')
    await run.reached('run_errored')
    expect((await run.item()).status_message).toMatchObject({ failure: 'out-of-memory' })
  },
)

test.each([
  [['--nice', '20'], /--nice must be a whole number from 0 to 19/],
  [['--metrics-port', 'x'], /--metrics-port must be/],
  [['--config-template', '/nowhere/at/all'], /there is no directory \/nowhere/],
  [['--idle-minutes=-1'], /--idle-minutes must be/],
])('%j is refused in a line', async (args, words) => {
  const started = worker(...args)
  expect(await started.ended).toBe(2)
  expect(started.log()).toMatch(words)
})
