import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeEach, expect, onTestFinished, test } from 'vitest'
import type { LogEvent } from '../../shared/contract/api/event.ts'
import type { OutputChunk } from '../../shared/contract/api/worker.ts'
import type { RunId } from '../../shared/domain/ids.ts'
import { leaseMs } from '../../shared/limits.ts'
import { cliEnvironment, temporaryDirectory } from '../../testing/cli-process.ts'
import { startFakeOz } from '../../testing/oz/fake-oz.ts'
import { JumpingClock } from '../../testing/jumping-clock.ts'
import { testService, type TestService } from '../../testing/service-harness.ts'
import { readStream } from '../../testing/service-stream.ts'
import { startWorkerProcess, type WorkerProcess } from '../../testing/worker-process.ts'

// The laptop's service and worker; the worker passes runs of the place `team` on to the team's.
let home = ''
let laptop: TestService
let team: TestService
let clock: JumpingClock

beforeEach(async () => {
  home = temporaryDirectory()
  clock = new JumpingClock()
  laptop = await testService({ clock })
  onTestFinished(() => laptop[Symbol.asyncDispose]())
  team = await testService()
  onTestFinished(() => team[Symbol.asyncDispose]())
})

/** The laptop's worker, which serves `place` besides its own harnesses. */
function laptopWorker(place: object, token: string): WorkerProcess {
  const tokenFile = join(home, 'place.token')
  const places = join(home, 'places.json')
  writeFileSync(tokenFile, token, { mode: 0o600 })
  writeFileSync(places, JSON.stringify([{ place, token_file: tokenFile }]))
  return startWorkerProcess(laptop, join(home, 'laptop'), cliEnvironment(home), ['--places-file', places])
}
const servingTeam = () => laptopWorker({ kind: 'reveille', name: 'team', url: team.url }, team.token)
const teamWorker = () => startWorkerProcess(team, join(home, 'team'), cliEnvironment(home))

async function startAt(place: string, script: string) {
  const { run_id: runId } = await laptop.owner.ask('createRun', {
    body: { prompt: 'the prompt', config: { name: 'tool', place, command: ['sh', '-c', script] } },
  })
  const events = await readStream<LogEvent>(
    `${laptop.url}/agent/events/stream?run_ids=${runId}`,
    laptop.token,
  )
  onTestFinished(events.close)
  return { runId, reached: (type: string) => events.takeUntil((event) => event.event_type === type) }
}
async function outputOf(runId: RunId, isEnough: (text: string) => boolean): Promise<string> {
  const chunks = await readStream<OutputChunk>(
    `${laptop.url}/agent/runs/${runId}/output/stream`,
    laptop.token,
  )
  onTestFinished(chunks.close)
  let text = ''
  while (!isEnough(text)) text += (await chunks.take(1))[0]?.text ?? ''
  return text
}
const item = (service: TestService, runId: RunId) =>
  service.owner.ask('getRun', { params: { run_id: runId } })
const runsOf = async (service: TestService) =>
  (await service.owner.ask('listRuns')).runs as { run_id: RunId }[]

test('a run is carried out at another place, live, and mail wakes the same run there with what was written', async () => {
  servingTeam()
  teamWorker()
  const run = await startAt('team', 'echo "[$REVEILLE_PROMPT]"')
  await run.reached('run_succeeded')
  await outputOf(run.runId, (so) => so.includes('[the prompt]'))
  const there = (await item(laptop, run.runId)).harness_session_id
  expect(await runsOf(team)).toMatchObject([{ run_id: there }])

  const { message_ids } = await laptop.owner.ask('sendMessages', {
    body: { to: [run.runId], subject: 'tests', body: 'and the tests too' },
  })
  await laptop.owner.ask('followUpRun', {
    params: { run_id: run.runId },
    body: { message: 'you have mail', message_ids },
  })
  await run.reached('run_succeeded')
  const text = await outputOf(run.runId, (so) => so.includes('and the tests too'))
  expect(text).toContain('you have mail')
  expect(await runsOf(team)).toHaveLength(1)
  const { messages } = await laptop.owner.ask('listMessages', { params: { run_id: run.runId } })
  expect(messages.map(({ state }) => state)).toEqual(['delivered'])
})

test('a run that is cancelled here is cancelled there, and one that fails there has failed here', async () => {
  servingTeam()
  const worker = teamWorker()
  const failing = await startAt('team', 'echo "disk full" >&2; exit 3')
  await failing.reached('run_errored')
  expect((await item(laptop, failing.runId)).status_message?.message).toMatch(/^team: .*exit code 3/s)
  const endless = await startAt('team', 'echo up; exec tail -f /dev/null')
  await outputOf(endless.runId, (so) => so.includes('up'))
  await laptop.owner.ask('cancelRun', { params: { run_id: endless.runId } })
  await endless.reached('run_cancelled')
  const there = (await runsOf(team))[0]?.run_id as RunId // newest first
  const events = await readStream<LogEvent>(`${team.url}/agent/events/stream?run_ids=${there}`, team.token)
  onTestFinished(events.close)
  await events.takeUntil((event) => event.event_type === 'run_cancelled')
  expect(await worker.end('SIGTERM')).toBe(0) // the cancelled one has been ended first
})

