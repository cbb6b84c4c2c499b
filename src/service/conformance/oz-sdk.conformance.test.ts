import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import OzAPI, {
  AuthenticationError,
  BadRequestError,
  ConflictError,
  NotFoundError,
  PermissionDeniedError,
  RateLimitError,
  UnprocessableEntityError,
} from 'oz-agent-sdk'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createApiClient } from '../../shared/contract/api/api-client.ts'
import type { CallInput, CallOutput } from '../../shared/contract/api/client.ts'
import { Problem } from '../../shared/contract/api/problem.ts'
import type { RouteName } from '../../shared/contract/api/routes.ts'
import type { RunId } from '../../shared/domain/ids.ts'
import { systemClock } from '../../shared/kernel/system-clock.ts'
import { ticketsMax } from '../../shared/limits.ts'
import {
  serviceDirectory,
  testService,
  type ServiceDirectory,
  type TestService,
} from '../../testing/service-harness.ts'
import { watchedFetch } from '../../testing/oz/watched-fetch.ts'

// The official SDK of the Oz agent API, against the real service. Every answer is held to the document besides.

let directory: ServiceDirectory
let service: TestService
let oz: OzAPI
const seen = new Set<string>()
const fetch = watchedFetch(seen)
const clientOf = (apiKey: string) => new OzAPI({ apiKey, baseURL: service.url, fetch, maxRetries: 0 })
const ask = async <Name extends RouteName>(
  name: Name,
  input: CallInput<Name>,
  token = service.token,
): Promise<CallOutput<Name>> => {
  const client = createApiClient({
    address: () => service.url,
    token: () => token,
    fetch: fetch as never,
    clock: systemClock,
  }) // the part of it that is used
  const result = await client.call(name, input)
  if (result.ok) return result.value
  throw new Error(`${name}: ${JSON.stringify(result.error)}`)
}

beforeAll(async () => {
  directory = serviceDirectory()
  const configFile = join(directory.path, 'config.json')
  const offer = {
    environments: [{ id: 'shop', working_directory: '/srv/shop' }],
    agents: [{ id: 'reviewer', base_prompt: 'Look twice.', environment_id: 'shop', command: ['true'] }],
    models: [{ id: 'big', provider: 'ANTHROPIC', harness: 'claude' }],
  }
  writeFileSync(configFile, JSON.stringify(offer))
  service = await testService({ dataDir: directory.path, configFile })
  oz = clientOf(service.token)
})
afterAll(async () => {
  await service[Symbol.asyncDispose]()
  directory.dispose()
})

const start = async (title: string): Promise<RunId> =>
  (await oz.agent.run({ prompt: title, title, config: { name: title } })).run_id as RunId // ours are uuids
const endRun = async (run_id: RunId): Promise<void> => {
  const { lease } = await ask('claimLease', { body: { worker_id: 'w', harnesses: ['claude'] } })
  expect(lease?.run.run_id).toBe(run_id)
  const params = { execution_id: lease?.execution_id ?? '' } as CallInput<'reportExecution'>['params'] // checked above
  const fence = lease?.fence ?? 0
  await ask('reportExecution', { params, body: { worker_id: 'w', event: 'started', fence } })
  await ask('reportExecution', { params, body: { worker_id: 'w', event: 'succeeded', fence } })
}

test('a run is started, found, followed up while it waits and after it ended, and cancelled', async () => {
  const { run_id, state } = await oz.agent.run({
    prompt: 'first',
    title: 'The first',
    config: { name: 'first', model_id: 'big' },
  })
  expect(state).toBe('QUEUED')
  const told = await oz.agent.runs.retrieve(run_id)
  expect([told.title, told.prompt, told.agent_config?.model_id, told.source]).toEqual([
    'The first',
    'first',
    'big',
    'API',
  ])
  await oz.post(`/agent/runs/${run_id}/followups`, { body: { message: 'and this' } })
  await endRun(run_id as RunId)
  expect((await oz.agent.runs.retrieve(run_id)).state).toBe('SUCCEEDED')
  await oz.post(`/agent/runs/${run_id}/followups`, { body: { message: 'once more' } })
  expect((await oz.agent.runs.retrieve(run_id)).state).toBe('QUEUED')
  expect(await oz.agent.runs.cancel(run_id)).toBe(run_id)
  expect((await oz.agent.runs.retrieve(run_id)).state).toBe('CANCELLED')
})

