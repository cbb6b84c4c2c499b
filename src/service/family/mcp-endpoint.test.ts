import { afterEach, beforeEach, expect, test } from 'vitest'
import { Problem } from '../../shared/contract/api/problem.ts'
import { HarnessSessionId, type RunId } from '../../shared/domain/ids.ts'
import { mcpProgressMs, mcpRequestsPerRunMax, requestBytesMax } from '../../shared/limits.ts'
import { FakeClock } from '../../testing/fake-clock.ts'
import { openMcpOverHttp, postMcp } from '../../testing/mcp-client.ts'
import { testService, type TestService } from '../../testing/service-harness.ts'

let service: TestService
let run: RunId
let place: { url: string; token: string }
beforeEach(async () => {
  service = await testService()
  run = await create('lead')
  place = { url: service.url, token: await tokenOf(run) }
  const signal = { kind: 'turn-began', session_id: HarnessSessionId.parse('s') } as const
  await service.owner.ask('reportSignal', { params: { run_id: run }, body: { signal } })
})
afterEach(() => service[Symbol.asyncDispose]())

const create = async (name: string) => {
  const body = { config: { name }, execution_location: 'LOCAL' } as const
  return (await service.owner.ask('createRun', { body })).run_id
}
const tokenOf = async (run_id: RunId) => (await service.owner.ask('issueToken', { params: { run_id } })).token
const events = async () =>
  (await service.owner.ask('listEvents', { query: { run_ids: run, limit: 500 } })).events.map(
    ({ event_type }) => event_type,
  )
const until = (type: string) => expect.poll(events, { timeout: 20_000 }).toContain(type)
const send = (body: string) => service.owner.ask('sendMessages', { body: { to: [run], subject: 's', body } })
const mail = async () =>
  (await service.owner.ask('listMessages', { params: { run_id: run } })).messages.map(({ state }) => state)
const called = (name: string, args: object = {}, id: number | string = 7) => ({
  ...{ jsonrpc: '2.0', id, method: 'tools/call' },
  params: { name, arguments: args },
})
const ping = { jsonrpc: '2.0', id: 1, method: 'ping' }
const codeOf = async (response: Response) =>
  Problem.parse(await response.json())
    .type.split('/')
    .at(-1)

test('the tools are for runs: nobody else is answered, and none whose run is over', async () => {
  expect(await codeOf(await postMcp({ ...place, token: service.token }, ping))).toBe('not_authorized')
  const worker = await service.owner.ask('issueWorkerToken', { body: { name: 'w' } })
  expect(await codeOf(await postMcp({ ...place, token: worker.token }, ping))).toBe('not_authorized')
  expect((await postMcp({ ...place, token: 'invented' }, ping)).status).toBe(401)
  expect((await postMcp(place, ping)).status).toBe(200)
  await service.owner.ask('killRun', { params: { run_id: run } })
  expect((await postMcp(place, ping)).status).toBe(401)
})

test('what is no message of the protocol is refused', async () => {
  const as = (method: string, headers: Record<string, string> = {}, body?: string) =>
    fetch(`${place.url}/mcp`, {
      method,
      headers: { authorization: `Bearer ${place.token}`, ...headers },
      ...(body === undefined ? {} : { body }),
    })
  for (const method of ['GET', 'DELETE']) {
    const refused = await as(method)
    expect([refused.status, refused.headers.get('allow')]).toEqual([405, 'POST'])
  }
  const json = { 'content-type': 'application/json', accept: 'application/json, text/event-stream' }
  expect((await postMcp(place, [ping, ping])).status).toBe(400)
  expect((await as('POST', json, '{"jsonrpc":')).status).toBe(400)
  expect((await as('POST', { ...json, 'content-type': 'text/plain' }, '{}')).status).toBe(400)
  expect((await as('POST', { ...json, accept: 'text/html' }, JSON.stringify(ping))).status).toBe(406)
  expect((await as('POST', { ...json, origin: 'http://a.example' }, JSON.stringify(ping))).status).toBe(403)
  expect((await postMcp(place, { ...ping, padding: 'x'.repeat(requestBytesMax) })).status).toBe(413)
})

test('a wait that was taken back ends, and takes nothing that comes after it', async () => {
  const waiting = postMcp(place, called('wait_for_events', { timeout_seconds: 600 }))
  await until('wait_began')
  const cancelled = (requestId: unknown) =>
    postMcp(place, { jsonrpc: '2.0', method: 'notifications/cancelled', params: { requestId } })
  const other = await create('other')
  const strangers = { ...place, token: await tokenOf(other) }
  const stranger = { jsonrpc: '2.0', method: 'notifications/cancelled', params: { requestId: 7 } }
  expect((await postMcp(strangers, stranger)).status).toBe(202) // another run's call has the same number
  expect((await cancelled(8)).status).toBe(202)
  expect(await events()).not.toContain('wait_ended')
  expect((await cancelled(7)).status).toBe(202)
  await until('wait_ended')
  await (await waiting).text()
  await send('later')
  expect(await mail()).toEqual(['pending'])
})

