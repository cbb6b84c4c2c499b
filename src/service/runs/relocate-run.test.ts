import { afterAll, beforeAll, expect, test } from 'vitest'
import { HarnessSessionId, WorkerId, type RunId } from '../../shared/domain/ids.ts'
import { testService, type TestService } from '../../testing/service-harness.ts'

let service: TestService
beforeAll(async () => {
  service = await testService()
})
afterAll(() => service[Symbol.asyncDispose]())

const session = HarnessSessionId.parse('its-session')
const worker_id = WorkerId.parse('w1')
const create = async (location: 'LOCAL' | 'REMOTE', type: string): Promise<RunId> =>
  (
    await service.owner.ask('createRun', {
      body: {
        prompt: 'x',
        execution_location: location,
        config: { harness: { type }, ...(type === 'command' ? { command: ['x'] } : {}), place: undefined },
      },
    })
  ).run_id
const claim = async () =>
  (await service.owner.ask('claimLease', { body: { worker_id, harnesses: ['claude', 'command'] } })).lease
const report = (lease: NonNullable<Awaited<ReturnType<typeof claim>>>, event: 'started' | 'succeeded') =>
  service.owner.ask('reportExecution', {
    params: { execution_id: lease.execution_id },
    body: { worker_id, fence: lease.fence, event, session_id: session },
  })
const signal = (run_id: RunId, kind: 'turn-began' | 'turn-ended') =>
  service.owner.ask('reportSignal', {
    params: { run_id },
    body: {
      signal:
        kind === 'turn-began'
          ? { kind, session_id: session }
          : { kind, session_id: session, has_background_work: false },
    },
  })
const relocate = (run_id: RunId, to: 'LOCAL' | 'REMOTE', session_id: typeof session | null = session) => ({
  params: { run_id },
  body: { to, session_id },
})
const send = async (run_id: RunId) =>
  (await service.owner.ask('sendMessages', { body: { to: [run_id], subject: 'hello', body: 'x' } }))
    .message_ids

test('a remote run that has ended goes on here: the same run with the same mail, and no worker gets it any more', async () => {
  const run = await create('REMOTE', 'claude')
  const lease = await claim()
  if (lease === null) throw new Error('it waits for a worker')
  await report(lease, 'started')
  expect(await service.owner.refusal('relocateRun', relocate(run, 'LOCAL'))).toBe('conflict')
  await report(lease, 'succeeded')
  const moved = await service.owner.ask('relocateRun', relocate(run, 'LOCAL'))
  expect(moved).toMatchObject({ run_id: run, execution_location: 'LOCAL', harness_session_id: session })
  const [message] = await send(run)
  expect(await claim()).toBeNull()
  expect(
    await service.owner.refusal('followUpRun', { params: { run_id: run }, body: { message: 'x' } }),
  ).toBe('operation_not_supported')
  const { messages } = await service.owner.ask('listMessages', { params: { run_id: run } })
  expect(messages).toMatchObject([{ message_id: message, state: 'pending' }])
  // asked again, because the answer was lost
  expect(await service.owner.ask('relocateRun', relocate(run, 'LOCAL'))).toEqual(
    await service.owner.ask('getRun', { params: { run_id: run } }),
  )
})

test('an agent that has said that its turn is over stays its worker’s until that has put its session into our hands: it goes nowhere, and a follow-up begins afterwards', async () => {
  const run = await create('REMOTE', 'claude')
  const lease = await claim()
  if (lease === null) throw new Error('it waits for a worker')
  await report(lease, 'started')
  await signal(run, 'turn-ended')
  expect(await service.owner.ask('getRun', { params: { run_id: run } })).toMatchObject({
    ...{ state: 'SUCCEEDED', is_sandbox_running: true },
  })
  expect(await service.owner.refusal('relocateRun', relocate(run, 'LOCAL'))).toBe('conflict')
  const { execution_id } = await service.owner.ask('followUpRun', {
    params: { run_id: run },
    body: { message: 'and now this' },
  })
  expect(execution_id).not.toBe(lease.execution_id)
  expect(await claim()).toBeNull()
  await report(lease, 'succeeded')
  expect(await claim()).toMatchObject({ execution_id, prompt: 'and now this' })
})

test('a token of before speaks for the run no more', async () => {
  const run = await create('LOCAL', 'command')
  const { token } = await service.owner.ask('issueToken', { params: { run_id: run } })
  await signal(run, 'turn-began')
  expect(await service.owner.refusal('relocateRun', relocate(run, 'REMOTE'))).toBe('conflict')
  await signal(run, 'turn-ended')
  await service.owner.ask('relocateRun', relocate(run, 'REMOTE'))
  expect(
    await service.as(token).refusal('reportSignal', {
      params: { run_id: run },
      body: { signal: { kind: 'turn-began', session_id: session } },
    }),
  ).toBe('authentication_required')
})

test('a local session goes to a worker only when it is kept here whole; then its mail wakes it there', async () => {
  const run = await create('LOCAL', 'claude')
  await signal(run, 'turn-began')
  await signal(run, 'turn-ended')
  expect(await service.owner.refusal('relocateRun', relocate(run, 'REMOTE'))).toBe('invalid_request')
  const transcript = { format: 'claude-jsonl', session_id: session, content: '{}\n' }
  await service.owner.ask('putTranscript', { params: { run_id: run }, body: transcript })
  await send(run)
  await service.owner.ask('relocateRun', relocate(run, 'REMOTE'))
  await expect.poll(claim, { timeout: 10_000 }).toMatchObject({ session_id: session, number: 1 })
})

test('a run at another place leaves that place behind', async () => {
  const created = await service.owner.ask('createRun', {
    body: { prompt: 'x', config: { harness: { type: 'claude' }, place: 'team' } },
  })
  await service.owner.ask('cancelRun', { params: { run_id: created.run_id } })
  const moved = await service.owner.ask('relocateRun', relocate(created.run_id, 'LOCAL'))
  expect(moved.agent_config?.place).toBeUndefined()
})

test('a place’s own page is where a remote run is watched; carried out here it is the app again', async () => {
  const run = await create('REMOTE', 'claude')
  const lease = await claim()
  if (lease === null) throw new Error('it waits for a worker')
  const session_link = 'https://oz.example/sessions/1'
  const tell = (body: object) =>
    service.owner.ask('reportExecution', {
      params: { execution_id: lease.execution_id },
      body: { worker_id, fence: lease.fence, event: 'started', session_id: session, ...body },
    })
  await tell({ session_link })
  expect(await service.owner.ask('getRun', { params: { run_id: run } })).toMatchObject({ session_link })
  await expect(tell({ session_link: 'javascript:alert(1)' })).rejects.toThrow('invalid_request')
  await report(lease, 'succeeded')
  const moved = await service.owner.ask('relocateRun', relocate(run, 'LOCAL'))
  expect(moved.session_link).toBe(`reveille://run/${run}`)
})
