import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { RunId } from '../../shared/domain/ids.ts'
import { testService, type TestService } from '../../testing/service-harness.ts'

let service: TestService
beforeAll(async () => {
  service = await testService()
})
afterAll(() => service[Symbol.asyncDispose]())

const newRunId = () => RunId.parse(randomUUID())
const localRun = async (name: string, parent?: RunId) => {
  const body = {
    config: { name },
    execution_location: 'LOCAL' as const,
    ...(parent === undefined ? {} : { parent_run_id: parent }),
  }
  return (await service.owner.ask('createRun', { body })).run_id
}
const get = (runId: RunId) => service.owner.ask('getRun', { params: { run_id: runId } })
const signal = (runId: RunId, body: Parameters<typeof report>[1]) => report(runId, body)
const report = (runId: RunId, signal: { kind: string; [field: string]: unknown }) =>
  service.owner.ask('reportSignal', { params: { run_id: runId }, body: { signal: signal as never } })
const eventTypes = async (runId: RunId) =>
  (await service.owner.ask('listEvents', { query: { run_ids: [runId], limit: 500 } })).events.map(
    (e) => e.event_type,
  )

test('a run is created, listed newest first and found', async () => {
  const first = await localRun('first')
  const { run_id: second, state } = await service.owner.ask('createRun', {
    body: { prompt: 'Fix the build\nplease' },
  })
  expect(state).toBe('QUEUED')
  const { runs } = await service.owner.ask('listRuns', { query: { limit: 2 } })
  expect(runs.map((run) => (run as { run_id: string }).run_id)).toEqual([second, first])
  expect(await get(second)).toMatchObject({
    title: 'Fix the build',
    prompt: 'Fix the build\nplease',
    execution_location: 'REMOTE',
    state: 'QUEUED',
    is_sandbox_running: false,
    is_killed: false,
    children: [],
    last_event_sequence: 0,
  })
})

test('pages follow one another without a gap while runs are added', async () => {
  const root = await localRun('pages')
  const children = []
  for (let index = 0; index < 5; index += 1) children.push(await localRun(`page ${index}`, root))
  const seen: string[] = []
  let cursor: string | null | undefined
  do {
    const query = { ancestor_run_id: root, limit: 2, ...(cursor ? { cursor } : {}) }
    const page = await service.owner.ask('listRuns', { query })
    seen.push(...page.runs.map((run) => (run as { run_id: string }).run_id))
    await localRun(`added ${seen.length}`, root)
    cursor = page.page_info.next_cursor
  } while (cursor)
  expect(seen).toEqual([...children.reverse(), root])
})

test('a list is filtered by state, name and place', async () => {
  const root = await localRun('filters')
  await localRun('wanted', root)
  const names = async (query: object) =>
    (await service.owner.ask('listRuns', { query: { ancestor_run_id: root, ...query } })).runs.map(
      (run) => (run as { title: string }).title,
    )
  expect(await names({ name: 'WANTED' })).toEqual(['wanted'])
  expect(await names({ execution_location: 'REMOTE' })).toEqual([])
  expect(await names({ state: ['QUEUED', 'FAILED'] })).toEqual(['wanted', 'filters'])
  expect(await names({ state: 'FAILED' })).toEqual([])
})

test('a parent lists its children, and its log tells of them', async () => {
  const parent = await localRun('parent')
  const child = await localRun('child', parent)
  expect((await get(parent)).children).toEqual([child])
  expect((await get(child)).parent_run_id).toBe(parent)
  expect(await eventTypes(parent)).toEqual(['run_queued', 'child_agent_started'])
})

test('the same creation twice is one run; another content under the same id is refused', async () => {
  const body = { run_id: newRunId(), config: { name: 'once', harness: { type: 'claude' } }, prompt: 'go' }
  const first = await service.owner.ask('createRun', { body })
  const reordered = {
    prompt: 'go',
    config: { harness: { type: 'claude' }, name: 'once' },
    run_id: body.run_id,
  }
  expect(await service.owner.ask('createRun', { body: reordered })).toEqual(first)
  expect(await service.owner.refusal('createRun', { body: { ...body, prompt: 'stop' } })).toBe('conflict')
  expect(await eventTypes(body.run_id)).toEqual(['run_queued'])
})

