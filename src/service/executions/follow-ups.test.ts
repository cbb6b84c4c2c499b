import { afterEach, beforeEach, expect, test } from 'vitest'
import { HarnessSessionId, type RunId } from '../../shared/domain/ids.ts'
import { leaseAttemptsMax, leaseMs } from '../../shared/limits.ts'
import { FakeClock } from '../../testing/fake-clock.ts'
import { testService, type TestService } from '../../testing/service-harness.ts'
import { workerDesk } from '../../testing/worker-desk.ts'

let clock: FakeClock
let service: TestService
beforeEach(async () => {
  clock = new FakeClock(Date.UTC(2026, 0, 1))
  service = await testService({ clock })
})
afterEach(() => service[Symbol.asyncDispose]())

const { create, claim, claimed, report, get, followUp, send, states, eventTypes, signalAs } = workerDesk(
  () => service,
)

test('a follow-up to an ended run is its next execution, in the same session', async () => {
  const run = await create()
  const first = await claimed()
  await report(first, 'started', { session_id: 'sid' })
  await report(first, 'succeeded')
  const ids = await send(run)
  const { execution_id } = await followUp(run, { message: 'read your mail', message_ids: ids })
  expect(await get(run)).toMatchObject({ state: 'QUEUED', execution_id })
  expect(await states(run)).toEqual(['surfaced'])
  const second = await claimed()
  expect(second).toMatchObject({
    execution_id,
    number: 2,
    prompt: 'read your mail',
    session_id: HarnessSessionId.parse('sid'),
  })
  await report(second, 'started')
  await report(second, 'succeeded')
  expect(await states(run)).toEqual(['delivered'])
  expect((await eventTypes(run)).filter((type) => type === 'followup_accepted')).toHaveLength(1)
})

test('the same messages never cause a second execution', async () => {
  const run = await create()
  const lease = await claimed()
  await report(lease, 'started')
  await report(lease, 'succeeded')
  const ids = await send(run)
  const first = await followUp(run, { message: 'mail', message_ids: ids })
  expect(await followUp(run, { message: 'mail', message_ids: ids })).toEqual(first)
  const second = await claimed()
  await report(second, 'started')
  await report(second, 'succeeded')
  expect(await followUp(run, { message: 'mail', message_ids: ids })).toEqual(first)
  expect(await claim()).toBeNull()
})

test('a follow-up to a run nobody has begun is added to its prompt', async () => {
  const run = await create('first')
  await followUp(run, { message: 'second' })
  expect((await claimed()).prompt).toBe('first\n\nsecond')
})

test('follow-ups to a working run are its next execution, one after the other', async () => {
  const run = await create()
  const first = await claimed()
  await report(first, 'started')
  const { execution_id } = await followUp(run, { message: 'then this' })
  expect(await followUp(run, { message: 'and this' })).toEqual({ execution_id })
  expect(await claim('w2')).toBeNull()
  expect(await get(run)).toMatchObject({ state: 'INPROGRESS', execution_id: first.execution_id })
  await report(first, 'succeeded')
  expect(await get(run)).toMatchObject({ state: 'QUEUED', execution_id })
  expect(await claim('w2')).toMatchObject({ execution_id, number: 2, prompt: 'then this\n\nand this' })
})

test('what an execution announced and never began to work on is announced again', async () => {
  const run = await create()
  const first = await claimed()
  await report(first, 'started')
  await report(first, 'succeeded')
  const ids = await send(run)
  await followUp(run, { message: 'mail', message_ids: ids })
  const second = await claimed()
  await report(second, 'errored', { status_message: { message: 'no such program' } })
  expect(await states(run)).toEqual(['pending'])
  const { execution_id } = await followUp(run, { message: 'mail', message_ids: ids })
  expect(await claimed()).toMatchObject({ execution_id, number: 3 })
})

test.each(['turn-began', 'take'])(
  '%s in an execution confirms what it announced, even if it fails later',
  async (sign) => {
    const run = await create('x', { config: { harness: { type: 'claude' } } })
    const first = await claimed('w1', ['claude'])
    await report(first, 'started')
    await report(first, 'succeeded')
    await followUp(run, { message: 'mail', message_ids: await send(run) })
    const second = await claimed('w1', ['claude'])
    await report(second, 'started')
    if (sign === 'turn-began') await signalAs(second.token, run, { kind: 'turn-began' })
    else {
      const body = { session_id: HarnessSessionId.parse('s'), max_chars: 0 }
      const taken = await service.as(second.token).ask('takeMailbox', { params: { run_id: run }, body })
      expect(taken.delivered).toHaveLength(1)
    }
    await report(second, 'failed')
    expect(await states(run)).toEqual(['delivered'])
  },
)

test('a program that fails on its mail has not got it, whatever it took or began', async () => {
  const run = await create()
  const first = await claimed()
  await report(first, 'started')
  await report(first, 'succeeded')
  await followUp(run, { message: 'mail', message_ids: await send(run) })
  const second = await claimed()
  await report(second, 'started')
  await signalAs(second.token, run, { kind: 'turn-began' })
  await report(second, 'failed')
  expect(await states(run)).toEqual(['pending'])
})

test('a lost worker keeps the announcement with its execution, until that is given up', async () => {
  const run = await create()
  await followUp(run, { message: 'mail', message_ids: await send(run) })
  for (let attempt = 1; attempt < leaseAttemptsMax; attempt += 1) {
    await claimed()
    await clock.turn(leaseMs)
    expect(await states(run)).toEqual(['surfaced'])
  }
  await claimed()
  await clock.turn(leaseMs)
  expect(await states(run)).toEqual(['pending'])
})

test('a follow-up is refused where it cannot help', async () => {
  const local = await create('x', { execution_location: 'LOCAL' })
  const refusal = (run_id: RunId, body: object) =>
    service.owner.refusal('followUpRun', { params: { run_id }, body })
  expect(await refusal(local, { message: 'hi' })).toBe('operation_not_supported')
  const run = await create()
  expect(await refusal(run, {})).toBe('invalid_request')
  const lease = await claimed()
  await report(lease, 'started')
  await signalAs(lease.token, run, { kind: 'blocked', question: 'which?' })
  expect(await refusal(run, { message: 'hi' })).toBe('operation_not_supported')
  expect(await refusal(run, { message_ids: await send(local) })).toBe('invalid_request')
})