test('the worker that passes a run on is killed: the next one goes on with the same run, nothing runs twice', async () => {
  const first = servingTeam()
  teamWorker()
  const marks = join(home, 'marks')
  const go = join(home, 'go')
  const run = await startAt(
    'team',
    `echo x >> ${marks}; echo up; while [ ! -e ${go} ]; do sleep 0.05; done; echo done`,
  )
  await outputOf(run.runId, (so) => so.includes('up'))
  await first.end('SIGKILL')
  await item(laptop, run.runId) // by its answer the service has noticed who hung up
  clock.jump(leaseMs + 1) // nobody renews it: the lease is taken back
  servingTeam()
  writeFileSync(go, '')
  await run.reached('run_succeeded')
  const text = await outputOf(run.runId, (so) => so.includes('done'))
  expect(text).toContain('took the run over')
  expect(readFileSync(marks, 'utf8')).toBe('x\n')
  expect(await runsOf(team)).toHaveLength(1)
})

test('the worker that passes a run on is stopped: it hands it back at once, and the next one goes on with the same run', async () => {
  const first = servingTeam()
  teamWorker()
  const go = join(home, 'go')
  const run = await startAt('team', `echo up; while [ ! -e ${go} ]; do sleep 0.05; done; echo done`)
  await run.reached('run_in_progress')
  await outputOf(run.runId, (so) => so.includes('up'))
  first.signal('SIGTERM')
  await expect.poll(first.log, { timeout: 20_000 }).toContain('draining')
  expect(await first.end('SIGTERM')).toBe(0)
  expect(await item(laptop, run.runId)).toMatchObject({
    state: 'QUEUED',
    status_message: { message: 'its worker was stopped while it worked: it is done again' },
  })
  servingTeam() // its lease has not run out
  await run.reached('run_in_progress')
  writeFileSync(go, '')
  await run.reached('run_succeeded')
  expect(await runsOf(team)).toHaveLength(1)
})

test('a place that cannot be used fails the run with what a person can do; a place nobody serves is waited for', async () => {
  const worker = laptopWorker({ kind: 'reveille', name: 'team', url: team.url }, 'not-its-token')
  const refused = await startAt('team', 'echo never')
  await refused.reached('run_failed')
  expect((await item(laptop, refused.runId)).status_message?.message).toMatch(/^team: /)
  const waiting = await startAt('elsewhere', 'echo never')
  expect((await item(laptop, waiting.runId)).state).toBe('QUEUED')
  expect(worker.log()).not.toContain('not-its-token')
})

test('Oz: accepted late, asked there, ended there; the follow-up does not end on the old end', async () => {
  const oz = await startFakeOz()
  onTestFinished(oz.close)
  laptopWorker({ kind: 'oz', name: 'oz', url: oz.url }, oz.apiKey)
  const { run_id: runId } = await laptop.owner.ask('createRun', {
    body: { prompt: 'build it', config: { name: 'api', place: 'oz' } },
  })
  const events = await readStream<LogEvent>(
    `${laptop.url}/agent/events/stream?run_ids=${runId}`,
    laptop.token,
  )
  onTestFinished(events.close)
  const reached = (type: string) => events.takeUntil((event) => event.event_type === type)
  await reached('run_in_progress')
  const [there] = [...oz.runs.keys()]
  if (there === undefined) throw new Error('Oz has no run')
  oz.move(there, 'INPROGRESS')
  oz.move(there, 'BLOCKED', 'may I?')
  await reached('run_blocked')
  oz.move(there, 'SUCCEEDED', 'built')
  await reached('run_succeeded')
  await laptop.owner.ask('followUpRun', { params: { run_id: runId }, body: { message: 'and test it' } })
  await reached('run_in_progress')
  expect(oz.runs.get(there)?.followUps).toEqual(['and test it'])
  oz.move(there, 'INPROGRESS')
  oz.move(there, 'SUCCEEDED', 'tested')
  await reached('run_succeeded')
  expect(oz.runs.size).toBe(1)
  await outputOf(runId, (so) => so.includes('https://oz.example/session/'))
})

test('a token that others can read is refused before anything is claimed', async () => {
  const tokenFile = join(home, 'open.token')
  writeFileSync(tokenFile, 'secret-word', { mode: 0o644 })
  const places = join(home, 'places.json')
  writeFileSync(places, JSON.stringify([{ place: { kind: 'oz', name: 'oz' }, token_file: tokenFile }]))
  const worker = startWorkerProcess(laptop, join(home, 'w'), cliEnvironment(home), ['--places-file', places])
  const ended = await new Promise<string>((resolve) => {
    const look = (): void =>
      void (worker.log().includes('chmod 600') ? resolve(worker.log()) : setTimeout(look, 20))
    look()
  })
  expect(ended).not.toContain('secret-word')
  expect(existsSync(places)).toBe(true)
})