test('living siblings have different names, whatever the case; a killed one frees its name', async () => {
  const parent = await localRun('names')
  const child = await localRun('Tests', parent)
  const body = { config: { name: 'tests' }, execution_location: 'LOCAL' as const, parent_run_id: parent }
  await expect(service.owner.ask('createRun', { body })).rejects.toThrow(`run ${child}`)
  await service.owner.ask('killRun', { params: { run_id: child } })
  await service.owner.ask('createRun', { body })
})

test('an unknown parent is not found, a killed one is gone', async () => {
  expect(await service.owner.refusal('createRun', { body: { parent_run_id: newRunId() } })).toBe(
    'resource_not_found',
  )
  const parent = await localRun('doomed')
  await service.owner.ask('killRun', { params: { run_id: parent } })
  expect(await service.owner.refusal('createRun', { body: { parent_run_id: parent } })).toBe('run_killed')
})

test('a local run follows the signals of its harness', async () => {
  const run = await localRun('signals')
  expect(await signal(run, { kind: 'session-started', session_id: 's1' })).toEqual({
    applied: true,
    state: 'QUEUED',
  })
  expect(await signal(run, { kind: 'turn-began', session_id: 's1' })).toEqual({
    applied: true,
    state: 'INPROGRESS',
  })
  expect(await signal(run, { kind: 'blocked', session_id: 's1', question: 'may I?' })).toEqual({
    applied: true,
    state: 'BLOCKED',
  })
  expect((await get(run)).status_message).toEqual({ message: 'may I?' })
  await signal(run, { kind: 'work-went-on', session_id: 's1' })
  expect(await get(run)).toMatchObject({
    state: 'INPROGRESS',
    harness_session_id: 's1',
  })
  expect((await get(run)).status_message).toBeUndefined()
  expect(await signal(run, { kind: 'turn-ended', session_id: 's1', has_background_work: true })).toEqual({
    applied: true,
    state: 'INPROGRESS',
  })
  expect(await signal(run, { kind: 'turn-ended', session_id: 's1', has_background_work: false })).toEqual({
    applied: true,
    state: 'SUCCEEDED',
  })
  expect(await eventTypes(run)).toEqual([
    'run_queued',
    'run_session_linked',
    'turn_began',
    'run_in_progress',
    'run_blocked',
    'run_in_progress',
    'turn_ended',
    'turn_ended',
    'run_succeeded',
  ])
})

test('late and repeated signals change nothing', async () => {
  const run = await localRun('late')
  const ended = { kind: 'turn-ended', session_id: 's', has_background_work: false }
  expect(await signal(run, ended)).toEqual({ applied: false, state: 'QUEUED' })
  await signal(run, { kind: 'turn-began', session_id: 's' })
  await signal(run, ended)
  expect(await signal(run, ended)).toEqual({ applied: false, state: 'SUCCEEDED' })
  expect(await signal(run, { kind: 'work-went-on', session_id: 's' })).toEqual({
    applied: false,
    state: 'SUCCEEDED',
  })
  expect(await signal(run, { kind: 'exited', session_id: 's', exit_code: 1 })).toEqual({
    applied: false,
    state: 'SUCCEEDED',
  })
})

test('a turn may begin again after the run ended: a person typed', async () => {
  const run = await localRun('again')
  await signal(run, { kind: 'turn-began', session_id: 's' })
  await signal(run, { kind: 'failed', session_id: 's', failure: 'billing', message: 'no credits' })
  expect(await get(run)).toMatchObject({
    state: 'FAILED',
    status_message: { message: 'no credits', failure: 'billing', error_code: 'insufficient_credits' },
  })
  expect(await signal(run, { kind: 'turn-began', session_id: 's' })).toEqual({
    applied: true,
    state: 'INPROGRESS',
  })
  expect((await get(run)).status_message).toBeUndefined()
})

