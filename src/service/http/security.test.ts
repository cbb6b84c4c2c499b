import { randomUUID } from 'node:crypto'
import { request, type OutgoingHttpHeaders } from 'node:http'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { Problem } from '../../shared/contract/api/problem.ts'
import type { RouteName } from '../../shared/contract/api/routes.ts'
import type { RunId } from '../../shared/domain/ids.ts'
import { bodyCharsMax, requestBytesMax } from '../../shared/limits.ts'
import type { LogLine } from '../log.ts'
import { testService, type Asking, type TestService } from '../../testing/service-harness.ts'
import { isWithinReach, type Relation } from './access.ts'
import { accessTable } from './access-table.ts'

let service: TestService
const logged: LogLine[] = []
beforeAll(async () => {
  service = await testService({ log: (line) => void logged.push(line) })
})
afterAll(() => service[Symbol.asyncDispose]())

type Sent = { method?: string; path: string; headers?: OutgoingHttpHeaders; body?: string | Buffer }
type Answered = { status: number; text: string; headers: NodeJS.Dict<string | string[]> }
/** A request exactly as written: `fetch` would correct its headers. */
const raw = ({ method = 'GET', path, headers = {}, body }: Sent): Promise<Answered> =>
  new Promise((resolve, reject) => {
    const { hostname, port } = new URL(service.url)
    const sent = request(
      { hostname, port, method, path: `/api/v1${path}`, headers, agent: false },
      (response) => {
        let text = ''
        response.setEncoding('utf8')
        response.on('data', (part: string) => (text += part))
        response.on('end', () =>
          resolve({ status: response.statusCode ?? 0, text, headers: response.headers }),
        )
      },
    )
    sent.on('error', reject)
    sent.end(body)
  })
const bearer = () => ({ authorization: `Bearer ${service.token}` })
const json = () => ({ ...bearer(), 'content-type': 'application/json' })
const localRun = async (name: string, parent?: RunId) => {
  const under = parent === undefined ? {} : { parent_run_id: parent }
  return (
    await service.owner.ask('createRun', {
      body: { config: { name }, execution_location: 'LOCAL', ...under },
    })
  ).run_id
}
const tokenOf = async (run_id: RunId) => (await service.owner.ask('issueToken', { params: { run_id } })).token

test.each(['/health', '/agent/runs', '/agent/events/stream', '/nowhere'])(
  '%s answers nobody without a token',
  async (path) => {
    for (const headers of [
      {},
      { authorization: 'Bearer wrong' },
      { authorization: `Basic ${service.token}` },
    ]) {
      const { status, text } = await raw({ path, headers })
      expect([status, Problem.parse(JSON.parse(text)).type.split('/').at(-1)]).toEqual([
        401,
        'authentication_required',
      ])
    }
  },
)

test('a foreign Host is refused, also with the right token', async () => {
  const { port } = new URL(service.url)
  const status = async (host: string) =>
    (await raw({ path: '/health', headers: { ...bearer(), host } })).status
  expect(await status(`127.0.0.1:${port}`)).toBe(200)
  expect(await status(`localhost:${port}`)).toBe(200)
  expect(await status(`[::1]:${port}`)).toBe(200)
  expect(await status(`evil.example:${port}`)).toBe(403)
  expect(await status('127.0.0.1')).toBe(403)
  expect(await status(`127.0.0.1:${Number(port) + 1}`)).toBe(403)
  expect(await status(`127.0.0.1.evil.example:${port}`)).toBe(403)
})

test('a name that was allowed is answered to, at any port or at its own, and no other', async () => {
  await using named = await testService({ allowedHosts: ['reveille.example', 'other.example:8443'] })
  const { hostname, port } = new URL(named.url)
  const status = (host: string): Promise<number> =>
    new Promise((resolve, reject) => {
      const headers = { authorization: `Bearer ${named.token}`, host }
      request({ hostname, port, path: '/api/v1/health', headers, agent: false }, (response) => {
        response.resume()
        resolve(response.statusCode ?? 0)
      })
        .on('error', reject)
        .end()
    })
  expect(await status('reveille.example')).toBe(200)
  expect(await status('Reveille.Example:443')).toBe(200)
  expect(await status('other.example:8443')).toBe(200)
  expect(await status('other.example')).toBe(403)
  expect(await status('not.reveille.example')).toBe(403)
  expect(await status('reveille.example.evil:80')).toBe(403)
})