test('a run that failed says why in a code of the document, whatever its worker called it', async () => {
  for (const word of ['crash', 'rate-limit', 'auth', 'never heard of', 'conflict']) {
    const run = await start(word)
    const { lease } = await ask('claimLease', { body: { worker_id: 'w', harnesses: ['claude'] } })
    if (lease === null) throw new Error('nothing to claim')
    const params = { execution_id: lease.execution_id }
    const status_message = { message: 'it broke', error_code: word }
    const body = { worker_id: 'w', event: 'failed' as const, fence: lease.fence, status_message }
    await ask('reportExecution', { params, body })
    expect((await oz.agent.runs.retrieve(run)).state).toBe('FAILED') // held to the document besides
  }
})

test('files are given with a prompt; what a team of Warp has and this service has not is refused in so many words', async () => {
  const attachments = [{ file_name: 'a.txt', mime_type: 'text/plain', data: 'eA==' }]
  const body = { prompt: 'look', attachments } // the SDK of this version does not type it
  const { run_id } = await oz.post<{ run_id: RunId }>('/agent/run', { body })
  const { attachments: kept } = await ask('listAttachments', { params: { run_id } })
  expect(kept.map((one) => one.file_name)).toEqual(['a.txt'])
  expect(await oz.post(`/agent/tasks/${run_id}/cancel`)).toBe(run_id)
  expect(await oz.get('/agent/identities')).toEqual({ agents: [] })
  for (const refused of [
    oz.post('/agent/identities', { body: { name: 'a' } }),
    oz.delete('/agent/identities/a'),
    oz.post('/agent/run', { body: { prompt: 'x', agent_identity_uid: 'a' } }),
  ])
    await expect(refused).rejects.toThrow(PermissionDeniedError)
})

test('pages hold every run once, and filters come through as the SDK spells them', async () => {
  const made = []
  for (let index = 0; index < 5; index += 1) made.push(await start('page'))
  const found: string[] = []
  let cursor: string | undefined
  do {
    const page = await oz.agent.runs.list({
      name: 'page',
      state: ['QUEUED', 'FAILED'],
      limit: 2,
      ...(cursor === undefined ? {} : { cursor }),
    })
    found.push(...page.runs.map((run) => run.run_id))
    cursor = page.page_info.next_cursor
  } while (cursor !== undefined)
  expect(found.sort()).toEqual(made.sort())
  expect((await oz.agent.runs.list({ q: 'page', state: ['CANCELLED'] })).runs).toEqual([])
  const since = (await oz.agent.runs.retrieve(made[0] ?? '')).created_at
  expect((await oz.agent.runs.list({ created_before: since, name: 'page' })).runs.length).toBeLessThan(5)
  for (const id of made) await oz.agent.runs.cancel(id)
})

test('what is refused arrives as the class of error that the SDK has for it, with a code and a trace', async () => {
  const run = await start('errors')
  await oz.agent.runs.cancel(run)
  const local = await ask('createRun', { body: { execution_location: 'LOCAL' } })
  const { token } = await ask('issueToken', { params: { run_id: local.run_id } })
  const unknown = '00000000-0000-4000-8000-000000000000'
  const refusals: [
    asked: () => PromiseLike<unknown>,
    error: new (...given: never[]) => Error,
    code: string,
  ][] = [
    [() => oz.agent.runs.list({ limit: 501 }), BadRequestError, 'invalid_request'],
    [() => clientOf('wrong').agent.runs.list(), AuthenticationError, 'authentication_required'],
    [() => clientOf(token).agent.runs.retrieve(run), PermissionDeniedError, 'not_authorized'],
    [() => oz.agent.runs.retrieve(unknown), NotFoundError, 'resource_not_found'],
    [() => oz.agent.run({ prompt: 'x', skill: 'nobody' }), NotFoundError, 'resource_not_found'],
    [
      () => oz.post(`/agent/runs/${run}/reopen`, { body: {} }),
      UnprocessableEntityError,
      'operation_not_supported',
    ],
    [() => oz.post(`/agent/runs/${local.run_id}/reopen`, { body: {} }), ConflictError, 'conflict'],
    [() => oz.get('/nowhere'), NotFoundError, 'resource_not_found'],
  ]
  for (const [asked, error, code] of refusals) {
    const caught: unknown = await Promise.resolve(asked()).catch((thrown: unknown) => thrown)
    expect(caught).toBeInstanceOf(error)
    const problem = Problem.parse((caught as { error: unknown }).error) // its class was checked above
    expect(problem.type.split('/').at(-1)).toBe(code)
  }
})

