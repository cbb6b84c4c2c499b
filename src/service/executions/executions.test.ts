import { afterEach, beforeEach, expect, test } from 'vitest'
import { leaseAttemptsMax, leaseMs } from '../../shared/limits.ts'
import { FakeClock } from '../../testing/fake-clock.ts'
import { testService, type TestService } from '../../testing/service-harness.ts'
import { worker, workerDesk } from '../../testing/worker-desk.ts'

let clock: FakeClock
let service: TestService
beforeEach(async () => {
  clock = new FakeClock(Date.UTC(2026, 0, 1))
  service = await testService({ clock })
})
afterEach(() => service[Symbol.asyncDispose]())

const { create, claim, claimed, report, renew, get, followUp, send, states, eventTypes, signalAs } =
  workerDesk(() => service)

test('a remote run waits, is claimed, runs and succeeds', async () => {
  const run = await create('build it')
  const lease = await claimed()
  expect(lease).toMatchObject({
    number: 1,
    prompt: 'build it',
    session_id: null,
    run: { run_id: run, state: 'CLAIMED' },
  })
  expect(await get(run)).toMatchObject({ execution_id: lease.execution_id, is_sandbox_running: false })
  expect(await report(lease, 'started', { session_id: 'sid' })).toBe(true)
  expect(await get(run)).toMatchObject({
    state: 'INPROGRESS',
    is_sandbox_running: true,
    harness_session_id: 'sid',
  })
  expect(await report(lease, 'succeeded', { summary: 'built' })).toBe(true)
  expect(await report(lease, 'succeeded')).toBe(false)
  expect(await get(run)).toMatchObject({ state: 'SUCCEEDED', is_sandbox_running: false })
  expect(await eventTypes(run)).toEqual([
    'run_queued',
    'run_session_linked',
    'run_in_progress',
    'run_succeeded',
  ])
})

test('a worker gets only the harnesses it runs, the oldest first, each once', async () => {
  const first = await create()
  await create('x', { config: { harness: { type: 'claude' } } })
  const third = await create()
  const claims = [
    await claim('w1', ['command']),
    await claim('w2', ['Command']),
    await claim('w3', ['command']),
  ]
  expect(claims.map((lease) => lease?.run.run_id ?? null)).toEqual([first, third, null])
  expect((await claim('w4', ['claude-code']))?.run.prompt).toBe('x')
})

test('a waiting worker is woken by a new run, and two workers never get the same', async () => {
  const waiting = [claim('w1', ['command'], 20_000), claim('w2', ['command'], 20_000)]
  const runs = [await create(), await create()]
  const leases = await Promise.all(waiting)
  expect(new Set(leases.map((lease) => lease?.run.run_id))).toEqual(new Set(runs))
})

test('a wait without work ends empty, and local runs are nobody else’s work', async () => {
  await create('x', { execution_location: 'LOCAL' })
  const timers = clock.pendingTimers
  const waiting = claim('w1', ['command'], 5_000)
  while (clock.pendingTimers === timers) await service.owner.ask('health')
  await clock.turn(5_000)
  expect(await waiting).toBeNull()
})

test('connected workers and their harnesses are known', async () => {
  await claim('w1', ['command', 'claude'])
  expect(await service.owner.ask('capabilities')).toMatchObject({
    wakes_remote_runs: true,
    has_live_output: true,
    has_mailbox: true,
    worker_harnesses: ['claude', 'command'],
  })
  const [seen] = (await service.owner.ask('listWorkers')).workers
  expect(seen).toMatchObject({
    worker_host: 'w1',
    connection_count: 1,
    harnesses: ['command', 'claude'],
    labels: [],
  })
  expect(seen?.connected_at).toBe(seen?.last_seen_at)
  await clock.turn(61_000)
  expect((await service.owner.ask('capabilities')).worker_harnesses).toEqual([])
  expect((await service.owner.ask('listWorkers')).workers).toEqual([])
})

test('a silent worker loses its execution, and its late words change nothing', async () => {
  const run = await create()
  const lost = await claimed('w1')
  await report(lost, 'started')
  await clock.turn(leaseMs)
  expect((await get(run)).state).toBe('QUEUED')
  const lease = await claimed('w2')
  expect(lease).toMatchObject({ execution_id: lost.execution_id, number: 1, prompt: 'do it' })
  expect(await report(lost, 'succeeded', {}, 'w1')).toBe(false)
  expect(await renew(lost, 'w1')).toMatchObject({ is_cancelled: true })
  expect(await service.as(lost.token).refusal('getRun', { params: { run_id: run } })).toBe(
    'authentication_required',
  )
  await report(lease, 'started', {}, 'w2')
  expect(await report(lease, 'succeeded', {}, 'w2')).toBe(true)
  expect((await get(run)).state).toBe('SUCCEEDED')
})

