import { join } from 'node:path'
import { beforeEach, describe, expect, onTestFinished, test } from 'vitest'
import type { RunId } from '../shared/domain/ids.ts'
import { HarnessSessionId } from '../shared/domain/ids.ts'
import { mailboxContextChars } from '../shared/limits.ts'
import { cliEnvironment, runCli, temporaryDirectory } from '../testing/cli-process.ts'
import { openMcp, openMcpOverHttp } from '../testing/mcp-client.ts'
import { testService, type TestService } from '../testing/service-harness.ts'

let service: TestService
let lead: RunId
let directory: string
const session = HarnessSessionId.parse('s1')

beforeEach(async () => {
  directory = temporaryDirectory()
  service = await testService()
  onTestFinished(() => service[Symbol.asyncDispose]())
  lead = await create('lead')
  await signal(lead, { kind: 'turn-began', session_id: session })
})
const create = async (name: string, parent?: RunId): Promise<RunId> => {
  const body = {
    prompt: 'p',
    execution_location: 'LOCAL',
    config: { name, working_directory: directory },
    ...(parent === undefined ? {} : { parent_run_id: parent }),
  } as const
  return (await service.owner.ask('createRun', { body })).run_id
}
const signal = (run_id: RunId, signal: object) =>
  service.owner.ask('reportSignal', { params: { run_id }, body: { signal: signal as never } }) // parsed by the service
const environmentOf = async (run: RunId): Promise<Record<string, string>> => {
  const { token } = await service.owner.ask('issueToken', { params: { run_id: run } })
  return cliEnvironment(directory, {
    ...{ REVEILLE_URL: service.url, REVEILLE_TOKEN: token, REVEILLE_RUN_ID: run },
    ...{ REVEILLE_RUN_DIR: directory, REVEILLE_SESSION_ID: session },
  })
}
const overStdio = async (run = lead) => openMcp(await environmentOf(run))
const overHttp = async (run = lead) => {
  const { token } = await service.owner.ask('issueToken', { params: { run_id: run } })
  return openMcpOverHttp({ url: service.url, token })
}
const mail = async (run: RunId) =>
  (await service.owner.ask('listMessages', { params: { run_id: run } })).messages.map(({ state }) => state)
const send = (to: RunId, body: string) =>
  service.owner.ask('sendMessages', { body: { to: [to], subject: 's', body } })
const eventsOf = async (run: RunId) =>
  (await service.owner.ask('listEvents', { query: { run_ids: run, limit: 500 } })).events

describe.each([
  ['over standard input and output', overStdio],
  ['over HTTP', overHttp],
])('the tools of the family %s', (_, open) => {
  test('an agent starts a child by name, once, lists its family and hears what became of it', async () => {
    const mcp = await open()
    expect(mcp.instructions).toContain('Never poll')
    expect(await mcp.tools()).toEqual([
      'start_child',
      'list_family',
      'send_message',
      'read_message',
      'wait_for_events',
      'ask_parent',
      'finish',
    ])
    const starting = mcp.call('start_child', { name: 'kid', prompt: 'work', directory: 'below' })
    const kid = async () => (await service.owner.ask('getRun', { params: { run_id: lead } })).children[0]
    await expect.poll(kid, { timeout: 20_000 }).toBeDefined()
    const id = (await kid()) as RunId // polled for
    const { agent_config } = await service.owner.ask('getRun', { params: { run_id: id } })
    expect(agent_config?.working_directory).toBe(join(directory, 'below'))
    await signal(id, {
      kind: 'failed',
      session_id: session,
      failure: 'setup',
      message: 'claude is not installed',
    })
    expect((await starting).text).toContain('failed at once: claude is not installed')
    const again = await mcp.call('start_child', { name: 'kid', prompt: 'work', directory })
    expect(again).toMatchObject({
      isError: true,
      text: expect.stringContaining('has a child named kid already'),
    })
    expect((await mcp.call('list_family')).text).toContain(`kid: FAILED: claude is not installed`)
  })

  test('what is wrong is answered in words, and the server goes on', async () => {
    const mcp = await open()
    expect(await mcp.call('start_child', { name: 'kid', prompt: ' ', directory })).toMatchObject({
      isError: true,
    })
    expect(await mcp.call('send_message', { to: ['nobody'], subject: 's', body: 'b' })).toMatchObject({
      isError: true,
      text: expect.stringContaining('nobody'),
    })
    expect(await mcp.call('send_message', { to: 'lead' })).toMatchObject({ isError: true })
    expect((await mcp.call('finish', { summary: 'done' })).text).toContain('no parent')
    expect(await mcp.close()).toBe(0)
  })

  test('an agent that waits gets what comes, once; the next sign of life confirms it', async () => {
    const mcp = await open()
    const waiting = mcp.call('wait_for_events', { timeout_seconds: 60 })
    await expect
      .poll(async () => (await eventsOf(lead)).at(-1)?.event_type, { timeout: 20_000 })
      .toBe('wait_began')
    await send(lead, 'ping')
    expect((await waiting).text).toMatch(/```text\nping\n```/)
    expect(await mail(lead)).toEqual(['surfaced'])
    const hook = await runCli(
      ['hook', 'claude', 'PostToolUse'],
      await environmentOf(lead),
      JSON.stringify({ session_id: session, hook_event_name: 'PostToolUse' }),
    )
    expect(hook.stdout).toBe('')
    expect(await mail(lead)).toEqual(['delivered'])
    expect((await eventsOf(lead)).map(({ event_type }) => event_type)).toContain('wait_ended')
  })

  test('mail that is there ends a wait at once; with nothing the time runs out; a wait can be left to the app', async () => {
    const mcp = await open()
    await send(lead, 'x'.repeat(mailboxContextChars * 2))
    const first = (await mcp.call('wait_for_events', {})).text
    expect(first.length).toBeLessThanOrEqual(mailboxContextChars)
    const [, id = ''] = /reveille message read (\S+?)`/.exec(first) ?? []
    expect((await mcp.call('read_message', { message_id: id })).text.length).toBeGreaterThan(
      mailboxContextChars * 2,
    )
    expect((await mcp.call('wait_for_events', { timeout_seconds: 1 })).text).toBe('Nothing came within 1 s.')
    const left = await mcp.call('wait_for_events', { timeout_seconds: 900, how: 'end-turn' })
    expect(left.text).toContain('End your turn now')
    const began = (await eventsOf(lead)).findLast(({ event_type }) => event_type === 'wait_began')
    expect(Number(began?.ref_id) - Date.parse(began?.occurred_at ?? '')).toBeGreaterThan(890_000)
  })

  test('a child asks its parent, and reports; the same from the command line', async () => {
    const kid = await create('kid', lead)
    await signal(kid, { kind: 'turn-began', session_id: session })
    const mcp = await open(kid)
    const asking = mcp.call('ask_parent', { question: 'tea or coffee?' })
    await expect.poll(() => mail(lead), { timeout: 20_000 }).toEqual(['pending'])
    await send(kid, 'coffee')
    expect((await asking).text).toContain('coffee')
    expect((await mcp.call('finish', { summary: 'all green' })).text).toContain('Your parent was told')
    const parent = await runCli(['run', 'wait', '--timeout', '5'], await environmentOf(lead))
    expect(parent).toMatchObject({ code: 0, stderr: '' })
    expect(parent.stdout).toContain('Subject: question: tea or coffee?')
    expect(parent.stdout).toContain('Subject: kid finished')
    const arming = await runCli(['run', 'wake', 'self'], await environmentOf(lead))
    expect(arming).toMatchObject({ code: 5, stderr: expect.stringContaining('only a person') })
  })
})
