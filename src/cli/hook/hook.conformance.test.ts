import type { IncomingMessage, ServerResponse } from 'node:http'
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeEach, expect, onTestFinished, test } from 'vitest'
import { RunId } from '../../shared/domain/ids.ts'
import { cliEnvironment, oddService, runCli, temporaryDirectory } from '../../testing/cli-process.ts'
import { testService, type TestService } from '../../testing/service-harness.ts'

let service: TestService
let runId: RunId
let runDirectory = ''
let environment: Record<string, string> = {}

beforeEach(async () => {
  runDirectory = temporaryDirectory()
  service = await testService()
  onTestFinished(() => service[Symbol.asyncDispose]())
  runId = (await service.owner.ask('createRun', { body: { prompt: 'p', execution_location: 'LOCAL' } }))
    .run_id
  const { token } = await service.owner.ask('issueToken', { params: { run_id: runId } })
  environment = cliEnvironment(runDirectory, {
    ...{ REVEILLE_URL: service.url, REVEILLE_TOKEN: token, REVEILLE_RUN_ID: runId },
    ...{ REVEILLE_RUN_DIR: runDirectory, REVEILLE_SESSION_ID: 's1' },
  })
})

const hook = (event: string, input: object = {}, extra: Record<string, string> = {}) =>
  runCli(
    ['hook', 'claude', event],
    { ...environment, ...extra },
    JSON.stringify({ session_id: 's1', hook_event_name: event, ...input }),
  )
const send = async (body: string) =>
  (await service.owner.ask('sendMessages', { body: { to: [runId], subject: 's', body } })).message_ids[0]
const state = async () => (await service.owner.ask('getRun', { params: { run_id: runId } })).state
const mailStates = async () =>
  (await service.owner.ask('listMessages', { params: { run_id: runId } })).messages.map((one) => one.state)
const log = () => readFileSync(join(runDirectory, 'hook.log'), 'utf8')
const quiet = { code: 0, stdout: '', stderr: '' }

test('a turn is told, its mail goes into the context once, and the next hook confirms it', async () => {
  await send('ping')
  const prompted = await hook('UserPromptSubmit')
  expect(JSON.parse(prompted.stdout).hookSpecificOutput).toMatchObject({
    hookEventName: 'UserPromptSubmit',
    additionalContext: expect.stringContaining('```text\nping\n```'),
  })
  expect(await state()).toBe('INPROGRESS')
  expect(await mailStates()).toEqual(['surfaced'])
  expect(await hook('PostToolUse')).toEqual(quiet)
  expect(await mailStates()).toEqual(['delivered'])
  expect(await hook('Stop')).toEqual(quiet)
  expect(await state()).toBe('SUCCEEDED')
})

test('mail at the end of a turn continues it: the run has not ended', async () => {
  await hook('UserPromptSubmit')
  await send('wait')
  expect(await hook('Stop')).toEqual({ code: 2, stdout: '', stderr: expect.stringContaining('wait') })
  expect(await state()).toBe('INPROGRESS')
  await send('later')
  expect(await hook('Stop', { stop_hook_active: true })).toEqual(quiet)
  expect(await state()).toBe('SUCCEEDED')
  expect(await mailStates()).toEqual(['delivered', 'pending'])
})

test('parallel hooks hand a message out once', async () => {
  await hook('UserPromptSubmit')
  await send('only once')
  const ends = await Promise.all(Array.from({ length: 4 }, () => hook('PostToolUse')))
  expect(ends.filter(({ stdout }) => stdout.includes('only once'))).toHaveLength(1)
})

test('a question blocks the run until work goes on', async () => {
  await hook('UserPromptSubmit')
  await hook('PermissionRequest', { tool_name: 'Bash', tool_input: { command: 'rm x' } })
  expect(await state()).toBe('BLOCKED')
  await hook('PostToolUse')
  expect(await state()).toBe('INPROGRESS')
})

test('a session that ends without a sign puts its mail back', async () => {
  await send('lost?')
  await hook('UserPromptSubmit')
  await hook('SessionEnd', { reason: 'other' })
  expect(await mailStates()).toEqual(['pending'])
})