test('a renewed lease lives on', async () => {
  const run = await create()
  const lease = await claimed()
  await report(lease, 'started')
  for (let index = 0; index < 5; index += 1) {
    await clock.turn(leaseMs - 1)
    expect((await renew(lease)).is_cancelled).toBe(false)
  }
  expect((await get(run)).state).toBe('INPROGRESS')
})

test('a run that loses too many workers ends with the reason', async () => {
  const run = await create()
  for (let attempt = 1; attempt <= leaseAttemptsMax; attempt += 1) {
    await claimed(`w${attempt}`)
    await clock.turn(leaseMs)
  }
  expect(await get(run)).toMatchObject({
    state: 'ERROR',
    status_message: { failure: 'worker_lost', error_code: 'resource_unavailable' },
  })
  expect(await claim()).toBeNull()
})

test('the service’s own absence costs no worker its lease', async () => {
  const run = await create()
  const lease = await claimed()
  await report(lease, 'started')
  await service.close()
  clock = new FakeClock(clock.now() + 10 * leaseMs)
  const again = await testService({ clock, dataDir: service.directory })
  service = { ...again, [Symbol.asyncDispose]: again.close }
  expect((await renew(lease)).is_cancelled).toBe(false)
  expect(await report(lease, 'succeeded')).toBe(true)
  expect((await get(run)).state).toBe('SUCCEEDED')
})

test('a cancelled run is cancelled at once; its worker hears of it and ends', async () => {
  const run = await create()
  const lease = await claimed()
  await report(lease, 'started')
  await service.owner.ask('cancelRun', { params: { run_id: run } })
  expect((await get(run)).state).toBe('CANCELLED')
  expect((await renew(lease)).is_cancelled).toBe(true)
  await signalAs(lease.token, run, { kind: 'turn-began' })
  expect((await get(run)).state).toBe('CANCELLED')
  expect(await report(lease, 'cancelled')).toBe(true)
  expect(await get(run)).toMatchObject({ state: 'CANCELLED', is_sandbox_running: false })
})

test('a cancelled run that nobody had begun is never claimed', async () => {
  const run = await create()
  await service.owner.ask('cancelRun', { params: { run_id: run } })
  expect(await claim()).toBeNull()
  expect((await get(run)).state).toBe('CANCELLED')
})

test('a cancel also takes back the follow-up that stands behind the work', async () => {
  const run = await create()
  const lease = await claimed()
  await report(lease, 'started')
  await followUp(run, { message: 'mail', message_ids: await send(run) })
  await signalAs(lease.token, run, { kind: 'turn-began' })
  await signalAs(lease.token, run, { kind: 'turn-ended', has_background_work: false })
  await service.owner.ask('cancelRun', { params: { run_id: run } })
  expect(await report(lease, 'succeeded')).toBe(true)
  expect(await claim()).toBeNull()
  expect(await states(run)).toEqual(['pending'])
})

test('a follow-up to a cancelled run waits until its worker has let go', async () => {
  const run = await create()
  const lease = await claimed()
  await report(lease, 'started')
  await service.owner.ask('cancelRun', { params: { run_id: run } })
  await followUp(run, { message: 'on second thought' })
  expect(await claim('w2')).toBeNull()
  await report(lease, 'cancelled')
  expect(await claim('w2')).toMatchObject({ number: 2, prompt: 'on second thought' })
})

test('an older lease changes nothing, not even for a worker of the same name', async () => {
  const run = await create()
  const older = await claimed('w1')
  await clock.turn(leaseMs)
  const newer = await claimed('w1')
  expect([older.fence, newer.fence]).toEqual([1, 2])
  expect(await report(older, 'started', { session_id: 'stale' })).toBe(false)
  expect(await report(older, 'failed')).toBe(false)
  expect(await renew(older)).toMatchObject({ is_cancelled: true, is_lost: true })
  const late = { worker_id: worker('w1'), fence: older.fence, part: 0, text: 'stale' }
  await service.owner.ask('appendOutput', { params: { execution_id: older.execution_id }, body: late })
  expect(await report(older, 'refused')).toBe(false)
  expect(await renew(newer)).toMatchObject({ is_cancelled: false, is_lost: false })
  expect(await report(newer, 'started')).toBe(true)
  expect(await report(newer, 'succeeded')).toBe(true)
  expect(await get(run)).toMatchObject({ state: 'SUCCEEDED', harness_session_id: null })
})