test('a process that dies in its turn is an error; one that another session has replaced says nothing', async () => {
  const run = await localRun('dies')
  await signal(run, { kind: 'turn-began', session_id: 'old' })
  await signal(run, { kind: 'turn-began', session_id: 'new' })
  expect(await signal(run, { kind: 'exited', session_id: 'old', exit_code: 1 })).toEqual({
    applied: false,
    state: 'INPROGRESS',
  })
  expect(await signal(run, { kind: 'exited', session_id: 'new', exit_code: 137 })).toEqual({
    applied: true,
    state: 'ERROR',
  })
})

test('a killed run is a tombstone', async () => {
  const run = await localRun('tombstone')
  const { token } = await service.owner.ask('issueToken', { params: { run_id: run } })
  await signal(run, { kind: 'turn-began', session_id: 's' })
  await service.owner.ask('killRun', { params: { run_id: run } })
  await service.owner.ask('killRun', { params: { run_id: run } })
  const before = await eventTypes(run)
  expect(before.slice(-2)).toEqual(['run_cancelled', 'run_killed'])
  expect(await signal(run, { kind: 'turn-began', session_id: 's' })).toEqual({
    applied: false,
    state: 'CANCELLED',
  })
  expect(
    await service.owner.refusal('followUpRun', { params: { run_id: run }, body: { message: 'hi' } }),
  ).toBe('run_killed')
  expect(await service.owner.refusal('reopenRun', { params: { run_id: run }, body: {} })).toBe('run_killed')
  expect(await service.owner.refusal('issueToken', { params: { run_id: run } })).toBe('run_killed')
  const letter = { to: [run], subject: '', body: '' }
  expect(await service.owner.refusal('sendMessages', { body: letter })).toBe('run_killed')
  const custom = { params: { run_id: run }, body: { event_type: 'custom' } }
  expect(await service.owner.refusal('publishEvent', custom)).toBe('run_killed')
  expect(await service.as(token).refusal('getRun', { params: { run_id: run } })).toBe(
    'authentication_required',
  )
  expect(await eventTypes(run)).toEqual(before)
})

test('cancelling leaves children alone, and can be repeated', async () => {
  const parent = await localRun('cancelled')
  const child = await localRun('goes on', parent)
  expect(await service.owner.ask('cancelRun', { params: { run_id: parent } })).toBe(parent)
  expect(await service.owner.ask('cancelRun', { params: { run_id: parent } })).toBe(parent)
  expect((await get(parent)).state).toBe('CANCELLED')
  expect((await get(child)).state).toBe('QUEUED')
})

test('a reopen makes an ended local run work, and can be undone until a turn begins', async () => {
  const run = await localRun('reopened')
  await signal(run, { kind: 'turn-began', session_id: 's' })
  expect(await service.owner.refusal('reopenRun', { params: { run_id: run }, body: {} })).toBe('conflict')
  await signal(run, { kind: 'turn-ended', session_id: 's', has_background_work: false })
  const wrong = { params: { run_id: run }, body: { session_id: 'another' as never } }
  expect(await service.owner.refusal('reopenRun', wrong)).toBe('conflict')
  const undo = { params: { run_id: run }, body: { state: 'SUCCEEDED' as const } }
  expect((await service.owner.ask('reopenRun', { params: { run_id: run }, body: {} })).state).toBe(
    'INPROGRESS',
  )
  expect((await service.owner.ask('undoReopen', undo)).state).toBe('SUCCEEDED')
  expect((await service.owner.ask('undoReopen', undo)).state).toBe('SUCCEEDED')
  await service.owner.ask('reopenRun', { params: { run_id: run }, body: {} })
  await signal(run, { kind: 'turn-began', session_id: 's' })
  expect(await service.owner.refusal('undoReopen', undo)).toBe('conflict')
})

test('the cursor of a run moves forward only, and never beyond the log', async () => {
  const run = await localRun('cursor')
  const set = (sequence: number) => ({ params: { run_id: run }, body: { sequence } })
  await service.owner.ask('setEventSequence', set(3))
  await service.owner.ask('setEventSequence', set(2))
  expect((await get(run)).last_event_sequence).toBe(3)
  expect(await service.owner.refusal('setEventSequence', set(1_000_000_000))).toBe('invalid_request')
})

