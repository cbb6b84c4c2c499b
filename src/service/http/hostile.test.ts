import { randomUUID } from 'node:crypto'
import { connect, type Socket } from 'node:net'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { Problem } from '../../shared/contract/api/problem.ts'
import { requestBytesMax } from '../../shared/limits.ts'
import { testService, type TestService } from '../../testing/service-harness.ts'

/** What strangers and broken programs send: always answered in clear words, never at others' cost. */
let service: TestService
beforeAll(async () => {
  service = await testService()
})
afterAll(() => service[Symbol.asyncDispose]())

const sockets: Socket[] = []
afterEach(() => {
  for (const socket of sockets.splice(0)) socket.destroy()
})
/** A connection on which bytes are sent exactly as written; `answer` is all that came until it was closed. */
async function open(to: TestService = service): Promise<{ socket: Socket; answer: Promise<string> }> {
  const { hostname, port } = new URL(to.url)
  const socket = connect(Number(port), hostname)
  sockets.push(socket)
  let text = ''
  socket.setEncoding('utf8').on('data', (part: string) => (text += part))
  const answer = new Promise<string>((resolve) => socket.once('close', () => resolve(text)))
  socket.on('error', () => {})
  await new Promise<void>((resolve) => socket.once('connect', () => resolve()))
  return { socket, answer }
}
const post = (path: string, token = service.token, to = service) =>
  `POST /api/v1${path} HTTP/1.1\r\nhost: ${new URL(to.url).host}\r\nauthorization: Bearer ${token}\r\ncontent-type: application/json\r\n`
/** The status and the problem document of a raw answer. */
const problemOf = (answer: string) => {
  const [head = '', body = ''] = answer.split('\r\n\r\n')
  return {
    status: Number(head.split(' ')[1]),
    type: /content-type: (\S+)/i.exec(head)?.[1],
    problem: Problem.parse(JSON.parse(body)),
  }
}
const asked = async (bytes: string | Buffer) => {
  const { socket, answer } = await open()
  socket.write(bytes)
  return problemOf(await answer)
}
const sent = async (path: string, body: string | Uint8Array<ArrayBuffer>) => {
  const answer = await fetch(`${service.url}${path}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${service.token}`, 'content-type': 'application/json' },
    body,
  })
  return { status: answer.status, body: await answer.text() }
}
const isWell = async () => expect((await service.owner.ask('health')).storage).toBe('ok')

const create = 'POST /api/v1/agent/runs HTTP/1.1\r\nhost: 127.0.0.1\r\n'
test.each([
  ['bytes that are no HTTP', '\x16\x03\x01\x02\x00\x01\x00\x01\xfc', 400, 'invalid_request'],
  ['a header without a colon', 'GET / HTTP/1.1\r\nnonsense\r\n\r\n', 400, 'invalid_request'],
  [
    'a length and chunks at once',
    `${create}content-length: 2\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n`,
    400,
    'invalid_request',
  ],
  ['two lengths', `${create}content-length: 2\r\ncontent-length: 3\r\n\r\n{}`, 400, 'invalid_request'],
  [
    'a query of 20 KB',
    `GET /api/v1/agent/runs?q=${'x'.repeat(20_000)} HTTP/1.1\r\n\r\n`,
    431,
    'headers_too_large',
  ],
  ['5,000 headers', `GET / HTTP/1.1\r\n${'x: y\r\n'.repeat(5_000)}\r\n`, 431, 'headers_too_large'],
])('%s: a problem document, and the connection is over', async (_what, bytes, status, code) => {
  const { problem, ...answer } = await asked(Buffer.from(bytes, 'latin1'))
  expect(answer).toEqual({ status, type: 'application/problem+json' })
  expect(problem).toMatchObject({ status, type: `https://reveille.dev/problems/${code}`, retryable: false })
  await isWell()
})

test('who drips headers or a body is told that it took too long, and others are answered meanwhile', async () => {
  await using quick = await testService({ bounds: { headersMs: 300, bodyMs: 300, lookMs: 50 } })
  const silent = await open(quick)
  const dripping = await open(quick)
  dripping.socket.write('GET /api/v1/health HTTP/1.1\r\nx: ')
  const drop = setInterval(() => dripping.socket.write('y'), 20)
  const stalled = await open(quick)
  stalled.socket.write(`${post('/agent/runs', quick.token, quick)}content-length: 100\r\n\r\n{"prompt":`)
  const hook = await open(quick)
  hook.socket.write(`${post(`/hooks/${randomUUID()}`, 'none', quick)}content-length: 100\r\n\r\n{`)
  expect((await quick.owner.ask('listRuns')).runs).toEqual([])
  for (const { answer } of [silent, dripping, stalled, hook])
    expect(problemOf(await answer)).toMatchObject({
      status: 408,
      problem: { type: 'https://reveille.dev/problems/request_timeout', retryable: true },
    })
  clearInterval(drop)
  expect((await quick.owner.ask('listRuns')).runs).toEqual([])
})

