import { afterEach, beforeEach, expect, test } from 'vitest'
import { WorkerId, type RunId } from '../../shared/domain/ids.ts'
import { answerReasonCharsMax } from '../../shared/limits.ts'
import {
  serviceDirectory,
  testService,
  type Asking,
  type ServiceDirectory,
  type TestService,
} from '../../testing/service-harness.ts'

let directory: ServiceDirectory
let service: TestService
beforeEach(async () => {
  directory = serviceDirectory()
  service = await testService({ dataDir: directory.path })
})
afterEach(async () => {
  await service[Symbol.asyncDispose]()
  directory.dispose()
})

const ask = (id: string, can_answer = true) => ({
  kind: 'blocked',
  session_id: 's',
  question: 'Bash: rm x',
  ask: { id, kind: 'permission', tool: 'Bash', subject: 'rm x', can_answer },
})
const local = async (changes: object = {}): Promise<RunId> =>
  (await service.owner.ask('createRun', { body: { execution_location: 'LOCAL', ...changes } })).run_id
const signal = (run_id: RunId, told: object, who: Asking = service.owner) =>
  who.ask('reportSignal', { params: { run_id }, body: { signal: { session_id: 's', ...told } as never } })
const blocked = async (changes: object = {}, id = 'q1'): Promise<RunId> => {
  const run = await local(changes)
  await signal(run, { kind: 'turn-began' })
  await signal(run, ask(id))
  return run
}
const tokenOf = async (run_id: RunId): Promise<Asking> =>
  service.as((await service.owner.ask('issueToken', { params: { run_id } })).token)
const item = (run_id: RunId) => service.owner.ask('getRun', { params: { run_id } })
const followUp = (run_id: RunId, body: object, who: Asking = service.owner) =>
  who.ask('followUpRun', { params: { run_id }, body })
const refusal = (run_id: RunId, body: object, who: Asking = service.owner) =>
  who.refusal('followUpRun', { params: { run_id }, body })
const events = async (run: RunId) =>
  (await service.owner.ask('listEvents', { query: { run_ids: [run], limit: 500 } })).events.map(
    ({ event_type, ref_id }) => [event_type, ref_id ?? null],
  )

test('a word to a blocked run is kept as the answer to its question, over a restart, until the agent has it', async () => {
  const run = await blocked()
  const accepted = await followUp(run, { message: 'use y instead' })
  expect(accepted).toEqual({ answered: { ask_id: 'q1', answer: 'deny' } })
  expect(await followUp(run, { message: 'use y instead' })).toEqual(accepted) // repeated, and without a key
  await service.close()
  service = await testService({ dataDir: directory.path })
  expect(await item(run)).toMatchObject({
    state: 'BLOCKED',
    status_message: {
      ask: { id: 'q1' },
      answer: { ask_id: 'q1', answer: 'deny', reason: 'use y instead', by: { kind: 'person' } },
    },
  })
  expect((await events(run)).slice(-2)).toEqual([
    ['run_blocked', null],
    ['ask_answered', 'q1'],
  ])
  expect((await signal(run, { kind: 'work-went-on', ask_id: 'q1' })).applied).toBe(true)
  const after = await item(run)
  expect([after.state, after.status_message ?? null]).toEqual(['INPROGRESS', null])
  expect(await refusal(run, { answer: 'allow' })).toBe('conflict') // it asks nothing any more
})

test('an answer that reached the agent late says nothing of its next question', async () => {
  const run = await blocked()
  await followUp(run, { answer: 'allow', ask_id: 'q1' })
  await signal(run, ask('q2'))
  expect((await item(run)).status_message).toMatchObject({ ask: { id: 'q2' } })
  expect((await item(run)).status_message?.answer).toBeUndefined()
  expect((await signal(run, { kind: 'work-went-on', ask_id: 'q1' })).applied).toBe(false)
  expect((await item(run)).state).toBe('BLOCKED')
  expect(await refusal(run, { answer: 'allow', ask_id: 'q1' })).toBe('conflict')
  expect((await events(run)).filter(([type]) => type === 'run_blocked')).toHaveLength(2)
})