test('it asks again where that may help and leaves be where it cannot', async () => {
  let asked = 0
  const counting: typeof globalThis.fetch = (input, init) => {
    asked += 1
    return fetch(input, init)
  }
  const patient = new OzAPI({ apiKey: service.token, baseURL: service.url, fetch: counting, maxRetries: 1 })
  const local = await ask('createRun', { body: { execution_location: 'LOCAL' } })
  await expect(patient.post(`/agent/runs/${local.run_id}/reopen`, { body: {} })).rejects.toThrow(
    ConflictError,
  )
  expect(asked).toBe(2) // a conflict may pass
  asked = 0
  const body = { run_id: local.run_id, prompt: 'another content' }
  await expect(patient.post('/agent/runs', { body })).rejects.toThrow(ConflictError)
  expect(asked).toBe(1) // this one cannot
})

test('a connection that breaks after the change is no second run: the repeat is known by its key', async () => {
  let broken = 0
  const proxy = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const { host: _host, 'content-length': _length, connection: _connection, ...headers } = request.headers
      globalThis
        .fetch(`${new URL(service.url).origin}${request.url}`, {
          method: request.method ?? 'POST',
          headers: headers as Record<string, string>, // none of these stands twice
          body: Buffer.concat(chunks),
        })
        .then(
          async (answer) => {
            broken += 1
            if (broken === 1) return void response.destroy() // carried out, and never told
            response.writeHead(answer.status, { 'content-type': 'application/json' }).end(await answer.text())
          },
          () => response.destroy(),
        )
    })
  })
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve))
  try {
    const { port } = proxy.address() as AddressInfo // it listens on TCP
    const through = new OzAPI({
      apiKey: service.token,
      baseURL: `http://127.0.0.1:${port}/api/v1`,
      maxRetries: 2,
    })
    const { run_id } = await through.agent.run(
      { prompt: 'once', title: 'only once' },
      { headers: { 'Idempotency-Key': 'only-once' } },
    )
    expect(broken).toBe(2)
    const { runs } = await oz.agent.runs.list({ q: 'only once' })
    expect(runs.map((run) => run.run_id)).toEqual([run_id])
  } finally {
    await new Promise((resolve) => proxy.close(resolve))
  }
})

test('agents, environments and models are offered as configured', async () => {
  const { agents } = await oz.agent.list()
  expect(agents.map((agent) => [agent.name, agent.variants[0]?.environments[0]?.uid])).toEqual([
    ['reviewer', 'shop'],
  ])
  const { run_id } = await oz.agent.run({ prompt: 'the diff', skill: 'reviewer' })
  expect((await oz.agent.runs.retrieve(run_id)).agent_config?.environment_id).toBe('shop')
  expect((await oz.agent.runs.list({ skill: 'reviewer' })).runs.map((run) => run.run_id)).toEqual([run_id])
  await oz.agent.runs.cancel(run_id)
  await ask('listEnvironments', {})
  await ask('listModels', {})
})