test('no web page is answered, not even one of this machine, and none learns that it might', async () => {
  for (const origin of ['https://evil.example', 'null', new URL(service.url).origin]) {
    const { status, headers } = await raw({ path: '/health', headers: { ...bearer(), origin } })
    expect(status).toBe(403)
    expect(Object.keys(headers).filter((name) => name.startsWith('access-control'))).toEqual([])
  }
  const preflight = { origin: 'https://evil.example', 'access-control-request-method': 'POST' }
  expect((await raw({ method: 'OPTIONS', path: '/agent/runs', headers: preflight })).status).toBe(403)
})

const bad: [what: string, sent: Sent, status: number][] = [
  ['malformed JSON', { method: 'POST', path: '/agent/runs', body: '{"prompt":' }, 400],
  ['a body that is no object', { method: 'POST', path: '/agent/runs', body: '[]' }, 400],
  ['no body', { method: 'POST', path: '/agent/runs' }, 400],
  ['an unknown place', { method: 'POST', path: '/agent/runs', body: '{"execution_location":"MOON"}' }, 400],
  ['a run id that is none', { path: '/agent/runs/nonsense' }, 400],
  ['a path that is not UTF-8', { path: '/agent/runs/%ff%fe' }, 400],
  ['a run that does not exist', { path: `/agent/runs/${randomUUID()}` }, 404],
  ['a path that does not exist', { path: '/agent/nothing' }, 404],
  ['a method that is not served', { method: 'DELETE', path: '/agent/runs' }, 404],
  ['a negative cursor', { path: '/agent/events?since=-1' }, 400],
  ['a huge number', { path: '/agent/events?since=1e309' }, 400],
  ['a number beyond all integers', { path: '/agent/events?since=9007199254740993000' }, 400],
  ['a limit above the page', { path: '/agent/events?limit=501' }, 400],
  ['a limit twice', { path: '/agent/runs?limit=1&limit=2' }, 400],
  ['an unknown state as a filter', { path: '/agent/runs?state=UNKNOWN' }, 400],
  ['a cursor we did not give', { path: '/agent/runs?cursor=bm9uZQ' }, 400],
  [
    'two filters at once',
    { path: `/agent/events?run_ids=${randomUUID()}&ancestor_run_id=${randomUUID()}` },
    400,
  ],
  ['a stream of an unknown run', { path: `/agent/events/stream?run_ids=${randomUUID()}` }, 404],
  ['a stream of an output of an unknown run', { path: `/agent/runs/${randomUUID()}/output/stream` }, 404],
  ['an event id that is none', { path: '/agent/events/stream', headers: { 'last-event-id': 'abc' } }, 400],
  [
    'an empty recipient list',
    { method: 'POST', path: '/agent/messages', body: '{"to":[],"subject":"","body":""}' },
    400,
  ],
  [
    'an event type with blanks',
    { method: 'POST', path: `/agent/events/${randomUUID()}`, body: '{"event_type":"a b"}' },
    400,
  ],
  [
    'an unknown signal',
    { method: 'POST', path: `/agent/runs/${randomUUID()}/signals`, body: '{"signal":{"kind":"dances"}}' },
    400,
  ],
  [
    'an idempotency key that is too long',
    { method: 'POST', path: '/agent/runs', body: '{}', headers: { 'idempotency-key': 'k'.repeat(256) } },
    400,
  ],
  [
    'a config nested without end',
    {
      method: 'POST',
      path: '/agent/runs',
      body: `{"config":{"x":${'['.repeat(100_000)}${']'.repeat(100_000)}}}`,
    },
    400,
  ],
  [
    'another content type',
    { method: 'POST', path: '/agent/runs', body: '{}', headers: { 'content-type': 'text/plain' } },
    400,
  ],
  [
    'a body that is too large',
    { method: 'POST', path: '/agent/runs', body: Buffer.alloc(requestBytesMax + 1, ' ') },
    413,
  ],
]