test('a published lifecycle moves the run, an unknown type passes, a service event is refused', async () => {
  const run = await localRun('published')
  const publish = (event_type: string) => ({ params: { run_id: run }, body: { event_type } })
  await service.owner.ask('publishEvent', publish('run_in_progress'))
  await service.owner.ask('publishEvent', publish('run_in_progress'))
  await service.owner.ask('publishEvent', publish('from_a_newer_client'))
  expect(await service.owner.refusal('publishEvent', publish('new_message'))).toBe('invalid_request')
  await service.owner.ask('publishEvent', publish('run_succeeded'))
  expect(await service.owner.refusal('publishEvent', publish('run_blocked'))).toBe('conflict')
  expect(await eventTypes(run)).toEqual([
    'run_queued',
    'run_in_progress',
    'from_a_newer_client',
    'run_succeeded',
  ])
})

test('a transcript is kept as it was written', async () => {
  const run = await localRun('transcript')
  expect(await service.owner.refusal('getTranscript', { params: { run_id: run } })).toBe('resource_not_found')
  const body = { format: 'claude_code_cli', session_id: 's' as never, content: '{"a":"ü\u0000 "}\n' }
  await service.owner.ask('putTranscript', { params: { run_id: run }, body })
  expect(await service.owner.ask('getTranscript', { params: { run_id: run } })).toMatchObject(body)
})

test('an unknown harness is kept as it is', async () => {
  const { run_id } = await service.owner.ask('createRun', {
    body: { config: { harness: { type: 'Some_Harness' } } },
  })
  expect((await get(run_id)).agent_config?.harness?.type).toBe('Some_Harness')
})

test('a run gives its children at most the permissions it has itself; a person gives what they like', async () => {
  const parent = await localRun('careful')
  const { token } = await service.owner.ask('issueToken', { params: { run_id: parent } })
  const child = (name: string) => ({ body: { config: { name, permission_mode: 'bypass' as const } } })
  const { run_id: own } = await service.as(token).ask('createRun', child('own'))
  expect((await get(own)).agent_config?.permission_mode).toBe('default')
  const { run_id: given } = await service.owner.ask('createRun', child('given'))
  expect((await get(given)).agent_config?.permission_mode).toBe('bypass')
})

test('ending a parent leaves its children, or takes them all, as asked', async () => {
  const family = async () => {
    const root = await localRun('root')
    const child = await localRun('child', root)
    return [root, child, await localRun('grandchild', child)] as const
  }
  const states = async (runs: readonly RunId[]) =>
    Promise.all(runs.map(async (run) => ((await get(run)).is_killed ? 'KILLED' : (await get(run)).state)))
  const end = (call: 'cancelRun' | 'killRun', run_id: RunId | undefined, children?: 'take') =>
    service.owner.ask(call, { params: { run_id: run_id as RunId }, body: children ? { children } : {} })
  const left = await family()
  await end('cancelRun', left[0])
  expect(await states(left)).toEqual(['CANCELLED', 'QUEUED', 'QUEUED'])
  await end('cancelRun', left[0], 'take') // the parent has ended: what is below it has not
  expect(await states(left)).toEqual(['CANCELLED', 'CANCELLED', 'CANCELLED'])
  const taken = await family()
  await end('killRun', taken[0], 'take')
  expect(await states(taken)).toEqual(['KILLED', 'KILLED', 'KILLED'])
})

test('a link to its session is there from the first session on, and goes with the kill', async () => {
  const run = await localRun('linked')
  expect((await get(run)).session_link).toBeUndefined()
  await signal(run, { kind: 'session-started', session_id: 's9' })
  expect(await get(run)).toMatchObject({ session_id: 's9', session_link: `reveille://run/${run}` })
  await service.owner.ask('killRun', { params: { run_id: run } })
  expect((await get(run)).session_link).toBeUndefined()
})
