import { expect, test } from 'vitest'
import { HarnessSessionId, RunId } from '../domain/ids.ts'
import { sessionFailureOf } from './claude-failures.ts'
import { claudeHarness } from './claude.ts'
import { commandHarness } from './command.ts'
import type { LaunchFacts } from './harness.ts'
import { harnessNamed } from './registry.ts'

const facts = (overrides: Partial<LaunchFacts> = {}): LaunchFacts => ({
  runId: RunId.parse('7f9c24e8-3b12-4fef-91e0-56a2d5a1c001'),
  parentRunId: RunId.parse('7f9c24e8-3b12-4fef-91e0-56a2d5a1c002'),
  name: 'tester',
  directory: '/home/user/project',
  runDirectory: "/data/it's/run",
  prompt: 'Do it',
  session: HarnessSessionId.parse('7f9c24e8-3b12-4fef-91e0-56a2d5a1c003'),
  model: null,
  permissionMode: 'default',
  reveille: ['/opt/node 24/bin/node', '/opt/cli.mjs'],
  command: ['./agent', '--go', 'a b'],
  program: '/usr/bin/claude',
  platform: 'linux',
  home: '/home/user',
  configDirectory: null,
  questionSeconds: 0,
  serviceUrl: 'http://127.0.0.1:1/api/v1',
  mayTrust: true,
  sha256: (text) => `hash of ${text.length}`,
  ...overrides,
})
const session = '7f9c24e8-3b12-4fef-91e0-56a2d5a1c003'
const files = [
  '--settings',
  "/data/it's/run/claude-settings.json",
  '--mcp-config',
  "/data/it's/run/mcp.json",
  '--append-system-prompt-file',
  "/data/it's/run/instructions.md",
]

test('a fresh session has the id that was minted for it', () => {
  expect(claudeHarness.start(facts()).argv).toEqual([
    '/usr/bin/claude',
    '--session-id',
    session,
    ...files,
    '--',
    'Do it',
  ])
})

test('a resume names the exact session and repeats what was chosen at the start', () => {
  const plan = claudeHarness.resume(facts({ model: 'opus', permissionMode: 'bypass', prompt: 'mail' }))
  const chosen = ['--model', 'opus', '--dangerously-skip-permissions']
  expect(plan.argv).toEqual(['/usr/bin/claude', '--resume', session, ...files, ...chosen, '--', 'mail'])
  expect(plan.directory).toBe('/home/user/project')
})

test('a headless turn streams JSON, and is not held up by a waiter for wakes', () => {
  const plan = claudeHarness.headless(facts({ permissionMode: 'accept-edits' }), 'resume')
  const headless = ['-p', '--output-format', 'stream-json', '--verbose', '--resume', session]
  const mode = ['--permission-mode', 'acceptEdits']
  expect(plan.argv).toEqual(['/usr/bin/claude', ...headless, ...files, ...mode, '--', 'Do it'])
  expect(plan.seeds.map(({ path }) => path.split('/').at(-1))).toEqual([
    'claude-settings.json',
    'instructions.md',
    'mcp.json',
  ])
  expect(plan.seeds[0]?.content).not.toContain('asyncRewake')
})

test('a prompt is never an option', () => {
  expect(claudeHarness.start(facts({ prompt: '--version' })).argv.slice(-2)).toEqual(['--', '--version'])
})

test('without a prompt the session waits for the person', () => {
  expect(claudeHarness.start(facts({ prompt: '' })).argv).not.toContain('--')
})

test('a prompt that no command line carries stands in a file that only the user can read', () => {
  const prompt = 'x'.repeat(100_000)
  const plan = claudeHarness.start(facts({ prompt, runDirectory: '/data/run' }))
  expect(plan.argv.at(-1)).toContain('/data/run/prompt.md')
  expect(plan.seeds.find(({ path }) => path === '/data/run/prompt.md')).toEqual({
    path: '/data/run/prompt.md',
    content: prompt,
    mode: 0o600,
  })
  expect(JSON.stringify(plan.argv).length).toBeLessThan(2_000)
})

