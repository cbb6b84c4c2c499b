import { agentInstructions } from './agent-instructions.ts'
import { renderClaudeHook } from './claude-hooks.ts'
import { codexConfig } from './codex-config.ts'
import { readCodexHook } from './codex-hooks.ts'
import { readCodexLine } from './codex-output.ts'
import { codexSessionHome, codexSessionPlace, readCodexTranscriptLine } from './codex-transcript.ts'
import type { Harness, LaunchFacts, LaunchPlan } from './harness.ts'
import { joinPath } from './paths.ts'
import { headlessPrompt, promptArgument } from './prompt-argument.ts'

/**
 * Codex. Everything was tried with 0.169.0. It takes no session id: its first hook tells the one it chose. An idle
 * session takes its next prompt from Codex's own queue, beside whatever a person has typed.
 */
export const codexHarness: Harness = {
  name: 'codex',
  abilities: { canResume: true, canBeWokenIdle: true, hasHooks: true, takesSessionId: false },
  program: 'codex',
  start: (facts) => plan(facts, inPane(facts), promptWords(facts)),
  resume: (facts) => plan(facts, ['resume', ...inPane(facts)], [facts.session, ...promptWords(facts)]),
  headless: (given, mode) => {
    const facts = headlessPrompt(given)
    const options = ['exec', '--json', '--skip-git-repo-check', ...headlessPermissions[facts.permissionMode]]
    const session = mode === 'start' ? [] : ['resume', facts.session]
    return plan(facts, options, [...session, ...promptWords(facts)])
  },
  sessionPlace: codexSessionPlace,
  sessionHome: codexSessionHome,
  configVariable: 'CODEX_HOME',
  signIn: {
    args: ['login', 'status'],
    read: (exitCode) => (exitCode === 0 ? 'signed-in' : 'signed-out'),
    remedy: 'run `codex login`, or set up a provider of your own in its config.toml',
  },
  readTranscriptLine: readCodexTranscriptLine,
  rouseCommand: ({ program, session, text }) => [program, 'queue', '--thread', session, '--message', text],
  readHook: readCodexHook,
  renderHook: renderClaudeHook,
  readHeadlessLine: readCodexLine,
}

/** No server that outlives the pane; what scrolls away stays in the terminal. */
const inPane = (facts: LaunchFacts): readonly string[] => [
  '--no-daemon',
  '--no-alt-screen',
  ...permissions[facts.permissionMode],
]

function plan(facts: LaunchFacts, options: readonly string[], words: readonly string[]): LaunchPlan {
  const home = facts.configDirectory ?? joinPath(facts.platform, facts.home, '.codex')
  return {
    argv: [
      facts.program,
      ...options,
      ...codexConfig(facts, agentInstructions(facts, 'codex')),
      ...(facts.model === null ? [] : modelArguments(facts.model)),
      ...words,
    ],
    directory: facts.directory,
    environment: {},
    seeds: promptArgument(facts).seeds,
    trust: null,
    secrets: [joinPath(facts.platform, home, 'auth.json')],
  }
}

/** Behind `--` nothing is an option, whatever the prompt begins with. */
function promptWords(facts: LaunchFacts): readonly string[] {
  const { argument } = promptArgument(facts)
  return argument === '' ? [] : ['--', argument]
}

/** `gpt-x` or `gpt-x/high`: a model, and how much it shall think. Without one the user's own settings decide. */
function modelArguments(model: string): readonly string[] {
  const [, name = model, effort] = /^(.+)\/(none|minimal|low|medium|high|xhigh)$/.exec(model) ?? []
  return ['--model', name, ...(effort === undefined ? [] : ['-c', `model_reasoning_effort="${effort}"`])]
}

/** `default` says nothing: then the user's own settings decide. */
const permissions = {
  default: [],
  plan: ['--sandbox', 'read-only', '--ask-for-approval', 'on-request'],
  'accept-edits': ['--sandbox', 'workspace-write', '--ask-for-approval', 'on-request'],
  bypass: ['--dangerously-bypass-approvals-and-sandbox'],
} as const satisfies Record<LaunchFacts['permissionMode'], readonly string[]>

/** A headless turn asks nobody. */
const headlessPermissions = {
  default: [],
  plan: ['--sandbox', 'read-only'],
  'accept-edits': ['--sandbox', 'workspace-write'],
  bypass: ['--dangerously-bypass-approvals-and-sandbox'],
} as const satisfies Record<LaunchFacts['permissionMode'], readonly string[]>
