import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Lease } from '../../shared/contract/api/worker.ts'
import { WorkerId, type RunId } from '../../shared/domain/ids.ts'
import {
  familyWakesPerHourMax,
  wakeAttemptsMax,
  wakeCooldownMs,
  wakeRetryCapMs,
  wakeSettleMs,
} from '../../shared/limits.ts'
import { FakeClock } from '../../testing/fake-clock.ts'
import {
  serviceDirectory,
  testService,
  type ServiceDirectory,
  type TestService,
} from '../../testing/service-harness.ts'

let clock: FakeClock
let directory: ServiceDirectory
let service: TestService
beforeEach(async () => {
  clock = new FakeClock(Date.UTC(2026, 0, 1))
  directory = serviceDirectory()
  service = await testService({ clock, dataDir: directory.path })
})
afterEach(async () => {
  await service[Symbol.asyncDispose]()
  directory.dispose()
})

const restart = async (): Promise<void> => {
  await service.close()
  service = await testService({ clock, dataDir: directory.path })
}
const create = async (name: string, parent?: RunId): Promise<RunId> => {
  const config = { name, command: ['true'] }
  const body = { prompt: name, config, ...(parent === undefined ? {} : { parent_run_id: parent }) }
  return (await service.owner.ask('createRun', { body })).run_id
}
const send = async (to: RunId, subject: string, sender?: RunId) =>
  service.owner.ask('sendMessages', {
    body: { to: [to], subject, body: 'b', ...(sender === undefined ? {} : { sender_run_id: sender }) },
  })
const workerId = WorkerId.parse('w')
/** Resolves when an execution waits: the poll is answered by the run that is queued. */
const claimed = async (harness = 'command'): Promise<Lease> => {
  const body = { worker_id: workerId, harnesses: [harness], wait_ms: 20_000 }
  const { lease } = await service.owner.ask('claimLease', { body })
  if (lease === null) throw new Error('nothing to claim')
  return lease
}
const nothingToClaim = async (): Promise<boolean> => {
  const body = { worker_id: workerId, harnesses: ['command'], wait_ms: 0 }
  return (await service.owner.ask('claimLease', { body })).lease === null
}
const report = (lease: Lease, event: 'started' | 'succeeded' | 'errored') =>
  service.owner.ask('reportExecution', {
    params: { execution_id: lease.execution_id },
    body: { worker_id: workerId, fence: lease.fence, event, status_message: { message: 'it broke' } },
  })
const carryOut = async (outcome: 'succeeded' | 'errored' = 'succeeded'): Promise<Lease> => {
  const lease = await claimed()
  await report(lease, 'started')
  await report(lease, outcome)
  return lease
}
const wakes = (run_id: RunId) => service.owner.ask('listWakes', { params: { run_id } })
/** Asks until the service has decided so; each look is a request, so nothing sleeps. */
const untilState = async (run: RunId, state: string) => {
  for (let looks = 0; looks < 500; looks += 1) {
    const found = await wakes(run)
    if (found.state === state) return found
  }
  throw new Error(`never ${state}: ${JSON.stringify(await wakes(run))}`)
}
const untilDecided = async (run: RunId) => {
  for (let looks = 0; looks < 500; looks += 1) {
    const found = await wakes(run)
    if (found.state === 'waiting' || found.state === 'parked') return found
  }
  throw new Error('never decided')
}
const messageStates = async (run_id: RunId) =>
  (await service.owner.ask('listMessages', { params: { run_id } })).messages.map((message) => message.state)

test('mail for a remote run that has ended wakes it once, with all that came within the settle time', async () => {
  const run = await create('tests')
  await carryOut()
  await send(run, 'one')
  await send(run, 'two')
  expect(await untilState(run, 'waiting')).toMatchObject({ because: 'more-may-come', pending: 2 })
  await clock.turn(wakeSettleMs)
  const lease = await carryOut()
  expect([lease.run.run_id, lease.number]).toEqual([run, 2])
  expect(lease.prompt).toContain('Subject: one')
  expect(lease.prompt).toContain('Subject: two')
  expect(await messageStates(run)).toEqual(['delivered', 'delivered'])
  expect(await nothingToClaim()).toBe(true)
  const { decisions, state } = await wakes(run)
  expect(state).toBe('armed')
  expect(decisions.map(({ kind, because }) => [kind, because])).toEqual([
    ['follow-up', null],
    ['wait', 'more-may-come'],
  ])
  expect(decisions[0]).toMatchObject({
    execution_id: lease.execution_id,
    facts: { run_state: 'SUCCEEDED', failures: 0, wakes_this_hour: 0, depth: 0 },
  })
})