test('what cannot be the answer is refused, and changes nothing', async () => {
  const run = await blocked()
  const { message_ids: mail } = await service.owner.ask('sendMessages', {
    body: { to: [run], subject: 's', body: 'yes' },
  })
  expect(await refusal(run, { message: 'yes', message_ids: mail })).toBe('operation_not_supported')
  expect(await refusal(run, { answer: 'allow', message: 'but hurry' })).toBe('invalid_request')
  expect(await refusal(run, { message: 'x'.repeat(answerReasonCharsMax + 1) })).toBe('request_too_large')
  expect(await refusal(run, { answer: 'perhaps' })).toBe('invalid_request')
  expect(await refusal(run, {})).toBe('operation_not_supported')
  await followUp(run, { answer: 'deny' })
  expect(await refusal(run, { answer: 'allow' })).toBe('conflict') // the first word counts
  const inPane = await blocked()
  await signal(inPane, ask('q3', false))
  expect(await refusal(inPane, { message: 'yes' })).toBe('operation_not_supported')
  const silent = await local()
  await signal(silent, { kind: 'turn-began' })
  await signal(silent, { kind: 'blocked', question: 'which?' })
  expect(await refusal(silent, { message: 'yes' })).toBe('operation_not_supported')
})

test('only a person, or an agent above it, answers; and no agent gives more than it has', async () => {
  const config = (permission_mode: string) => ({ config: { permission_mode } })
  const parent = await local(config('default'))
  const free = await local(config('bypass'))
  const run = await blocked({ parent_run_id: parent })
  const sibling = await local({ parent_run_id: parent })
  const ofFree = await blocked({ parent_run_id: free })
  for (const stranger of [run, sibling, free])
    expect(await refusal(run, { message: 'use y' }, await tokenOf(stranger))).toBe('not_authorized')
  const above = await tokenOf(parent)
  expect(await refusal(run, { answer: 'allow' }, above)).toBe('not_authorized')
  expect(await refusal(run, { message: 'yes' }, above)).toBe('not_authorized')
  await followUp(run, { message: 'use y' }, above)
  expect((await item(run)).status_message?.answer).toMatchObject({
    answer: 'deny',
    reason: 'use y',
    by: { kind: 'agent' },
  })
  await followUp(ofFree, { message: 'yes' }, await tokenOf(free))
  expect((await item(ofFree)).status_message?.answer?.answer).toBe('allow')
})

test('mail and sources never answer: what they say waits until the question is answered', async () => {
  const run = await blocked()
  const source = { kind: 'webhook' as const, verify: 'generic' as const }
  const message = { subject: 'yes', body: 'allow' }
  const { subscription_id } = await service.owner.ask('createSource', {
    body: { name: 'ci', source, message, target: { kind: 'run', run_id: run } },
  })
  const fired = await service.owner.ask('fireSource', { params: { subscription_id } })
  expect(fired.state).toBe('fired')
  await service.owner.ask('sendMessages', { body: { to: [run], ...message } })
  const { state, status_message } = await item(run)
  expect([state, status_message?.answer]).toEqual(['BLOCKED', undefined])
  const { messages } = await service.owner.ask('listMessages', { params: { run_id: run } })
  expect(messages.map((one) => one.state)).toEqual(['pending', 'pending'])
})

test('a worker gets the answer with its next heartbeat, again until its agent went on', async () => {
  const worker_id = WorkerId.parse('w')
  const { run_id: run } = await service.owner.ask('createRun', {
    body: { prompt: 'go', config: { harness: { type: 'claude' } } },
  })
  const claim = { body: { worker_id, harnesses: ['claude'] } }
  const { lease } = await service.owner.ask('claimLease', claim)
  if (lease === null) throw new Error('nothing to claim')
  const params = { execution_id: lease.execution_id }
  const by = { worker_id, fence: lease.fence }
  await service.owner.ask('reportExecution', { params, body: { ...by, event: 'started', session_id: 's' } })
  const agent = service.as(lease.token)
  const renewed = async () => (await service.owner.ask('renewLease', { params, body: by })).answer
  await signal(run, ask('q1'), agent)
  expect(await renewed()).toBeNull()
  expect(await followUp(run, { message: 'ok' })).toEqual({
    execution_id: lease.execution_id,
    answered: { ask_id: 'q1', answer: 'allow' },
  })
  for (const _ of [1, 2]) expect(await renewed()).toMatchObject({ ask_id: 'q1', answer: 'allow', reason: '' })
  await signal(run, { kind: 'work-went-on', ask_id: 'q1' }, agent)
  expect(await renewed()).toBeNull()
  expect((await item(run)).state).toBe('INPROGRESS')
})
