import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import type { Lease } from '../../shared/contract/api/worker.ts'
import { RunId, WorkerId } from '../../shared/domain/ids.ts'
import { systemClock } from '../../shared/kernel/system-clock.ts'
import { temporaryDirectory } from '../../testing/cli-process.ts'
import { startFakeOz } from '../../testing/oz/fake-oz.ts'
import type { PlaceWish } from './place.ts'
import { testPlace, type PlaceWorld } from './place-conformance.ts'
import { testService } from '../../testing/service-harness.ts'
import { ozPlace } from './oz-place.ts'
import { reveillePlace } from './reveille-place.ts'

const nowhere = 'http://127.0.0.1:9/api/v1' // discard: nothing listens there
/** Each look at it is five seconds later: what waits for nobody gives up at once. */
const impatientClock = () => {
  let now = 0
  return {
    ...systemClock,
    now: () => (now += 5_000),
    after: (_ms: number, act: () => void) => systemClock.after(1_000, act),
  }
}

/** A real service; the test is its worker. */
async function reveilleWorld(): Promise<PlaceWorld> {
  const service = await testService()
  const worker_id = WorkerId.parse('tester')
  const leases = new Map<string, Lease>()
  const prompts = new Map<string, string[]>()
  const open = (url: string, token: string, clock = systemClock) =>
    reveillePlace({ name: 'team', url, token, clock })
  const report = (runId: string, body: object) =>
    service.owner.ask('reportExecution', {
      params: { execution_id: leases.get(runId)?.execution_id as Lease['execution_id'] }, // begun before
      body: { worker_id, fence: 1, event: 'started', ...body },
    })
  return {
    place: open(service.url, service.token),
    stranger: open(service.url, 'not-a-token'),
    nobody: open(nowhere, service.token, impatientClock()),
    begin: async (runId) => {
      const { lease } = await service.owner.ask('claimLease', { body: { worker_id, harnesses: ['claude'] } })
      if (lease?.run.run_id !== runId) throw new Error('another run waits')
      leases.set(runId, lease)
      prompts.set(runId, [...(prompts.get(runId) ?? []), lease.prompt])
      await report(runId, { event: 'started' })
    },
    end: async (runId, how, words) => {
      await report(runId, { event: how, status_message: { message: words }, summary: words })
    },
    file: join(temporaryDirectory(), 'transcript'),
    told: async (runId) => prompts.get(runId) ?? [],
    dispose: () => service[Symbol.asyncDispose](),
  }
}

async function ozWorld(): Promise<PlaceWorld> {
  const oz = await startFakeOz()
  const open = (url: string, apiKey: string) =>
    ozPlace({ name: 'oz', url, apiKey, workerHost: null, clock: systemClock })
  return {
    place: open(oz.url, oz.apiKey),
    stranger: open(oz.url, 'not-a-key'),
    nobody: open(nowhere, oz.apiKey),
    begin: async (runId) => oz.move(runId, 'INPROGRESS'),
    end: async (runId, how, words) => oz.move(runId, how === 'succeeded' ? 'SUCCEEDED' : 'FAILED', words),
    file: join(temporaryDirectory(), 'transcript'),
    told: async (runId) => {
      const run = oz.runs.get(runId)
      return run ? [run.prompt, ...run.followUps] : []
    },
    dispose: oz.close,
  }
}

const plainWish: PlaceWish = {
  ...{ name: 'api', prompt: 'p', harness: null, model: null, environment: null },
  ...{ command: [], attachments: [] },
}

testPlace('another Reveille service', reveilleWorld)
testPlace('Oz', ozWorld)

test('Oz: a start whose answer was lost is found again, not repeated', async () => {
  const oz = await startFakeOz()
  onTestFinished(oz.close)
  const place = ozPlace({ name: 'oz', url: oz.url, apiKey: oz.apiKey, workerHost: null, clock: systemClock })
  oz.loseNextAnswer('POST')
  expect(await place.start(plainWish, 'execution-1')).toMatchObject({
    ok: false,
    error: { isOutcomeUnknown: true },
  })
  expect(await place.start(plainWish, 'execution-1')).toMatchObject({ ok: true })
  expect(oz.runs.size).toBe(1)
})
test('Oz: a follow-up whose answer was lost is not sent again by the client', async () => {
  const oz = await startFakeOz()
  onTestFinished(oz.close)
  const place = ozPlace({ name: 'oz', url: oz.url, apiKey: oz.apiKey, workerHost: null, clock: systemClock })
  const started = await place.start(plainWish, 'execution-1')
  const runId = started.ok ? started.value.runId : ''
  oz.loseNextAnswer('POST')
  expect(await place.followUp(runId, 'once', 'execution-2')).toMatchObject({
    ok: false,
    error: { isOutcomeUnknown: true, isPermanent: false },
  })
  expect(oz.runs.get(runId)?.followUps).toEqual(['once'])
})
test('Oz: a limit is told with the time to wait, and a command is refused before anything is asked', async () => {
  const oz = await startFakeOz()
  onTestFinished(oz.close)
  const place = ozPlace({ name: 'oz', url: oz.url, apiKey: oz.apiKey, workerHost: null, clock: systemClock })
  oz.refuseNext(429, { 'retry-after': '7' })
  expect(await place.followUp(RunId.parse(crypto.randomUUID()), 'x', 'key')).toMatchObject({
    ok: false,
    error: { isPermanent: false, retryAfterMs: 7_000 },
  })
  oz.refuseNext(503, {
    'retry-after': 'Sun, 01 Mar 2026 12:01:00 GMT',
    date: 'Sun, 01 Mar 2026 12:00:00 GMT',
  })
  expect(await place.followUp(RunId.parse(crypto.randomUUID()), 'x', 'key')).toMatchObject({
    ok: false,
    error: { isPermanent: false, isOutcomeUnknown: false, retryAfterMs: 60_000 },
  })
  const command = {
    name: 'c',
    prompt: '',
    harness: 'command',
    model: null,
    environment: null,
    command: ['ls'],
    attachments: [],
  }
  expect(await place.start(command, 'key')).toMatchObject({ ok: false, error: { isPermanent: true } })
  expect(oz.runs.size).toBe(0)
})
test('Oz: the transcript is fetched where it points to', async () => {
  const oz = await startFakeOz()
  onTestFinished(oz.close)
  const place = ozPlace({ name: 'oz', url: oz.url, apiKey: oz.apiKey, workerHost: null, clock: systemClock })
  const started = await place.start(plainWish, 'execution-1')
  const runId = started.ok ? started.value.runId : ''
  oz.setTranscript(runId, '{"role":"user"}')
  const file = join(temporaryDirectory(), 'transcript')
  expect(await place.saveTranscript(runId, file)).toEqual({
    ok: true,
    value: { format: 'oz', session: null },
  })
  expect(readFileSync(file, 'utf8')).toBe('{"role":"user"}')
})