test('a service that was away wakes whom it must after its start', async () => {
  const run = await create('tests')
  await carryOut()
  await send(run, 'before the end of the service')
  await service.close()
  await clock.turn(wakeSettleMs)
  service = await testService({ clock, dataDir: directory.path })
  expect((await carryOut()).prompt).toContain('before the end of the service')
  await restart()
  expect(await nothingToClaim()).toBe(true)
})

test('mail that came while it worked wakes it after its end', async () => {
  const run = await create('tests')
  const lease = await claimed()
  await report(lease, 'started')
  await send(run, 'meanwhile')
  await report(lease, 'succeeded')
  await untilState(run, 'waiting')
  await clock.turn(wakeSettleMs)
  expect((await carryOut()).prompt).toContain('meanwhile')
})

test('mail that breaks its agent again and again is parked, visible, and goes on when a person arms it', async () => {
  const run = await create('fragile')
  await carryOut()
  await send(run, 'poison')
  for (let round = 0; round < wakeAttemptsMax; round += 1) {
    await untilState(run, 'waiting')
    await clock.turn(wakeRetryCapMs)
    await carryOut('errored')
  }
  const parked = await untilState(run, 'parked')
  expect(parked).toMatchObject({ because: 'gave-up', failures: wakeAttemptsMax, pending: 1 })
  await clock.turn(wakeRetryCapMs * 10)
  expect(await nothingToClaim()).toBe(true)
  await restart() // the parking is as durable as the message
  expect(await untilState(run, 'parked')).toMatchObject({
    reason: expect.stringContaining('failed too often'),
  })
  expect(await messageStates(run)).toEqual(['pending'])
  await service.owner.ask('rearmRun', { params: { run_id: run } })
  expect((await carryOut()).prompt).toContain('poison')
  expect(await messageStates(run)).toEqual(['delivered'])
  expect(await wakes(run)).toMatchObject({ state: 'armed', failures: 0 })
})

test('two agents that answer each other for ever are parked by a budget, and the last ball stays', async () => {
  const ping = await create('ping')
  const pong = await create('pong', ping)
  await carryOut()
  await carryOut()
  await untilState(ping, 'waiting') // the notice of pong's end
  await clock.turn(wakeSettleMs)
  let rounds = 0
  let to = pong
  for (; rounds < familyWakesPerHourMax * 2; rounds += 1) {
    const lease = await claimed()
    await report(lease, 'started')
    to = lease.run.run_id === ping ? pong : ping
    await send(to, 'ball', lease.run.run_id)
    await report(lease, 'succeeded')
    const found = await untilDecided(to)
    if (found.state === 'parked') break
    await clock.turn(wakeCooldownMs + wakeSettleMs)
  }
  expect(await wakes(to)).toMatchObject({
    state: 'parked',
    because: expect.stringMatching(/^(family-budget-spent|too-many-wakes)$/),
    pending: 1,
  })
  expect(rounds).toBeLessThanOrEqual(familyWakesPerHourMax)
}, 120_000) // some hundred requests

test('a follow-up to an agent at work is in its mailbox at once, and wakes it should it end without', async () => {
  const body = { prompt: 'p', config: { harness: { type: 'claude' } } }
  const { run_id } = await service.owner.ask('createRun', { body })
  const lease = await claimed('claude')
  await report(lease, 'started')
  const followUp = { params: { run_id }, body: { message: 'And then this.' } }
  expect(await service.owner.ask('followUpRun', followUp)).toEqual({ execution_id: lease.execution_id })
  expect(await messageStates(run_id)).toEqual(['pending'])
  await report(lease, 'succeeded')
  const next = await claimed('claude')
  expect([next.number, next.prompt]).toEqual([2, expect.stringContaining('And then this.')])
})

test('a killed run and one that a person cancelled are not woken', async () => {
  const [dead, stopped] = [await create('dead'), await create('stopped')]
  await service.owner.ask('cancelRun', { params: { run_id: stopped } })
  await send(stopped, 'hello')
  await service.owner.ask('killRun', { params: { run_id: dead } })
  expect(await service.owner.refusal('sendMessages', { body: { to: [dead], subject: 's', body: 'b' } })).toBe(
    'run_killed',
  )
  expect(await untilState(stopped, 'held')).toMatchObject({ because: 'stopped-by-person', pending: 1 })
  await clock.turn(wakeRetryCapMs)
  expect(await nothingToClaim()).toBe(true)
})

test('only a person arms, and only what the service wakes', async () => {
  const body = { prompt: 'p', execution_location: 'LOCAL' as const }
  const { run_id } = await service.owner.ask('createRun', { body })
  expect(await service.owner.refusal('rearmRun', { params: { run_id } })).toBe('operation_not_supported')
  const { token } = await service.owner.ask('issueToken', { params: { run_id } })
  expect(await service.as(token).refusal('rearmRun', { params: { run_id } })).toBe('not_authorized')
})