test('a worker without room hands the lease back: the run waits on, and this was no attempt', async () => {
  const run = await create()
  for (let refusal = 0; refusal <= leaseAttemptsMax; refusal += 1)
    expect(await report(await claimed('w1'), 'refused', { reason: 'at_capacity' })).toBe(true)
  expect((await get(run)).state).toBe('QUEUED')
  const lease = await claimed('w2')
  expect(lease.fence).toBe(leaseAttemptsMax + 2)
  await clock.turn(leaseMs) // the first attempt that counts
  expect((await get(run)).state).toBe('QUEUED')
})

test('a lease that is handed back wakes a worker that waits', async () => {
  await create()
  const first = await claimed('w1')
  const waiting = claim('w2', ['command'], 20_000)
  await report(first, 'refused', { reason: 'draining' })
  expect((await waiting)?.fence).toBe(2)
})

test('a run that asks for labels goes only to a worker that offers all of them, or that it names', async () => {
  const offer = async (id: string, labels: string[]) =>
    (
      await service.owner.ask('claimLease', {
        body: { worker_id: worker(id), harnesses: ['command'], labels },
      })
    ).lease?.run.prompt ?? null
  const config = { harness: { type: 'command' } }
  await create('gpu', { config: { ...config, worker_labels: ['gpu', 'linux'] } })
  await create('named', { config: { ...config, worker_host: 'w9' } })
  await create('any', { config: { ...config, worker_host: 'warp' } })
  expect(await offer('w1', ['gpu'])).toBe('any')
  expect(await offer('w2', ['gpu'])).toBeNull()
  expect(await offer('w3', ['linux', 'gpu', 'fast'])).toBe('gpu')
  expect(await offer('w9', [])).toBe('named')
})

test.each([3_600_000, 365 * 86_400_000, -3_600_000])(
  'a clock that jumps by %i ms takes no lease from a worker that renews, and the lost one runs out',
  async (jump) => {
    const run = await create()
    const lease = await claimed('w1')
    await report(lease, 'started')
    clock.jump(jump)
    await clock.turn(leaseMs - 1_000)
    expect(await renew(lease)).toMatchObject({ is_lost: false })
    await clock.turn(leaseMs - 1_000)
    expect(await get(run)).toMatchObject({ state: 'INPROGRESS' })
    for (let lease = 0; lease < 3; lease += 1) await clock.turn(leaseMs)
    await service.owner.ask('health')
    expect(await get(run)).toMatchObject({ state: 'QUEUED' })
  },
)

test('a killed run takes nothing from its worker any more', async () => {
  const run = await create()
  const lease = await claimed()
  await report(lease, 'started')
  await service.owner.ask('killRun', { params: { run_id: run } })
  const output = { worker_id: worker('w1'), fence: lease.fence, part: 0, text: 'late' }
  await service.owner.ask('appendOutput', { params: { execution_id: lease.execution_id }, body: output })
  expect((await renew(lease)).is_cancelled).toBe(true)
  await report(lease, 'failed', { session_id: 'late' })
  expect(await get(run)).toMatchObject({ state: 'CANCELLED', is_killed: true, harness_session_id: null })
})

test('the agent’s own hooks and its worker tell of one run without contradiction', async () => {
  const run = await create()
  const lease = await claimed()
  await report(lease, 'started')
  await signalAs(lease.token, run, { kind: 'turn-began' }, lease.execution_id)
  await signalAs(lease.token, run, { kind: 'turn-ended', has_background_work: false }, lease.execution_id)
  expect((await get(run)).state).toBe('SUCCEEDED')
  expect(await report(lease, 'succeeded')).toBe(true)
  expect(await signalAs(lease.token, run, { kind: 'turn-began' }, lease.execution_id)).toEqual({
    applied: false,
    state: 'SUCCEEDED',
  })
})

test('a parent hears of its remote child', async () => {
  const parent = await create('lead', { execution_location: 'LOCAL' })
  await create('x', { parent_run_id: parent, config: { name: 'remote', harness: { type: 'command' } } })
  const lease = await claimed()
  await report(lease, 'started')
  await report(lease, 'failed', { status_message: { message: 'no disk' } })
  const { messages } = await service.owner.ask('listMessages', { params: { run_id: parent } })
  expect(messages).toMatchObject([{ subject: 'remote failed', kind: 'notice' }])
})
