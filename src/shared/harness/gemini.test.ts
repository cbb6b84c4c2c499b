import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { renderMailbox } from '../domain/mailbox-context.ts'
import { HarnessSessionId, RunId } from '../domain/ids.ts'
import { geminiHarness } from './gemini.ts'
import { readGeminiHook, renderGeminiHook } from './gemini-hooks.ts'
import type { LaunchFacts } from './harness.ts'

const session = HarnessSessionId.parse('bd0d06ec-4fe0-4306-994c-cf9e37189cc3')
const facts = (overrides: Partial<LaunchFacts> = {}): LaunchFacts => ({
  ...{ runId: RunId.parse('7f9c24e8-3b12-4fef-91e0-56a2d5a1c001'), parentRunId: null, name: 'tester' },
  ...{ directory: '/home/u/project', runDirectory: '/data/run', prompt: '--do it', session, model: null },
  ...{ permissionMode: 'default', reveille: ['/node', '/cli.mjs'], command: [], program: 'gemini' },
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
const policies = ['--policy', '/data/run/gemini-policy.toml', '--policy', '/home/u/.gemini/policies']

test('a session has the id that was minted for it, a home of its own beside the user’s things, and a prompt is never an option', () => {
  const plan = geminiHarness.start(facts())
  expect(plan.argv).toEqual([
    'gemini',
    '--session-id',
    session,
    ...policies,
    '--skip-trust',
    '--prompt-interactive=--do it',
  ])
  expect(plan.environment).toEqual({ GEMINI_CLI_HOME: '/data/run/gemini-home' })
  expect(plan.links).toEqual([
    {
      ...{ kind: 'entries', at: '/data/run/gemini-home/.gemini', to: '/home/u/.gemini' },
      without: ['extensions', 'tmp', 'history'],
    },
    {
      ...{
        kind: 'entries',
        at: '/data/run/gemini-home/.gemini/extensions',
        to: '/home/u/.gemini/extensions',
      },
      without: ['reveille'],
    },
    ...['tmp', 'history'].map((name) => ({
      ...{ kind: 'directory', at: `/data/run/gemini-home/.gemini/${name}`, to: `/home/u/.gemini/${name}` },
      without: [],
    })),
    { kind: 'entries', at: '/data/run/gemini-home/.agents', to: '/home/u/.agents', without: [] },
  ])
  const hooks = plan.seeds.find(({ path }) => path.endsWith('hooks.json'))?.content ?? ''
  expect(hooks).toContain(`[ -n \\"$GEMINI_CLI\\" ] || exec '/node' '/cli.mjs' 'hook' 'gemini' 'AfterAgent'`)
  expect(plan.seeds.every(({ path, mode }) => path.startsWith('/data/run/') && mode === 0o600)).toBe(true)
})

test('a resume names the exact session and repeats what was chosen at the start; trust is given only where a person chose', () => {
  const chosen = {
    model: 'gemini-x',
    permissionMode: 'bypass',
    mayTrust: false,
    configDirectory: '/other',
  } as const
  expect(geminiHarness.resume(facts(chosen)).argv).toEqual([
    ...[
      'gemini',
      '--resume',
      session,
      '--policy',
      '/data/run/gemini-policy.toml',
      '--policy',
      '/other/.gemini/policies',
    ],
    ...['--model', 'gemini-x', '--approval-mode', 'yolo', '--prompt-interactive=--do it'],
  ])
  expect(geminiHarness.headless(facts({ prompt: '' }), 'resume').argv).toEqual([
    ...['gemini', '--output-format', 'stream-json', '--resume', session, ...policies, '--skip-trust'],
    '--prompt=Begin. What you have to do stands in your context.',
  ])
})

const folder = join(import.meta.dirname, 'fixtures/gemini-0.61.0')
const fixture = (name: string) =>
  JSON.parse(readFileSync(join(folder, `${name}.json`), 'utf8')) as Record<string, unknown>
const read = (name: string, changes: object = {}) => {
  const input = fixture(name)
  const {
    session: told,
    transcript: _file,
    ...rest
  } = readGeminiHook(String(input['hook_event_name']), { ...input, ...changes })
  expect(told).toBe(input['session_id'])
  return { ...rest, signal: rest.signal && { ...rest.signal, session_id: undefined } }
}

test.each([
  ['SessionStart', { signal: { kind: 'session-started' }, mailbox: null }],
  ['BeforeAgent', { signal: { kind: 'turn-began' }, mailbox: 'additional-context', isContinuation: false }],
  ['AfterTool', { signal: { kind: 'work-went-on' }, mailbox: 'additional-context' }],
  [
    'Notification',
    {
      signal: { kind: 'blocked', question: 'Shell: touch x' },
      mailbox: null,
      ask: { kind: 'permission', tool: 'Shell', subject: 'touch x', can_answer: false },
    },
  ],
  [
    'AfterAgent',
    {
      signal: { kind: 'turn-ended', summary: 'TOOLDONE: from-stop', has_background_work: false },
      mailbox: 'continue-turn',
    },
  ],
  ['SessionEnd', { signal: { kind: 'session-ended', reason: 'exit' }, mailbox: null }],
] as const)('%s is read as recorded from the real thing', (name, expected) => {
  expect(read(name)).toEqual({ ...expected, signal: { ...expected.signal, session_id: undefined } })
})

test('a turn that begins with the mail goes on; a notification that asks nothing is none', () => {
  const mail = renderMailbox([{ message_id: 'm', subject: 's', sent_at: 't', kind: 'message', body: 'b' }], 0)
  expect(read('BeforeAgent', { prompt: mail })).toMatchObject({ isContinuation: true })
  expect(read('Notification', { notification_type: 'News' })).toEqual({ signal: null, mailbox: null })
  expect(JSON.parse(renderGeminiHook('AfterAgent', 'mail'))).toEqual({ decision: 'deny', reason: 'mail' })
})

test('unknown events and malformed input read as nothing', () => {
  const nothing = { signal: null, mailbox: null, session: null }
  for (const input of [null, 1, 'x', [], {}, { session_id: '' }])
    expect(readGeminiHook('AfterAgent', input)).toEqual(nothing)
  expect(readGeminiHook('BeforeModel', fixture('AfterAgent'))).toEqual(nothing)
  for (const name of readdirSync(folder).filter((file) => file.endsWith('.json')))
    for (const key of Object.keys(fixture(name.slice(0, -5)))) {
      const input = fixture(name.slice(0, -5))
      readGeminiHook(String(input['hook_event_name']), { ...input, [key]: { odd: [null] } }) // whatever one field becomes
    }
})

const lines = readFileSync(join(folder, 'chat.jsonl'), 'utf8').split('\n')
test('the transcript tells a turn that failed, with its class, and one that was broken off', () => {
  const told = lines.flatMap((line) => geminiHarness.readTranscriptLine?.(line, session) ?? [])
  expect(told).toEqual([
    { kind: 'interrupted', session_id: session },
    { kind: 'failed', session_id: session, failure: 'auth', message: 'scripted 401 · 401 UNAUTHENTICATED' },
  ])
})

test('an end is a bad one only when nothing was said after the line that tells', () => {
  const end = (count: number) => geminiHarness.readTurnEnd?.(lines.slice(0, count), session)?.kind ?? null
  expect(lines.map((_, at) => end(at + 1))).toEqual([
    ...[null, null, null, null, null, 'interrupted', 'interrupted', null, null, 'failed', 'failed'],
    ...['failed'].slice(0, lines.length - 11),
  ])
})

test('headless lines are read as recorded from the real thing', () => {
  const recorded = readFileSync(join(folder, 'stream-json.jsonl'), 'utf8').split('\n')
  const readLine = geminiHarness.headlessReader?.()
  const readings = recorded.flatMap((line) => readLine?.(line) ?? [])
  expect(readings.find(({ session: told }) => told !== null)?.session).toBe(
    '6f1f4d20-71a2-4f46-9d0b-2f3f5f0f3f11',
  )
  expect(readings.findLast(({ result }) => result !== null)?.result).toEqual({
    isError: false,
    summary: 'TOOLDONE: again',
  })
  const nothing = { text: '', session: null, result: null }
  expect(readLine?.('{"type":"news"}')).toEqual(nothing)
  const piece = (content: string) =>
    readLine?.(JSON.stringify({ type: 'message', role: 'assistant', content }))
  expect([piece('It is '), piece('done.')].map((reading) => reading?.result?.summary)).toEqual([
    'It is ',
    'It is done.',
  ])
})
