import { randomUUID } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { CallInput } from '../../shared/contract/api/client.ts'
import { RunItem } from '../../shared/contract/api/run.ts'
import { HarnessSessionId, RunId } from '../../shared/domain/ids.ts'
import { FakeClock } from '../../testing/fake-clock.ts'
import {
  serviceDirectory,
  testService,
  type ServiceDirectory,
  type TestService,
} from '../../testing/service-harness.ts'

let service: TestService
let clock: FakeClock
let directory: ServiceDirectory
const skills = ['docs:write', 'Code:review', 'skill-0', 'skill-1', 'org/repo:deploy', 'org/repo:test']
beforeEach(async () => {
  clock = new FakeClock()
  directory = serviceDirectory()
  const configFile = join(directory.path, 'config.json')
  writeFileSync(configFile, JSON.stringify({ agents: skills.map((id) => ({ id })) }))
  service = await testService({ clock, configFile, dataDir: directory.path })
})
afterEach(async () => {
  await service[Symbol.asyncDispose]()
  directory.dispose()
})

type Body = NonNullable<CallInput<'createRun'>['body']>
type Query = NonNullable<CallInput<'listRuns'>['query']>
const create = async (title: string, body: Body = {}): Promise<RunId> => {
  await clock.turn(1_000)
  const request = { title, execution_location: 'LOCAL' as const, ...body }
  return (await service.owner.ask('createRun', { body: request })).run_id
}
const titles = async (query: Query = {}): Promise<string[]> =>
  (await service.owner.ask('listRuns', { query })).runs.map((run) => RunItem.parse(run).title)
const now = () => new Date(clock.now()).toISOString()

test('the list is as it was last changed, the newest first, unless another order is asked for', async () => {
  const oldest = await create('banana')
  await create('Apple')
  await create('cherry', { skill: 'docs:write' })
  await create('date', { skill: 'Code:review' })
  await clock.turn(1_000)
  await service.owner.ask('cancelRun', { params: { run_id: oldest } })
  expect(await titles()).toEqual(['banana', 'date', 'cherry', 'Apple'])
  expect(await titles({ sort_order: 'asc' })).toEqual(['Apple', 'cherry', 'date', 'banana'])
  expect(await titles({ sort_by: 'created_at' })).toEqual(['date', 'cherry', 'Apple', 'banana'])
  expect(await titles({ sort_by: 'title', sort_order: 'asc' })).toEqual(['Apple', 'banana', 'cherry', 'date'])
  expect(await titles({ sort_by: 'agent', sort_order: 'asc' })).toEqual(['date', 'cherry', 'banana', 'Apple'])
  expect(await titles({ sort_by: 'agent' })).toEqual(['cherry', 'date', 'Apple', 'banana'])
})

test.each(['updated_at', 'created_at', 'title', 'agent'] as const)(
  'pages by %s hold every run once, in both directions',
  async (sort_by) => {
    const made = []
    for (let index = 0; index < 7; index += 1)
      made.push(await create(`same ${index % 2}`, index % 3 === 0 ? {} : { skill: `skill-${index % 2}` }))
    for (const sort_order of ['asc', 'desc'] as const) {
      const whole = await service.owner.ask('listRuns', { query: { sort_by, sort_order } })
      const seen: unknown[] = []
      let cursor: string | undefined
      do {
        const query: Query = { sort_by, sort_order, limit: 2, ...(cursor === undefined ? {} : { cursor }) }
        const page = await service.owner.ask('listRuns', { query })
        seen.push(...page.runs)
        cursor = page.page_info.next_cursor ?? undefined
        expect(page.page_info.has_next_page).toBe(cursor !== undefined)
      } while (cursor !== undefined)
      expect(seen).toEqual(whole.runs)
      expect(seen.map((run) => RunItem.parse(run).run_id).sort()).toEqual([...made].sort())
    }
  },
)

