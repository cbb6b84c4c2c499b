import { mkdirSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { CallInput } from '../../shared/contract/api/client.ts'
import type { LogLine } from '../log.ts'
import { serviceDirectory, testService, type ServiceDirectory } from '../../testing/service-harness.ts'

let directory: ServiceDirectory
const logged: LogLine[] = []
beforeEach(() => {
  directory = serviceDirectory()
  mkdirSync(join(directory.path, 'service'))
  logged.length = 0
})
afterEach(() => directory.dispose())

const write = (text: string): void => {
  const file = join(directory.path, 'service', 'config.json')
  writeFileSync(`${file}.new`, text)
  renameSync(`${file}.new`, file)
}
const start = () => testService({ dataDir: directory.path, log: (line) => void logged.push(line) })
type Config = NonNullable<NonNullable<CallInput<'createRun'>['body']>['config']>

const offer = {
  environments: [
    { id: 'shop', name: 'The shop', description: 'where we sell', working_directory: '/srv/shop' },
    { id: 'docs', working_directory: '/srv/docs', permission_mode: 'plan' },
  ],
  agents: [
    {
      id: 'reviewer',
      name: 'Reviewer',
      base_prompt: 'Review strictly.',
      harness: 'claude',
      model_id: 'big',
      environment_id: 'docs',
    },
    { id: 'builder', command: ['make', 'all'], permission_mode: 'bypass' },
  ],
  models: [
    { id: 'big', provider: 'ANTHROPIC', harness: 'claude', harness_model: 'opus', reasoning_level: 'high' },
    { id: 'small', display_name: 'Small', harness: 'claude' },
    { id: 'gone', disable_reason: 'ADMIN_DISABLED' },
    { id: 'other', harness: 'codex' },
  ],
  default_model_id: 'small',
}

test('what is configured is listed, and what there is without a file is told too', async () => {
  {
    await using bare = await start()
    expect(await bare.owner.ask('listAgents')).toEqual({ agents: [] })
    expect(await bare.owner.ask('listEnvironments')).toEqual({ environments: [] })
    expect((await bare.owner.ask('listModels')).default_model_id).toBe('default')
  }
  write(JSON.stringify(offer))
  await using service = await start()
  const { run_id } = await service.owner.ask('createRun', { body: { skill: 'reviewer', prompt: 'the diff' } })
  const { agents } = await service.owner.ask('listAgents')
  expect(agents.map((agent) => [agent.name, agent.variants[0]?.environments])).toEqual([
    ['builder', []],
    ['Reviewer', [{ uid: 'docs', name: 'docs' }]],
  ])
  const byRun = await service.owner.ask('listAgents', { query: { sort_by: 'last_run' } })
  expect(byRun.agents.map((agent) => agent.name)).toEqual(['Reviewer', 'builder'])
  const { environments } = await service.owner.ask('listEnvironments', { query: { sort_by: 'name' } })
  expect(environments.map(({ uid, config }) => [uid, config.name])).toEqual([
    ['docs', 'docs'],
    ['shop', 'The shop'],
  ])
  expect(environments[0]?.last_task_created?.id).toBe(run_id)
  const models = await service.owner.ask('listModels')
  expect(models.default_model_id).toBe('small')
  expect(models.models.map((model) => model.id)).toEqual(['big', 'small', 'gone', 'other', 'default'])
})

test('a name in a request stands for what is configured; what the request says itself counts more', async () => {
  write(JSON.stringify(offer))
  await using service = await start()
  const created = async (skill: string | null, config: Config = {}) => {
    const body = { prompt: 'go', config, ...(skill === null ? {} : { skill }) }
    const { run_id } = await service.owner.ask('createRun', { body })
    return (await service.owner.ask('getRun', { params: { run_id } })).agent_config
  }
  expect(await created('reviewer')).toEqual({
    base_prompt: 'Review strictly.',
    working_directory: '/srv/docs',
    permission_mode: 'plan',
    environment_id: 'docs',
    skill_spec: 'reviewer',
    model_id: 'big',
    harness: { type: 'claude', model_id: 'opus', reasoning_level: 'high' },
  })
  expect(await created('reviewer', { environment_id: 'shop', model_id: 'small' })).toMatchObject({
    working_directory: '/srv/shop',
    harness: { type: 'claude', model_id: 'small' },
  })
  expect(await created(null)).toMatchObject({ harness: { type: 'claude', model_id: 'small' } })
  expect(await created('builder')).toEqual({
    command: ['make', 'all'],
    permission_mode: 'bypass',
    skill_spec: 'builder',
  })
  expect(await created(null, { harness: { type: 'codex' } })).toEqual({ harness: { type: 'codex' } })
  expect(await created(null, { model_id: 'other' })).toMatchObject({
    harness: { type: 'codex', model_id: 'other' },
  })
})

test('the agent is asked what its way of working always says, then what it is asked this time', async () => {
  write(JSON.stringify(offer))
  await using service = await start()
  await service.owner.ask('createRun', { body: { skill: 'reviewer', prompt: 'the diff' } })
  const claimed = await service.owner.ask('claimLease', { body: { worker_id: 'w', harnesses: ['claude'] } })
  expect(claimed.lease?.prompt).toBe('Review strictly.\n\nthe diff')
  expect(claimed.lease?.run.prompt).toBe('the diff')
})

test('names that are not there, and models that are off, are refused with what there is', async () => {
  write(JSON.stringify(offer))
  await using service = await start()
  const refused = (body: CallInput<'createRun'>['body']) =>
    service.owner.refusal('createRun', { body: body ?? {} })
  expect(await refused({ skill: 'nobody' })).toBe('resource_not_found')
  expect(await refused({ config: { environment_id: 'nowhere' } })).toBe('resource_not_found')
  expect(await refused({ config: { model_id: 'none' } })).toBe('resource_not_found')
  expect(await refused({ config: { model_id: 'gone' } })).toBe('operation_not_supported')
  expect(await refused({ config: { model_id: 'other', harness: { type: 'claude' } } })).toBe(
    'invalid_request',
  )
  const { runs } = await service.owner.ask('listRuns')
  expect(runs).toEqual([])
})

test('a run gets no more than it has itself by naming an agent that may do more', async () => {
  write(JSON.stringify(offer))
  await using service = await start()
  const { run_id } = await service.owner.ask('createRun', { body: { execution_location: 'LOCAL' } })
  const { token } = await service.owner.ask('issueToken', { params: { run_id } })
  const child = await service.as(token).ask('createRun', { body: { skill: 'builder' } })
  const run = await service.owner.ask('getRun', { params: { run_id: child.run_id } })
  expect(run.agent_config?.permission_mode).toBe('default')
})

const wrong: [what: string, text: string, says: RegExp][] = [
  ['no JSON', '{', /cannot be read/],
  ['a field nobody knows', '{"agent":[]}', /Unrecognized key.*agent/],
  ['a name twice', '{"models":[{"id":"a"},{"id":"a"}]}', /a stands there twice[\s\S]*models\[1\]\.id/],
  ['an agent in no environment', '{"agents":[{"id":"a","environment_id":"x"}]}', /no environment x/],
  ['a default that is no model', '{"default_model_id":"x"}', /no model x/],
  ['a name with blanks', '{"agents":[{"id":"a b"}]}', /a name begins with/],
]
test.each(wrong)('a service does not start with %s, and says where', async (_what, text, says) => {
  write(text)
  await expect(start()).rejects.toThrow(says)
})

test('a change counts at once; a wrong one is logged, and what was right before goes on to count', async () => {
  write('{"models":[{"id":"one"}]}')
  await using service = await start()
  const ids = async () => (await service.owner.ask('listModels')).models.map((model) => model.id)
  expect(await ids()).toEqual(['one', 'default'])
  write('{"models":[{"id":"one"},{"id":"two"}]}')
  expect(await ids()).toEqual(['one', 'two', 'default'])
  write('{"models":7}')
  expect(await ids()).toEqual(['one', 'two', 'default'])
  expect(await ids()).toEqual(['one', 'two', 'default'])
  expect(logged.filter((line) => line.event === 'configuration-refused')).toHaveLength(1)
})