test.each(bad)('%s is refused with a problem document and changes nothing', async (_what, sent, status) => {
  const before = (await service.owner.ask('health')).last_sequence
  const answered = await raw({ ...sent, headers: { ...json(), ...sent.headers } })
  expect(answered.status).toBe(status)
  const problem = Problem.parse(JSON.parse(answered.text))
  expect(problem).toMatchObject({ status, retryable: false, trace_id: answered.headers['x-trace-id'] })
  expect(answered.headers['content-type']).toBe('application/problem+json')
  expect(logged.some((line) => line.trace_id === problem.trace_id)).toBe(true)
  expect((await service.owner.ask('health')).last_sequence).toBe(before)
})

test('a message of 131,072 characters is kept, one more is refused', async () => {
  const run = await localRun('limits')
  const letter = (chars: number) => ({ body: { to: [run], subject: '', body: 'ü'.repeat(chars) } })
  expect(await service.owner.refusal('sendMessages', letter(bodyCharsMax + 1))).toBe('invalid_request')
  const { message_ids } = await service.owner.ask('sendMessages', letter(bodyCharsMax))
  const [message_id] = message_ids
  if (message_id === undefined) throw new Error('no message')
  expect((await service.owner.ask('readMessage', { params: { message_id } })).body).toHaveLength(bodyCharsMax)
})

test('a chunked body without a length is bounded too', async () => {
  const answered = await new Promise<number>((resolve, reject) => {
    const { hostname, port } = new URL(service.url)
    const headers = { ...json(), 'transfer-encoding': 'chunked' }
    const sent = request(
      { hostname, port, method: 'POST', path: '/api/v1/agent/runs', headers, agent: false },
      (response) => {
        response.resume()
        resolve(response.statusCode ?? 0)
      },
    )
    sent.on('error', reject)
    for (let index = 0; index < 9; index += 1) sent.write(Buffer.alloc(1024 * 1024, ' '))
    sent.end()
  })
  expect(answered).toBe(413)
})

const relations: Relation[] = ['self', 'descendant', 'family', 'stranger']
type Target = Record<Relation, RunId>
const ask: { readonly [Name in RouteName]?: (asking: Asking, run_id: RunId) => Promise<unknown> } = {
  getRun: (a, run_id) => a.ask('getRun', { params: { run_id } }),
  cancelRun: (a, run_id) => a.ask('cancelRun', { params: { run_id } }),
  followUpRun: (a, run_id) => a.ask('followUpRun', { params: { run_id }, body: { message: 'go on' } }),
  reopenRun: (a, run_id) => a.ask('reopenRun', { params: { run_id }, body: {} }),
  undoReopen: (a, run_id) => a.ask('undoReopen', { params: { run_id }, body: { state: 'FAILED' } }),
  reportSignal: (a, run_id) =>
    a.ask('reportSignal', { params: { run_id }, body: { signal: { kind: 'turn-began', session_id: 's' } } }),
  issueToken: (a, run_id) => a.ask('issueToken', { params: { run_id } }),
  setEventSequence: (a, run_id) => a.ask('setEventSequence', { params: { run_id }, body: { sequence: 1 } }),
  getTranscript: (a, run_id) => a.ask('getTranscript', { params: { run_id } }),
  putTranscript: (a, run_id) =>
    a.ask('putTranscript', { params: { run_id }, body: { format: 'f', content: '' } }),
  listMessages: (a, run_id) => a.ask('listMessages', { params: { run_id } }),
  takeMailbox: (a, run_id) =>
    a.ask('takeMailbox', { params: { run_id }, body: { session_id: 's', max_chars: 0 } }),
  shownMailbox: (a, run_id) => a.ask('shownMailbox', { params: { run_id }, body: { claim_id: 'c' } }),
  releaseMailbox: (a, run_id) => a.ask('releaseMailbox', { params: { run_id }, body: { session_id: 's' } }),
  publishEvent: (a, run_id) => a.ask('publishEvent', { params: { run_id }, body: { event_type: 'x' } }),
  killRun: (a, run_id) => a.ask('killRun', { params: { run_id } }),
}

