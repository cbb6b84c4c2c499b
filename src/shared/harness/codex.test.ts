import { expect, test } from 'vitest'
import { HarnessSessionId, RunId } from '../domain/ids.ts'
import { codexHarness } from './codex.ts'
import { readCodexLine } from './codex-output.ts'
import { readCodexTranscriptLine } from './codex-transcript.ts'
import type { LaunchFacts } from './harness.ts'
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

test('a session in a pane leaves no server behind, and a prompt is never an option', () => {
  const { words, config } = split(codexHarness.start(facts({ prompt: '--version' })).argv)
  expect(words).toEqual(['codex', '--no-daemon', '--no-alt-screen', '--', '--version'])
  expect(config['projects']).toBe('{"/home/u/it\\"s"={trust_level="trusted"}}')
  expect(config['hooks.Stop']).toBe(
    `[{hooks=[{type="command",command="'/node' '/cli.mjs' 'hook' 'codex' 'Stop'",timeout=15}]}]`,
  )
  expect(config['hooks.state']).toContain(
    '"/<session-flags>/config.toml:user_prompt_submit:0:0"={trusted_hash="sha256:hash"}',
  )
  expect(config).not.toHaveProperty('model')
})

test('a resume names the exact session and repeats what was chosen at the start, model and effort included', () => {
  const plan = codexHarness.resume(facts({ model: 'gpt-6/high', permissionMode: 'bypass', prompt: 'mail' }))
  const { words, config } = split(plan.argv)
  const options = ['--no-daemon', '--no-alt-screen', '--dangerously-bypass-approvals-and-sandbox']
  expect(words).toEqual(['codex', 'resume', ...options, '--model', 'gpt-6', session, '--', 'mail'])
  expect(config['model_reasoning_effort']).toBe('"high"')
  expect(plan.secrets).toEqual(['/home/u/.codex/auth.json'])
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