test.each([
  ['malformed input', async () => runCli(['hook', 'claude', 'Stop'], environment, '{"session_id":'), /JSON/],
  ['no input', async () => runCli(['hook', 'claude', 'Stop'], environment), /JSON/],
  ['an unknown harness', async () => runCli(['hook', 'hal', 'Stop'], environment, '{}'), /unknown harness/],
  ['a wrong token', async () => hook('UserPromptSubmit', {}, { REVEILLE_TOKEN: 'wrong' }), /token/i],
  [
    'a failing service',
    async () =>
      hook(
        'UserPromptSubmit',
        {},
        { REVEILLE_URL: await oddService((_, answer) => void answer.writeHead(500).end()) },
      ),
    /answered 500/,
  ],
  [
    'a hanging service',
    async () => hook('PostToolUse', {}, { REVEILLE_URL: await oddService(() => {}) }),
    /no answer/,
  ],
  [
    'no service',
    async () => hook('PostToolUse', {}, { REVEILLE_URL: await oddService(null) }),
    /cannot be reached/,
  ],
])(
  '%s never breaks the agent, and stands in the log',
  async (_, run, reason) => {
    expect(await run()).toEqual(quiet)
    expect(log()).toMatch(reason)
    expect(statSync(join(runDirectory, 'hook.log')).mode & 0o777).toBe(0o600)
  },
  15_000,
)

test('a signal that a service does not take is kept, and told by the next hook, in order', async () => {
  await hook('UserPromptSubmit')
  await hook('Stop', {}, { REVEILLE_URL: await oddService(null) })
  expect(await state()).toBe('INPROGRESS')
  const kept = join(runDirectory, 'unsent-signals.jsonl')
  expect(readFileSync(kept, 'utf8').trim().split('\n')).toHaveLength(1)
  await hook('UserPromptSubmit')
  await hook('Stop')
  expect(await state()).toBe('SUCCEEDED')
  expect(existsSync(kept)).toBe(false)
  const events = await service.owner.ask('listEvents', { query: { run_ids: runId, limit: 100 } })
  const turns = events.events.map((one) => one.event_type).filter((type) => type.startsWith('turn_'))
  expect(turns).toEqual(['turn_began', 'turn_ended', 'turn_began', 'turn_ended'])
})

test('mail stands in the context once, also when nobody heard that it does', async () => {
  const deaf = await oddService((asked, answer) => {
    if (asked.url?.endsWith('/mailbox/shown')) return void answer.writeHead(503).end()
    void passOn(asked, answer)
  })
  await send('only once')
  const prompted = await hook('UserPromptSubmit', {}, { REVEILLE_URL: deaf })
  expect(prompted.stdout).toContain('only once')
  expect(log()).toMatch(/shown: the service answered 503/)
  expect(await hook('PostToolUse')).toEqual(quiet)
  expect(await mailStates()).toEqual(['delivered'])
  expect(await hook('Stop')).toEqual(quiet)
  expect(await state()).toBe('SUCCEEDED')
})

/** Carries a request to the real service. */
async function passOn(asked: IncomingMessage, answer: ServerResponse): Promise<void> {
  const body = Buffer.concat(await asked.toArray())
  const { 'content-type': type = '', authorization = '' } = asked.headers
  const { url: path = '', method = 'GET' } = asked
  const given = await fetch(new URL(path, service.url), {
    ...{ method, headers: { 'content-type': type, authorization } },
    ...(method === 'GET' ? {} : { body }),
  })
  answer.writeHead(given.status).end(await given.text())
}

test('outside a run, and with an unknown event, a hook does nothing', async () => {
  const outside = cliEnvironment(runDirectory)
  expect(await runCli(['hook', 'claude', 'Stop'], outside, '{}')).toEqual(quiet)
  expect(await hook('Eclipse')).toEqual(quiet)
  expect(await state()).toBe('QUEUED')
})

test('a lock that a dead hook left is taken over; a log never grows without bound', async () => {
  writeFileSync(join(runDirectory, 'hook.lock'), '2147483646')
  writeFileSync(join(runDirectory, 'hook.log'), 'x'.repeat(70_000))
  await send('ping')
  expect((await hook('UserPromptSubmit')).stdout).toContain('ping')
  await runCli(['hook', 'hal', 'Stop'], environment, '{}')
  expect(statSync(join(runDirectory, 'hook.log')).size).toBeLessThan(1_000)
})