test("hooks come through the per-run settings, quoted for the shell; only the trust of the directory is the user's", () => {
  const plan = claudeHarness.start(facts())
  const settings = JSON.parse(plan.seeds[0]?.content ?? '')
  expect(settings.hooks.UserPromptSubmit).toEqual([
    {
      hooks: [
        {
          type: 'command',
          command: "'/opt/node 24/bin/node' '/opt/cli.mjs' 'hook' 'claude' 'UserPromptSubmit'",
          timeout: 15,
        },
      ],
    },
  ])
  expect(settings.hooks.Stop[0].hooks[1]).toMatchObject({
    command: `exec '/data/it'\\''s/run/wake-waiter.sh'`,
    asyncRewake: true,
    timeout: 86_400,
  })
  expect(settings.hooks.PermissionRequest[0].hooks).toEqual([
    {
      type: 'command',
      command: `'/opt/node 24/bin/node' '/opt/cli.mjs' 'hook' 'claude' 'PermissionRequest' 'wait'; exec '/data/it'\\''s/run/answer-waiter.sh'`,
      timeout: 86_400,
    },
  ])
  expect(settings.permissions.allow[0]).toBe('Bash(reveille message:*)')
  expect(plan.seeds.map(({ mode }) => mode)).toEqual([0o600, 0o600, 0o600, 0o700, 0o700])
  expect(plan.trust).toEqual({ file: '/home/user/.claude.json', directory: '/home/user/project' })
})

test('without a terminal a question waits as long as it may, and where it may not Claude denies it at once', () => {
  const asked = (questionSeconds: number, platform: LaunchFacts['platform'] = 'linux') => {
    const plan = claudeHarness.headless(facts({ questionSeconds, platform }), 'start')
    const settings = JSON.parse(plan.seeds[0]?.content ?? '')
    const [hook] = settings.hooks.PermissionRequest[0].hooks
    return [hook.timeout, plan.seeds.some(({ path }) => path.endsWith('answer-waiter.sh'))]
  }
  expect(asked(600)).toEqual([600, true])
  expect(asked(0)).toEqual([15, false])
  expect(asked(600, 'win32')).toEqual([15, false]) // there is no pipe to wait on
})

test('the trust stands in the configuration directory when the user has one', () => {
  expect(claudeHarness.start(facts({ configDirectory: '/cfg/' })).trust?.file).toBe('/cfg/.claude.json')
})

test('on Windows hooks need no shell, and nobody waits for a pipe', () => {
  const plan = claudeHarness.start(facts({ platform: 'win32', runDirectory: 'C:\\data\\run' }))
  const settings = JSON.parse(plan.seeds[0]?.content ?? '')
  expect(settings.hooks.Stop[0].hooks).toEqual([
    {
      type: 'command',
      command: '/opt/node 24/bin/node',
      args: ['/opt/cli.mjs', 'hook', 'claude', 'Stop'],
      timeout: 15,
    },
  ])
  expect(plan.seeds.map(({ path }) => path)).toEqual([
    'C:\\data\\run\\claude-settings.json',
    'C:\\data\\run\\instructions.md',
    'C:\\data\\run\\mcp.json',
  ])
})

test('a session that cannot be taken up is recognised', () => {
  expect(sessionFailureOf(`No conversation found with session ID: ${session}`)).toBe('unknown-session')
  expect(sessionFailureOf(`Error: Session ID ${session} is already in use.`)).toBe('session-in-use')
  expect(sessionFailureOf('all is well')).toBeNull()
})

test('a command runs inside the runner, with its prompt in the environment and in a file', () => {
  const plan = commandHarness.start(facts({ runDirectory: '/data/run' }))
  expect(plan.argv).toEqual([
    '/opt/node 24/bin/node',
    '/opt/cli.mjs',
    'run-command',
    '--',
    './agent',
    '--go',
    'a b',
  ])
  expect(plan.environment).toEqual({ REVEILLE_PROMPT: 'Do it', REVEILLE_PROMPT_FILE: '/data/run/prompt.md' })
  expect(commandHarness.resume(facts()).argv[3]).toBe('--wake')
  expect(commandHarness.headless(facts(), 'resume').argv[3]).toBe('--wake')
})

test('a harness is found under every spelling, and an unknown one is none', () => {
  expect(harnessNamed(' Claude_Code ')?.name).toBe('claude')
  expect(harnessNamed('open_code')?.name).toBe('opencode')
  expect(harnessNamed('from-tomorrow')).toBeNull()
  expect(harnessNamed('constructor')).toBeNull()
})