test('an upload that is broken off leaves nothing, and its place is free again', async () => {
  const { run_id: run } = await service.owner.ask('createRun', { body: { execution_location: 'LOCAL' } })
  const path = `/agent/runs/${run}/artifacts?filepath=a.bin&artifact_type=FILE&mime_type=text/plain`
  for (let round = 0; round < 12; round += 1) {
    const { socket, answer } = await open()
    socket.write(`${post(path)}content-length: 1000\r\n\r\npart`, () => socket.end())
    await answer
  }
  const whole = await sent(path, 'whole')
  expect(whole.status).toBe(200)
  const { artifacts } = await service.owner.ask('listArtifacts', { params: { run_id: run } })
  expect(artifacts).toHaveLength(1)
})

test('more connections than there may be are turned away, and there is room again when others leave', async () => {
  await using small = await testService({ bounds: { connectionsMax: 3 } })
  const held = [await open(small), await open(small), await open(small)]
  const turned = await open(small)
  expect(await turned.answer).toBe('')
  for (const { socket } of held) socket.destroy()
  await Promise.all(held.map(({ answer }) => answer))
  expect((await small.owner.ask('listRuns')).runs).toEqual([])
})

const deep = (levels: number, word: string) => `{"${word}":${'['.repeat(levels)}${']'.repeat(levels)}}`
test.each([
  ['nested 4 million deep', deep(4_000_000, 'prompt'), 400],
  ['nested 4 million deep in a free part', `{"config":${deep(4_000_000, 'x')}}`, 400],
  ['of objects in objects', `${'{"a":'.repeat(500_000)}1${'}'.repeat(500_000)}`, 400],
  ['of brackets in a text', `{"prompt":"${'[{\\"'.repeat(50_000)}\\\\"}`, 200],
  ['with a million names', `{${Array.from({ length: 500_000 }, (_, n) => `"${n}":1`).join()}}`, 200],
  ['with a number of a million digits', `{"prompt":${'9'.repeat(1_000_000)}}`, 400],
  ['with a text of a million escapes', `{"prompt":"${'\\u0000'.repeat(1_000_000)}"}`, 400],
  [
    'with names of the prototype',
    '{"prompt":"p","__proto__":{"title":"x"},"constructor":{"prototype":{}}}',
    200,
  ],
  [
    'that is not UTF-8',
    Buffer.concat([Buffer.from('{"prompt":"'), Buffer.from([0xff, 0xfe]), Buffer.from('"}')]),
    400,
  ],
  ['in UTF-16', Buffer.from('{"prompt":"p"}', 'utf16le'), 400],
])('a body %s is answered, and nobody waits for it', async (_what, body, status) => {
  expect(body.length).toBeLessThan(requestBytesMax + 1_000_000)
  const answer = await sent('/agent/runs', body)
  expect(answer.status).toBe(status)
  if (status !== 200) Problem.parse(JSON.parse(answer.body))
  expect('title' in {}).toBe(false)
  await isWell()
})

test('texts come back as they were sent: nothing in them ends them', async () => {
  const { run_id: run } = await service.owner.ask('createRun', { body: { execution_location: 'LOCAL' } })
  const texts = [
    'a\u0000b',
    "'; DROP TABLE runs; --",
    '\u202eevil',
    '\u{1f469}\u200d\u{1f4bb}',
    '{{x}} ${y} \\',
  ]
  for (const text of texts) {
    const { message_ids } = await service.owner.ask('sendMessages', {
      body: { to: [run], subject: text, body: text },
    })
    for (const message_id of message_ids)
      expect(await service.owner.ask('readMessage', { params: { message_id } })).toMatchObject({
        subject: text,
        body: text,
      })
  }
})

test('labels named like parts of every object are labels', async () => {
  const create = async (metadata: Record<string, string>, parent_run_id?: string) => {
    const body = { metadata, execution_location: 'LOCAL', ...(parent_run_id ? { parent_run_id } : {}) }
    return (JSON.parse((await sent('/agent/runs', JSON.stringify(body))).body) as { run_id: string }).run_id
  }
  const parent = await create({ constructor: 'c', toString: 't', own: 'p' })
  const child = await create({ own: 'c' }, parent)
  const answer = await fetch(`${service.url}/agent/runs/${child}`, {
    headers: { authorization: `Bearer ${service.token}` },
  })
  expect(((await answer.json()) as { metadata: object }).metadata).toEqual({
    constructor: 'c',
    toString: 't',
    own: 'c',
  })
  const found = await fetch(`${service.url}/agent/runs?metadata[constructor]=c&metadata[own]=c`, {
    headers: { authorization: `Bearer ${service.token}` },
  })
  expect(((await found.json()) as { runs: { run_id: string }[] }).runs.map((run) => run.run_id)).toEqual([
    child,
  ])
})
