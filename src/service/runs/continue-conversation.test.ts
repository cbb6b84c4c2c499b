import { afterAll, beforeAll, expect, test } from 'vitest'
import { HarnessSessionId, type RunId } from '../../shared/domain/ids.ts'
import { testService, type TestService } from '../../testing/service-harness.ts'
import { workerDesk } from '../../testing/worker-desk.ts'

let service: TestService
beforeAll(async () => {
  service = await testService()
})
afterAll(() => service[Symbol.asyncDispose]())
const { claimed, report, get } = workerDesk(() => service)

const start = async (body: object) =>
  (await service.owner.ask('createRun', { body: { prompt: 'p', ...body } })).run_id
const refusal = (body: object) => service.owner.refusal('createRun', { body: { prompt: 'go on', ...body } })
const claude = { config: { harness: { type: 'claude' } } }
const session_id = HarnessSessionId.parse('the first session')
const transcript = { format: 'claude-jsonl', session_id, content: '{"parentUuid":null}' }
const ended = async (): Promise<RunId> => {
  const run = await start(claude)
  const lease = await claimed('w1', ['claude'])
  await report(lease, 'started', { session_id })
  await service.owner.ask('putTranscript', { params: { run_id: run }, body: transcript })
  await report(lease, 'succeeded', { session_id })
  return run
}

test('a run that continues a conversation begins with its transcript, in a session of its own', async () => {
  const first = await ended()
  const second = await start({ conversation_id: first })
  expect(await get(second)).toMatchObject({ conversation_id: first, harness_session_id: null })
  const lease = await claimed('w1', ['claude'])
  expect(lease).toMatchObject({ number: 1, session_id: null, continues: { session_id }, prompt: 'p' })
  const params = { run_id: second }
  expect(await service.owner.ask('getTranscript', { params })).toMatchObject(transcript)
  const own = HarnessSessionId.parse('a session of its own')
  await report(lease, 'started', { session_id: own })
  await service.owner.ask('putTranscript', { params, body: { ...transcript, session_id: own } })
  await report(lease, 'succeeded', { session_id: own })
  await service.owner.ask('followUpRun', { params, body: { message: 'more' } })
  expect(await claimed('w1', ['claude'])).toMatchObject({ number: 2, session_id: own, continues: null })
  expect((await get(first)).harness_session_id).toBe(session_id)
})

test('a conversation that would only begin afresh is refused, and says why', async () => {
  const first = await ended()
  expect(await refusal({ conversation_id: crypto.randomUUID() })).toBe('resource_not_found')
  const local = { conversation_id: first, execution_location: 'LOCAL' }
  expect(await refusal(local)).toBe('operation_not_supported')
  const other = { conversation_id: first, config: { command: ['x'], harness: { type: 'command' } } }
  expect(await refusal(other)).toBe('operation_not_supported')
  const working = await start(claude)
  expect(await refusal({ conversation_id: working })).toBe('conflict')
  await service.owner.ask('killRun', { params: { run_id: working } })
  expect(await refusal({ conversation_id: working })).toBe('run_killed')
  const silent = await start({ config: { command: ['x'] } })
  await report(await claimed(), 'succeeded')
  expect(await refusal({ conversation_id: silent })).toBe('operation_not_supported')
})

test('an agent continues conversations of its own family only', async () => {
  const stranger = await ended()
  const run_id = await start({ execution_location: 'LOCAL' })
  const { token } = await service.owner.ask('issueToken', { params: { run_id } })
  const body = { prompt: 'p', conversation_id: stranger }
  expect(await service.as(token).refusal('createRun', { body })).toBe('resource_not_found')
})
