import { wakePrompt } from '../domain/mailbox-context.ts'
import { agentInstructions } from './agent-instructions.ts'
import { atWorkFile } from './at-work.ts'
import { answerWaiterScript } from './answer-waiter.ts'
import { wakeWaiterScript } from './claude-wake-waiter.ts'
import type { Harness, LaunchFacts, LaunchPlan, SessionFacts, SessionPlace } from './harness.ts'
import { readOpenCodeHook } from './opencode-hooks.ts'
import { readOpenCodeLine } from './opencode-output.ts'
import { openCodePluginSource } from './opencode-plugin.ts'
import { mcpCallSeconds, mcpUrl, tokenVariable } from './mcp-server.ts'
import { joinPath } from './paths.ts'
import { headlessPrompt, promptArgument } from './prompt-argument.ts'

/**
 * OpenCode. Everything was tried with 1.18.33. It has no hooks: a plugin of ours, given for the run alone, tells its turns
 * and begins one when it is woken. It mints its sessions' ids itself, and keeps all of them in one database.
 */
export const openCodeHarness: Harness = {
  name: 'opencode',
  abilities: { canResume: true, canBeWokenIdle: true, hasHooks: true, takesSessionId: false },
  program: 'opencode',
  start: (facts) => {
    const { argument } = promptArgument(facts)
    return plan(facts, 'start', argument === '' ? [] : [`--prompt=${argument}`])
  },
  resume: (facts) => plan(facts, 'resume', ['--session', facts.session]),
  headless: (given, mode) => {
    const facts = headlessPrompt(given)
    const session = mode === 'start' ? [] : ['--session', facts.session]
    return plan(facts, 'headless', [...session, '--', promptArgument(facts).argument])
  },
  sessionPlace: openCodeDatabase,
  configVariable: 'XDG_DATA_HOME',
  signIn: {
    args: ['auth', 'list'],
    read: (exitCode, output) =>
      exitCode !== 0 ? 'unknown' : /\b0 credentials\b/.test(output) ? 'signed-out' : 'signed-in',
    remedy: 'run `opencode auth login`, or set up a provider of your own in its opencode.json',
  },
  readHook: readOpenCodeHook,
  renderHook: (_event, context) => ({ kind: 'print', text: context }),
  renderAnswer: ({ answer, reason, by }) => {
    const who = by.kind === 'person' ? 'Your user' : `The agent above you (${by.name})`
    // With words it goes on and knows why; without them OpenCode would end the turn.
    const message = reason.trim() === '' ? `${who} denied this.` : `${who} denied this: ${reason}`
    return JSON.stringify(answer === 'allow' ? { reply: 'once' } : { reply: 'reject', message })
  },
  headlessReader: () => readOpenCodeLine,
}

function openCodeDatabase({ platform, home, configDirectory }: SessionFacts): SessionPlace {
  const data = configDirectory ?? joinPath(platform, joinPath(platform, home, '.local'), 'share')
  return { kind: 'database', path: joinPath(platform, joinPath(platform, data, 'opencode'), 'opencode.db') }
}

type Mode = 'start' | 'resume' | 'headless'

function plan(facts: LaunchFacts, mode: Mode, words: readonly string[]): LaunchPlan {
  const place = (name: string): string => joinPath(facts.platform, facts.runDirectory, name)
  const isWakeable = mode !== 'headless' && facts.platform !== 'win32'
  const files = {
    instructions: place('instructions.md'),
    plugin: place('opencode-plugin.js'),
    wake: place('wake-waiter.sh'),
    answer: place('answer-waiter.sh'),
  }
  const { argument, seeds } = promptArgument(facts)
  const plugin = openCodePluginSource({
    hook: [...facts.reveille, 'hook', 'opencode'],
    session: mode === 'resume' ? facts.session : null,
    prompt: mode === 'resume' && argument !== '' ? argument : null,
    wakePrompt: wakePrompt([]),
    wakeWaiter: isWakeable ? files.wake : null,
    answerWaiter: isWakeable ? files.answer : null,
    atWork: place(atWorkFile),
  })
  const script = (path: string, content: string) => ({ path, content, mode: 0o700 })
  return {
    argv: [
      facts.program,
      ...(mode === 'headless' ? ['run', '--format', 'json'] : []),
      ...(facts.model === null ? [] : ['--model', facts.model]),
      ...(facts.permissionMode === 'plan' ? ['--agent', 'plan'] : []),
      ...(facts.permissionMode === 'bypass' ? ['--auto'] : []),
      ...words,
    ],
    directory: facts.directory,
    environment: {
      OPENCODE_CONFIG_CONTENT: JSON.stringify(config(facts, files)),
      OPENCODE_DISABLE_AUTOUPDATE: '1',
    },
    seeds: [
      { path: files.instructions, content: agentInstructions(facts, 'opencode'), mode: 0o600 },
      { path: files.plugin, content: plugin, mode: 0o600 },
      ...(isWakeable
        ? [
            script(files.wake, wakeWaiterScript(facts.runDirectory)),
            script(files.answer, answerWaiterScript(facts.runDirectory)),
          ]
        : []),
      ...seeds,
    ],
    trust: null,
    secrets: [],
  }
}

/** Merged by OpenCode over the user's own configuration: lists grow, nothing is replaced. */
const config = (
  facts: LaunchFacts,
  files: { readonly plugin: string; readonly instructions: string },
): object => ({
  plugin: [fileUrl(facts.platform, files.plugin)],
  instructions: [files.instructions],
  mcp: {
    reveille: {
      ...{ type: 'remote', url: mcpUrl(facts), enabled: true, oauth: false },
      headers: { Authorization: `Bearer {env:${tokenVariable}}` },
      timeout: mcpCallSeconds * 1_000,
    },
  },
  ...(facts.permissionMode === 'accept-edits' ? { permission: acceptEdits } : {}),
})

const acceptEdits = {
  edit: 'allow',
  webfetch: 'ask',
  bash: {
    '*': 'ask',
    ...Object.fromEntries(
      ['message', 'run list', 'run get', 'run wait'].map((words) => [`reveille ${words} *`, 'allow']),
    ),
  },
} as const

const fileUrl = (platform: LaunchFacts['platform'], path: string): string =>
  `file://${encodeURI(platform === 'win32' ? `/${path.replaceAll('\\', '/')}` : path).replaceAll(/[?#]/g, encodeURIComponent)}`
