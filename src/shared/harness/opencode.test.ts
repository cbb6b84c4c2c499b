import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { HarnessSessionId, RunId } from '../domain/ids.ts'
import type { LaunchFacts } from './harness.ts'
import { openCodeHarness } from './opencode.ts'
import { readOpenCodeHook } from './opencode-hooks.ts'

const session = HarnessSessionId.parse('ses_dddddcafbffeCGZChMKGrSMAgc')
const facts = (overrides: Partial<LaunchFacts> = {}): LaunchFacts => ({
  ...{ runId: RunId.parse('7f9c24e8-3b12-4fef-91e0-56a2d5a1c001'), parentRunId: null, name: 'tester' },
  ...{ directory: '/home/u/project', runDirectory: '/data/a run', prompt: '--do it', session, model: null },
  ...{ permissionMode: 'default', reveille: ['/node', '/cli.mjs'], command: [], program: 'opencode' },
  ...{
    platform: 'linux',
    home: '/home/u',
    configDirectory: null,
    questionSeconds: 0,
    serviceUrl: 'http://127.0.0.1:1/api/v1',
    mayTrust: true,
    sha256: () => 'hash',
  },
  ...overrides,
})

test('a run adds a plugin, words and tools to the configuration of the user, and replaces nothing of it', () => {
  const plan = openCodeHarness.start(facts())
  expect(plan.argv).toEqual(['opencode', '--prompt=--do it'])
  expect(JSON.parse(plan.environment['OPENCODE_CONFIG_CONTENT'] ?? '')).toEqual({
    plugin: ['file:///data/a%20run/opencode-plugin.js'],
    instructions: ['/data/a run/instructions.md'],
    mcp: {
      reveille: {
        ...{ type: 'remote', url: 'http://127.0.0.1:1/api/v1/mcp', enabled: true, oauth: false },
        headers: { Authorization: 'Bearer {env:REVEILLE_TOKEN}' },
        timeout: 86_460_000,
      },
    },
  })
  expect(plan.seeds.map(({ path, mode }) => [path.replace('/data/a run/', ''), mode])).toEqual([
    ['instructions.md', 0o600],
    ['opencode-plugin.js', 0o600],
    ['wake-waiter.sh', 0o700],
    ['answer-waiter.sh', 0o700],
  ])
})

test('a resume names the exact session, and its prompt goes in through the plugin', () => {
  const plan = openCodeHarness.resume(facts({ model: 'p/m', permissionMode: 'bypass' }))
  expect(plan.argv).toEqual(['opencode', '--model', 'p/m', '--auto', '--session', session])
  expect(plan.seeds[1]?.content).toContain(`"session": "${session}",\n  "prompt": "--do it"`)
})

test('a headless turn waits for nobody; what it may do is what was chosen', () => {
  const plan = openCodeHarness.headless(facts({ permissionMode: 'accept-edits' }), 'resume')
  expect(plan.argv).toEqual(['opencode', 'run', '--format', 'json', '--session', session, '--', '--do it'])
  expect(plan.seeds.map(({ path }) => path).filter((path) => path.endsWith('.sh'))).toEqual([])
  expect(JSON.parse(plan.environment['OPENCODE_CONFIG_CONTENT'] ?? '')).toMatchObject({
    permission: { edit: 'allow', bash: { '*': 'ask', 'reveille message *': 'allow' } },
  })
  expect(openCodeHarness.headless(facts({ permissionMode: 'plan' }), 'start').argv).toContain('plan')
})

const read = (event: string, fields: object = {}) => {
  const { session: told, ...rest } = readOpenCodeHook(event, { session_id: session, ...fields })
  expect(told).toBe(session)
  return rest
}

test('what the plugin tells is read as signals', () => {
  expect(read('prompt', { is_continuation: true })).toEqual({
    signal: { kind: 'turn-began', session_id: session },
    ...{ mailbox: 'additional-context', isContinuation: true },
  })
  expect(read('idle', { summary: 'done' })).toEqual({
    signal: { kind: 'turn-ended', session_id: session, summary: 'done', has_background_work: false },
    mailbox: 'continue-turn',
  })
  expect(read('idle', { is_last: true }).mailbox).toBeNull()
  expect(read('ask', { kind: 'permission', tool: 'bash', subject: 'touch x' })).toEqual({
    signal: { kind: 'blocked', session_id: session, question: 'bash: touch x' },
    mailbox: null,
    ask: { kind: 'permission', tool: 'bash', subject: 'touch x', can_answer: true },
  })
  expect(read('ask', { kind: 'question', tool: 'question', subject: 'Tea?' }).ask).toMatchObject({
    can_answer: false,
  })
  expect(read('interrupted').signal).toEqual({ kind: 'interrupted', session_id: session })
})

test.each([
  [{ status: 401, message: 'no' }, 'auth'],
  [{ name: 'ContextOverflowError', message: 'too long' }, 'context'],
  [{ message: 'Usage limit reached', resets_at: 7 }, 'rate-limit'],
  [{ message: 'the moon fell down' }, 'crash'],
] as const)('a failure told as %j is %s', (error, failure) => {
  expect(read('failed', { error }).signal).toMatchObject({ kind: 'failed', failure, message: error.message })
  expect(read('failed', { error }).signal).toMatchObject('resets_at' in error ? { resets_at: 7 } : {})
})

test('unknown events and malformed input read as nothing', () => {
  const nothing = { signal: null, mailbox: null, session: null }
  for (const input of [null, 1, 'x', [], {}, { session_id: '' }])
    expect(readOpenCodeHook('idle', input)).toEqual(nothing)
  expect(readOpenCodeHook('news', { session_id: session })).toEqual(nothing)
  for (const event of ['prompt', 'idle', 'ask', 'failed'])
    for (const field of ['summary', 'kind', 'tool', 'subject', 'error', 'is_last'])
      readOpenCodeHook(event, { session_id: session, [field]: { odd: [null] } }) // whatever one field becomes
})

test('headless lines are read as recorded from the real thing', () => {
  const readLine = openCodeHarness.headlessReader?.()
  const recorded = readFileSync(
    join(import.meta.dirname, 'fixtures/opencode-1.18.33/run.jsonl'),
    'utf8',
  ).split('\n')
  const readings = recorded.flatMap((line) => readLine?.(line) ?? [])
  expect(readings[0]?.session).toBe(session)
  expect(readings.flatMap(({ result }) => result ?? [])).toEqual([
    { isError: false, summary: 'TOOLDONE: again' },
    { isError: true, summary: 'scripted 401' },
  ])
  expect(readings.map(({ text }) => text).join('')).toContain('echo again')
})

test('an answer from elsewhere goes on with the work, also when it is a no', () => {
  const rendered = (answer: 'allow' | 'deny', reason: string, name: string) => {
    const by = { kind: name === '' ? ('person' as const) : ('agent' as const), name }
    return JSON.parse(openCodeHarness.renderAnswer?.({ answer, reason, by }) ?? '')
  }
  expect(rendered('allow', '', '')).toEqual({ reply: 'once' })
  expect(rendered('deny', '', '')).toEqual({ reply: 'reject', message: 'Your user denied this.' })
  expect(rendered('deny', 'not now', 'lead')).toEqual({
    ...{ reply: 'reject', message: 'The agent above you (lead) denied this: not now' },
  })
})
