import { expect, test } from 'vitest'
import { HarnessSessionId, RunId } from '../domain/ids.ts'
import { codexHarness } from './codex.ts'
import { readCodexLine } from './codex-output.ts'
import { readCodexTranscriptLine } from './codex-transcript.ts'
import type { LaunchFacts, LaunchPlan } from './harness.ts'
import { harnessNamed } from './registry.ts'

const session = HarnessSessionId.parse('01a20b79-ad3a-7f21-b269-082800f624e6')
const facts = (overrides: Partial<LaunchFacts> = {}): LaunchFacts => ({
  ...{ runId: RunId.parse('7f9c24e8-3b12-4fef-91e0-56a2d5a1c001'), parentRunId: null, name: 'tester' },
  ...{ directory: '/home/u/it"s', runDirectory: '/data/run', prompt: 'Do it', session, model: null },
  ...{ permissionMode: 'default', reveille: ['/node', '/cli.mjs'], command: [], program: 'codex' },
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
/** The arguments without our configuration, and that configuration by name. */
function split(argv: readonly string[]) {
  const words: string[] = []
  const config: Record<string, string> = {}
  for (let at = 0; at < argv.length; at += 1) {
    const [, name = '', value = ''] = (argv[at] === '-c' && /^([^=]+)=(.*)$/s.exec(argv[at + 1] ?? '')) || []
    if (name === '') words.push(argv[at] ?? '')
    else config[name] = value
    if (name !== '') at += 1
  }
  return { words, config }
}

/** The two commands of a pane's script. */
function paneOf(plan: LaunchPlan) {
  const script = plan.seeds.find(({ path }) => path === plan.argv[1])
  const [server = '', terminal = ''] = (script?.content ?? '')
    .split('\n')
    .filter((line) => line.startsWith("'codex'"))
  const words = (line: string): string[] =>
    [...line.matchAll(/'((?:[^']|'\\'')*)'(?= |$)/g)].map(([, word = '']) => word.replaceAll("'\\''", "'"))
  return { server: split(words(server.replace(/ <\/dev\/null.*$/, ''))), terminal: split(words(terminal)) }
}

test('a session in a pane is a server and its terminal, which end together, and a prompt is never an option', () => {
  const { server, terminal } = paneOf(codexHarness.start(facts({ prompt: '--version' })))
  const socket = 'unix:///data/run/codex.sock'
  expect(server.words).toEqual(['codex', 'app-server', '--listen', socket])
  expect(terminal.words).toEqual(['codex', '--remote', socket, '--no-alt-screen', '--', '--version'])
  expect(terminal.config).toEqual({})
  expect(server.config['projects']).toBe('{"/home/u/it\\"s"={trust_level="trusted"}}')
  expect(server.config['hooks.Stop']).toBe(
    `[{hooks=[{type="command",command="'/node' '/cli.mjs' 'hook' 'codex' 'Stop'",timeout=15}]}]`,
  )
  expect(server.config['hooks.state']).toContain(
    '"/<session-flags>/config.toml:user_prompt_submit:0:0"={trusted_hash="sha256:hash"}',
  )
  expect(server.config).not.toHaveProperty('approval_policy')
})

test('a resume names the exact session and repeats what was chosen at the start, model and effort included', () => {
  const plan = codexHarness.resume(facts({ model: 'gpt-6/high', permissionMode: 'bypass', prompt: 'mail' }))
  const { server, terminal } = paneOf(plan)
  const options = ['--remote', 'unix:///data/run/codex.sock', '--no-alt-screen', '--model', 'gpt-6']
  expect(terminal.words).toEqual(['codex', 'resume', ...options, session, '--', 'mail'])
  expect(terminal.config).toEqual({ model_reasoning_effort: '"high"' })
  expect(server.config).toMatchObject({ sandbox_mode: '"danger-full-access"', approval_policy: '"never"' })
  expect(plan.secrets).toEqual(['/home/u/.codex/auth.json'])
})

test('where no socket can be, Codex runs by itself and leaves no server behind', () => {
  for (const where of [{ platform: 'win32' }, { runDirectory: `/${'long/'.repeat(30)}` }] as const) {
    const { words } = split(codexHarness.start(facts({ ...where, prompt: '' })).argv)
    expect(words).toEqual(['codex', '--no-daemon', '--no-alt-screen'])
  }
})

test('a headless turn streams JSON; trust is given only for a directory that a person chose', () => {
  const { words, config } = split(
    codexHarness.headless(facts({ prompt: '', mayTrust: false }), 'resume').argv,
  )
  const begin = 'Begin. What you have to do stands in your context.'
  expect(words).toEqual(['codex', 'exec', '--json', '--skip-git-repo-check', 'resume', session, '--', begin])
  expect(config).not.toHaveProperty('projects')
})

test.each([
  [{ codex_error_info: 'usage_limit_exceeded', message: 'm' }, 'rate-limit'],
  [{ codex_error_info: { http_connection_failed: { http_status_code: 401 } }, message: 'm' }, 'auth'],
  [{ codex_error_info: 'context_window_exceeded', message: 'm' }, 'context'],
  [{ message: 'the moon fell down' }, 'crash'],
])('a turn that failed with %j is told with its class', (error, failure) => {
  const line = JSON.stringify({ type: 'event_msg', payload: { type: 'task_complete', error } })
  expect(readCodexTranscriptLine(line, session)).toEqual({
    ...{ kind: 'failed', session_id: session, failure, message: error.message },
  })
})

test('a turn that a person broke off is told; one that ended well and odd lines tell nothing', () => {
  const line = (payload: object) => JSON.stringify({ type: 'event_msg', payload })
  const read = (payload: object) => readCodexTranscriptLine(line(payload), session)
  expect(read({ type: 'turn_aborted', reason: 'interrupted' })).toEqual({
    kind: 'interrupted',
    session_id: session,
  })
  expect(read({ type: 'turn_aborted', reason: 'replaced' })).toBeNull()
  expect(read({ type: 'task_complete' })).toBeNull()
  expect(readCodexTranscriptLine('{"torn "task_complete"', session)).toBeNull()
})

test('the call that has no result is what a turn was cut off at; what an earlier turn left open is over', () => {
  const call = (id: string, cmd: string) => ({
    type: 'response_item',
    payload: { type: 'function_call', call_id: id, name: 'exec_command', arguments: JSON.stringify({ cmd }) },
  })
  const output = (id: string) => ({
    type: 'response_item',
    payload: { type: 'function_call_output', call_id: id },
  })
  const begun = { type: 'event_msg', payload: { type: 'task_started' } }
  const open = (...lines: object[]) => codexHarness.readOpenCall?.(lines.map((line) => JSON.stringify(line)))
  expect(open(call('1', 'ls'), output('1'), call('2', 'npm test'))).toBe('exec_command: npm test')
  expect(open(call('1', 'ls'), output('1'))).toBeNull()
  expect(open(call('1', 'ls'), begun)).toBeNull()
})

test('headless lines are read as recorded from the real thing', () => {
  const read = (line: object) => readCodexLine(JSON.stringify(line))
  expect(read({ type: 'thread.started', thread_id: session }).session).toBe(session)
  expect(read({ type: 'item.completed', item: { type: 'agent_message', text: 'ok\u001b[2J' } })).toEqual({
    ...{ text: 'ok[2J\r\n', session: null, result: { isError: false, summary: 'ok\u001b[2J' } },
  })
  expect(read({ type: 'turn.failed', error: { message: 'no' } }).result).toEqual({
    isError: true,
    summary: 'no',
  })
  expect(read({ type: 'news.of.tomorrow' })).toEqual({ text: '', session: null, result: null })
})

test('names of the service are mapped exactly', () => {
  expect(harnessNamed('Codex_CLI')?.name).toBe('codex')
  expect(harnessNamed('codexx')).toBeNull()
})