test('every filter finds what it names, and filters are joined', async () => {
  const before = now()
  const parent = await create('the parent', {
    config: { name: 'Chief', harness: { type: 'claude', model_id: 'm-1' } },
  })
  const token = (await service.owner.ask('issueToken', { params: { run_id: parent } })).token
  await clock.turn(1_000)
  await service.as(token).ask('createRun', { body: { title: 'the child', execution_location: 'LOCAL' } })
  const between = now()
  const stranger = RunId.parse(randomUUID())
  const far = await create('far away', {
    execution_location: 'REMOTE',
    skill: 'org/repo:deploy',
    prompt: 'Ship 100% of it_all',
    metadata: { team: 'blue', tier: '1' },
  })
  await create('modelled', { config: { model_id: 'm-1', skill_spec: 'org/repo:test' } })
  const found: [query: Query, titles: string[]][] = [
    [{ name: 'chief' }, ['the parent']],
    [{ model_id: 'm-1' }, ['modelled', 'the parent']],
    [{ creator: 'owner' }, ['modelled', 'far away', 'the parent']],
    [{ creator: parent }, ['the child']],
    [{ source: 'ORCHESTRATION' }, ['the child']],
    [{ source: 'API' }, ['far away']],
    [{ source: 'SLACK' }, []],
    [{ execution_location: 'REMOTE' }, ['far away']],
    [{ created_after: between }, ['modelled', 'far away']],
    [{ created_before: before }, []],
    [{ updated_after: between }, ['modelled', 'far away']],
    [{ skill: 'org/repo:deploy' }, ['far away']],
    [{ skill_spec: 'org/repo:test' }, ['modelled']],
    [{ environment_id: 'none' }, []],
    [{ schedule_id: 'none' }, []],
    [{ artifact_type: 'PLAN' }, []],
    [{ ancestor_run_id: parent }, ['the child', 'the parent']],
    [{ ancestor_run_id: [far, parent, stranger] }, ['far away', 'the child', 'the parent']],
    [{ ancestor_run_id: [stranger] }, []],
    [{ q: 'SHIP far' }, ['far away']],
    [{ q: '100%' }, ['far away']],
    [{ q: 'it_all' }, ['far away']],
    [{ q: 'itXall' }, []],
    [{ metadata: { team: 'blue' } }, ['far away']],
    [{ metadata: { team: 'blue', tier: '2' } }, []],
    [{ state: ['QUEUED', 'FAILED'], model_id: 'm-1', q: 'parent' }, ['the parent']],
  ]
  for (const [query, wanted] of found)
    expect([query, await titles({ sort_by: 'created_at', ...query })]).toEqual([query, wanted])
})

test('a cursor of another list, or of none, is refused', async () => {
  await create('one')
  await create('two')
  const { page_info } = await service.owner.ask('listRuns', { query: { limit: 1 } })
  const cursor = page_info.next_cursor ?? ''
  for (const query of [{ cursor, sort_by: 'title' as const }, { cursor: 'bm9uZQ' }, { cursor: '[]' }])
    expect(await service.owner.refusal('listRuns', { query })).toBe('invalid_request')
})

test('labels are bounded, and a child has what its parent has besides its own', async () => {
  const many = (count: number) =>
    Object.fromEntries(Array.from({ length: count }, (_, at) => [`k${at}`, 'v']))
  const parent = await create('labelled', { metadata: { ...many(18), team: 'blue' } })
  const child = await create('below', { parent_run_id: parent, metadata: { team: 'red', a: '1', b: '2' } })
  const { metadata } = await service.owner.ask('getRun', { params: { run_id: child } })
  expect(Object.keys(metadata ?? {})).toHaveLength(20)
  expect(metadata).toMatchObject({ team: 'red', a: '1', b: '2', k0: 'v' })
  for (const bad of [many(21), { 'no blanks': 'v' }, { ['k'.repeat(65)]: 'v' }, { k: 'ü'.repeat(129) }])
    expect(await service.owner.refusal('createRun', { body: { metadata: bad } })).toBe('invalid_request')
  expect(await service.owner.refusal('listRuns', { query: { metadata: many(6) } })).toBe('invalid_request')
})

test('each row tells how many messages its run has not taken', async () => {
  const to = await create('has mail')
  await service.owner.ask('sendMessages', { body: { to: [to], subject: 'one', body: 'x' } })
  await service.owner.ask('sendMessages', { body: { to: [to], subject: 'two', body: 'x' } })
  const waiting = async () => {
    const { runs } = await service.owner.ask('listRuns', { query: { ancestor_run_id: to } })
    return runs.map((run) => RunItem.parse(run).pending_messages)
  }
  expect(await waiting()).toEqual([2])
  await service.owner.ask('takeMailbox', {
    params: { run_id: to },
    body: { session_id: HarnessSessionId.parse('s1'), max_chars: 6_000 },
  })
  expect(await waiting()).toEqual([0])
})