test('a run acts on itself, reads its family, steers what is below it, and nothing else', async () => {
  const parent = await localRun('parent')
  const self = await localRun('self', parent)
  const targets: Target = {
    self,
    descendant: await localRun('grandchild', await localRun('child', self)),
    family: await localRun('sibling', parent),
    stranger: await localRun('stranger'),
  }
  const asking = service.as(await tokenOf(self))
  const table: Record<string, string[]> = {}
  for (const [name, call] of Object.entries(ask)) {
    table[name] = []
    for (const relation of relations) {
      const outcome = await call(asking, targets[relation]).then(
        () => 'allowed',
        (error: Error) => (error.message.includes('not_authorized') ? 'refused' : 'allowed'),
      )
      if (outcome === 'allowed') table[name].push(relation)
    }
  }
  const wanted = Object.keys(ask).map((name) => {
    const reach = accessTable[name as RouteName].run // the keys of `ask`
    return [name, relations.filter((relation) => isWithinReach(reach, relation))]
  })
  expect(table).toEqual(Object.fromEntries(wanted))
  expect(table).toMatchObject({
    getRun: ['self', 'descendant', 'family'],
    cancelRun: ['descendant'],
    reportSignal: ['self'],
    issueToken: [],
  })
})

test('worker routes refuse the token of a run', async () => {
  const asking = service.as(await tokenOf(await localRun('no worker')))
  const execution = { params: { execution_id: randomUUID() } }
  expect(await asking.refusal('claimLease', { body: { worker_id: 'w', harnesses: ['claude'] } })).toBe(
    'not_authorized',
  )
  expect(await asking.refusal('renewLease', { ...execution, body: { worker_id: 'w', fence: 1 } })).toBe(
    'not_authorized',
  )
  const report = { ...execution, body: { worker_id: 'w', fence: 1, event: 'started' as const } }
  expect(await asking.refusal('reportExecution', report)).toBe('not_authorized')
})

test('a run sees and writes to its family only, in its own name, and starts its own children', async () => {
  const root = await localRun('root of a run')
  const self = await localRun('itself', root)
  const stranger = await localRun('a stranger')
  const asking = service.as(await tokenOf(self))
  const child = await asking.ask('createRun', { body: { execution_location: 'LOCAL' } })
  expect((await asking.ask('getRun', { params: { run_id: child.run_id } })).parent_run_id).toBe(self)
  expect(await asking.refusal('createRun', { body: { parent_run_id: root } })).toBe('not_authorized')
  const letter = { subject: '', body: '' }
  await asking.ask('sendMessages', { body: { ...letter, to: ['parent', child.run_id] } })
  expect(await asking.refusal('sendMessages', { body: { ...letter, to: [stranger] } })).toBe('not_authorized')
  expect(
    await asking.refusal('sendMessages', { body: { ...letter, to: ['parent'], sender_run_id: root } }),
  ).toBe('not_authorized')
  const { runs } = await asking.ask('listRuns')
  expect(runs.map((run) => (run as { run_id: string }).run_id)).toEqual([child.run_id, self, root])
  expect(await asking.refusal('listRuns', { query: { ancestor_run_id: stranger } })).toBe('not_authorized')
  const several = { ancestor_run_id: [self, stranger] }
  expect(await asking.refusal('listRuns', { query: several })).toBe('not_authorized')
  expect(await asking.refusal('armedRuns', { query: several })).toBe('not_authorized')
  expect(await asking.refusal('listEvents', { query: { run_ids: [stranger] } })).toBe('not_authorized')
  expect(await asking.refusal('listEvents', { query: { ancestor_run_id: stranger } })).toBe('not_authorized')
  const { events } = await asking.ask('listEvents')
  expect(new Set(events.map((event) => event.run_id))).toEqual(new Set([self]))
  const { message_ids } = await service.owner.ask('sendMessages', {
    body: { ...letter, to: [stranger, root] },
  })
  const [foreign, ofFamily] = message_ids
  if (foreign === undefined || ofFamily === undefined) throw new Error('no messages')
  expect(await asking.refusal('readMessage', { params: { message_id: foreign } })).toBe('not_authorized')
  await asking.ask('readMessage', { params: { message_id: ofFamily } })
  expect(await asking.refusal('markDelivered', { params: { message_id: ofFamily } })).toBe('not_authorized')
})

test('neither the log nor an answer holds a token or a text', async () => {
  const run = await localRun('secrets')
  const secret = 'the secret text'
  const token = await tokenOf(run)
  await service.owner.refusal('sendMessages', { body: { to: ['nobody'], subject: secret, body: secret } })
  await service.as(token).refusal('issueToken', { params: { run_id: run } })
  const text = JSON.stringify(logged)
  for (const word of [secret, token, service.token]) expect(text).not.toContain(word)
})
