import { beforeEach, expect, onTestFinished, test } from 'vitest'
import { WorkerId, type RunId } from '../../shared/domain/ids.ts'
import { leaseAttemptsMax, workerSeenMs } from '../../shared/limits.ts'
import { idleWindowMs, keeperHeadStartMs } from '../../shared/worker-limits.ts'
import { FakeClock } from '../../testing/fake-clock.ts'
import { testService, type TestService } from '../../testing/service-harness.ts'

let clock: FakeClock
let service: TestService
beforeEach(async () => {
  clock = new FakeClock(Date.UTC(2026, 0, 1))
  service = await testService({ clock })
  onTestFinished(() => service[Symbol.asyncDispose]())
})

const claim = async (name: string, more: { wait_ms?: number; run_id?: RunId } = {}) =>
  (
    await service.owner.ask('claimLease', {
      body: { worker_id: WorkerId.parse(name), harnesses: ['command'], ...more },
    })
  ).lease
const create = async (): Promise<RunId> =>
  (
    await service.owner.ask('createRun', {
      body: { prompt: 'x', config: { harness: { type: 'command' }, command: ['x'] } },
    })
  ).run_id
type Lease = NonNullable<Awaited<ReturnType<typeof claim>>>
const report = (name: string, lease: Lease, event: 'succeeded' | 'refused', more: object = {}) =>
  service.owner.ask('reportExecution', {
    params: { execution_id: lease.execution_id },
    body: { worker_id: WorkerId.parse(name), fence: lease.fence, event, ...more },
  })
/** A run whose first execution w1 did, and whose session it keeps; then a follow-up waits. */
async function followedUp(keep_ms = idleWindowMs): Promise<RunId> {
  const run = await create()
  const lease = await claim('w1')
  if (lease === null) throw new Error('it waits for a worker')
  await report('w1', lease, 'succeeded', { keep_ms })
  return run
}
const followUp = (run: RunId) =>
  service.owner.ask('followUpRun', { params: { run_id: run }, body: { message: 'go on' } })

test('a follow-up goes to the worker that keeps the session, and to any other when that one does not come in time', async () => {
  const run = await followedUp()
  await followUp(run)
  expect(await claim('w2')).toBeNull()
  const kept = await claim('w1')
  expect(kept).toMatchObject({ number: 2 })
  if (kept) await report('w1', kept, 'succeeded')
  const other = await followedUp()
  await followUp(other)
  const waiting = claim('w2', { wait_ms: 60_000 }) // it is told by itself, without asking again
  await expect.poll(() => clock.pendingTimers).toBeGreaterThan(0)
  await clock.turn(keeperHeadStartMs)
  expect(await waiting).toMatchObject({ number: 2, run: { run_id: other } })
})

test('what is kept by a worker that is gone, or kept no longer, is anybody’s at once', async () => {
  const run = await followedUp()
  await clock.turn(workerSeenMs + 1)
  await followUp(run)
  expect(await claim('w2')).toMatchObject({ number: 2 })
  const second = await followedUp(1_000)
  await clock.turn(1_001)
  await followUp(second)
  expect(await claim('w2')).toMatchObject({ number: 2 })
})

test('a worker may ask for the executions of one run alone', async () => {
  await create()
  const run = await create()
  expect(await claim('w1', { run_id: run })).toMatchObject({ run: { run_id: run } })
  expect(await claim('w1', { run_id: run })).toBeNull()
})

test('a run whose worker died of it is done again at once, and not for ever', async () => {
  const run = await create()
  for (let attempt = 1; attempt <= leaseAttemptsMax; attempt += 1) {
    const lease = await claim('w1')
    expect(lease).toMatchObject({ fence: attempt })
    if (lease) await report('w1', lease, 'refused', { reason: 'crashed' })
  }
  expect(await claim('w1')).toBeNull()
  const { state, status_message: status } = await service.owner.ask('getRun', { params: { run_id: run } })
  expect([state, status?.failure]).toEqual(['ERROR', 'worker_lost'])
})