test('a harness that hangs up leaves its wait to the app, and its mail in the mailbox', async () => {
  const harness = new AbortController()
  const response = await postMcp(place, called('wait_for_events'), harness.signal)
  await until('wait_began')
  harness.abort()
  await response.text().catch(() => {})
  await send('later')
  const again = await openMcpOverHttp(place)
  expect((await again.call('wait_for_events', { timeout_seconds: 60 })).text).toContain('later')
  expect((await events()).filter((type) => type === 'message_surfaced')).toHaveLength(1)
})

test('a killed run’s calls end', async () => {
  const waiting = postMcp(place, called('wait_for_events'))
  await until('wait_began')
  await service.owner.ask('killRun', { params: { run_id: run } })
  expect(await (await waiting).text()).toContain('this run was killed')
})

test('a service that stops answers what is open, and knows the same agent when it is back', async () => {
  const dataDir = service.directory
  const waiting = postMcp(place, called('wait_for_events'))
  await until('wait_began')
  await service.close()
  expect(await (await waiting).text()).toContain('call again in a moment')
  const next = await testService({ dataDir })
  const tools = await openMcpOverHttp({ ...place, url: next.url })
  expect((await tools.call('list_family')).text).toContain('lead (you)')
  await next.close()
})

test('who comes back for the answer to a call that was cut off is told so, once, whoever serves it by then', async () => {
  const nameOf = async (response: Response) => /^id: (.*)$/m.exec(await response.text())?.[1] ?? ''
  const comeBack = (name: string) =>
    fetch(`${place.url}/mcp`, {
      headers: { authorization: `Bearer ${place.token}`, 'last-event-id': name },
    })
  const name = await nameOf(await postMcp(place, called('list_family', {}, 'a "name"')))
  const told = await (await comeBack(name)).text()
  const [, id = '', data = ''] = /^id: (.*)\nevent: message\ndata: (.*)\n\n$/.exec(told) ?? []
  expect(JSON.parse(data)).toMatchObject({ id: 'a "name"', result: { isError: true } })
  expect((await comeBack(id)).status).toBe(405)
  for (const invented of ['call-', 'call-e30', 'call-!', 'x'.repeat(1_000)])
    expect((await comeBack(invented)).status).toBe(405)
  const answer = await (await postMcp(place, called('list_family'))).text()
  expect(answer.match(/^id: answered\nevent: message\ndata: /gm)).toHaveLength(1)
})

test('an agent has a bounded number of calls open', async () => {
  const harness = new AbortController()
  const open = Array.from({ length: mcpRequestsPerRunMax }, (_, id) =>
    postMcp(place, called('wait_for_events', {}, id), harness.signal),
  )
  await Promise.all(open)
  const refused = await postMcp(place, ping)
  expect([refused.status, await codeOf(refused)]).toEqual([429, 'resource_unavailable'])
  harness.abort()
  await expect.poll(async () => (await postMcp(place, ping)).status).toBe(200)
})

test('a long call tells that it goes on, to whoever asked for that, and ends with its time', async () => {
  await service[Symbol.asyncDispose]()
  const clock = new FakeClock(Date.parse('2026-01-01T00:00:00Z'))
  service = await testService({ clock })
  run = await create('lead')
  place = { url: service.url, token: await tokenOf(run) }
  const signal = { kind: 'turn-began', session_id: HarnessSessionId.parse('s') } as const
  await service.owner.ask('reportSignal', { params: { run_id: run }, body: { signal } })
  const progressOf = async (meta: object) => {
    const { params, ...asked } = called('wait_for_events', { timeout_seconds: 65 })
    const waits = (await events()).filter((type) => type === 'wait_began').length
    const waiting = postMcp(place, { ...asked, params: { ...params, ...meta } })
    const begun = async () => (await events()).filter((type) => type === 'wait_began').length
    await expect.poll(begun, { timeout: 20_000 }).toBe(waits + 1)
    await clock.turn(65_000)
    const text = await (await waiting).text()
    expect(text).toContain('Nothing came within 65 s.')
    return text.split('notifications/progress').length - 1
  }
  expect(await progressOf({})).toBe(0)
  expect(await progressOf({ _meta: { progressToken: 'p' } })).toBe(Math.floor(65_000 / mcpProgressMs))
})