test('messages, events, artifacts and conversations answer as the document says', async () => {
  const parent = (await ask('createRun', { body: { execution_location: 'LOCAL' } })).run_id
  const child = (await ask('createRun', { body: { execution_location: 'LOCAL', parent_run_id: parent } }))
    .run_id
  const { token } = await ask('issueToken', { params: { run_id: child } })
  const { message_ids } = await ask(
    'sendMessages',
    { body: { to: ['parent'], subject: 's', body: 'b' } },
    token,
  )
  const [message_id] = message_ids
  if (message_id === undefined) throw new Error('no message')
  await ask('listMessages', { params: { run_id: parent } })
  await ask('readMessage', { params: { message_id } })
  await ask('listMessages', { params: { run_id: parent } })
  await ask('publishEvent', { params: { run_id: child }, body: { event_type: 'run_in_progress' } })
  await ask('listEvents', { query: { run_ids: [parent, child] } })
  const plan = { artifact_type: 'PLAN' as const, data: { title: 't', content: '# c' } }
  const { artifact_uid } = await ask('reportArtifact', { body: plan }, token)
  const request = {
    artifact_type: 'PULL_REQUEST' as const,
    data: { url: 'https://example.com/1', branch: 'b' },
  }
  await ask('reportArtifact', { body: request }, token)
  await ask('getArtifact', { params: { artifact_uid } })
  for (const type of ['FILE', 'SCREENSHOT']) {
    const query = `filepath=a/${type}.png&mime_type=image/png&artifact_type=${type}`
    const uploaded = await globalThis.fetch(`${service.url}/agent/runs/${child}/artifacts?${query}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}` },
      body: 'bytes',
    })
    const item = (await uploaded.json()) as { data: { artifact_uid: string } } // held to the document below
    await ask('getArtifact', { params: { artifact_uid: item.data.artifact_uid } })
  }
  await oz.agent.runs.retrieve(child)
  const { conversation_id } = await ask(
    'createExternalConversation',
    { body: { format: 'claude_code_cli' } },
    token,
  )
  await ask('transcriptTarget', { body: { conversation_id } }, token)
  await ask('resolvePrompt', { body: {} }, token)
  const content = JSON.stringify({
    type: 'user',
    uuid: 'u',
    timestamp: '2026-01-01T00:00:00Z',
    message: { content: 'go' },
  })
  await ask('putTranscript', { params: { run_id: child }, body: { format: 'claude-jsonl', content } })
  await ask('getRunConversation', { params: { run_id: child } })
  await ask('getConversation', { params: { conversation_id } })
  await ask('getSessionRedirect', { params: { session_uuid: 'nobody' } })
})

test('a schedule is made, read, changed, paused, resumed and deleted', async () => {
  const asked = { cron_schedule: '0 9 * * 1', name: 'weekly', prompt: 'look around', enabled: true }
  const { id } = await oz.agent.schedules.create(asked)
  expect(await oz.agent.schedules.retrieve(id)).toMatchObject(asked)
  const changed = { ...asked, cron_schedule: '0 10 * * 2', prompt: 'look again' }
  expect(await oz.agent.schedules.update(id, changed)).toMatchObject(changed)
  expect((await oz.agent.schedules.pause(id)).enabled).toBe(false)
  expect((await oz.agent.schedules.resume(id)).enabled).toBe(true)
  expect((await oz.agent.schedules.list()).schedules.map((schedule) => schedule.id)).toEqual([id])
  expect((await oz.agent.schedules.delete(id)).success).toBe(true)
  await expect(oz.agent.schedules.retrieve(id)).rejects.toThrow(NotFoundError)
  await expect(oz.agent.schedules.create({ ...asked, cron_schedule: 'often' })).rejects.toThrow(
    BadRequestError,
  )
})

test('too busy is told with the class and the time that the SDK knows', async () => {
  await using busy = await testService()
  const impatient = new OzAPI({ apiKey: busy.token, baseURL: busy.url, fetch, maxRetries: 0 })
  let caught: unknown = null
  for (let index = 0; index <= ticketsMax && caught === null; index += 1)
    caught = await Promise.resolve(impatient.post('/tickets', { body: { path: '/metrics' } })).then(
      () => null,
      (error: unknown) => error,
    )
  expect(caught).toBeInstanceOf(RateLimitError)
  expect((caught as RateLimitError).headers.get('retry-after')).toBe('30') // its class was checked above
}, 120_000) // a thousand requests

test('every call of the document that we serve was held to it', () => {
  expect([...seen].sort()).toMatchInlineSnapshot(`
    [
      "DELETE /agent/schedules/*",
      "GET /agent",
      "GET /agent/artifacts/*",
      "GET /agent/conversations/*",
      "GET /agent/environments",
      "GET /agent/events",
      "GET /agent/identities",
      "GET /agent/messages/*",
      "GET /agent/models",
      "GET /agent/runs",
      "GET /agent/runs/*",
      "GET /agent/runs/*/conversation",
      "GET /agent/schedules",
      "GET /agent/schedules/*",
      "GET /agent/sessions/*/redirect",
      "POST /agent/events/*",
      "POST /agent/messages",
      "POST /agent/messages/*/read",
      "POST /agent/run",
      "POST /agent/runs",
      "POST /agent/runs/*/cancel",
      "POST /agent/schedules",
      "POST /agent/schedules/*/pause",
      "POST /agent/schedules/*/resume",
      "POST /harness-support/external-conversation",
      "POST /harness-support/report-artifact",
      "POST /harness-support/resolve-prompt",
      "POST /harness-support/transcript",
      "PUT /agent/schedules/*",
    ]
  `)
})
