import { agentInstructions } from './agent-instructions.ts'
import { renderHookInJson } from './claude-hooks.ts'
import { codexConfig } from './codex-config.ts'
import { readCodexHook } from './codex-hooks.ts'
import { codexLine } from './codex-line.ts'
import { readCodexLine } from './codex-output.ts'
import { codexPane, codexSocketOf } from './codex-pane.ts'
import {
  codexSessionHome,
  codexSessionPlace,
  readCodexOpenCall,
  readCodexTranscriptLine,
} from './codex-transcript.ts'
import type { Harness, LaunchFacts, LaunchPlan } from './harness.ts'
import { joinPath } from './paths.ts'
import { headlessPrompt, promptArgument } from './prompt-argument.ts'

/**
 * Codex. Everything was tried with 0.169.0. It takes no session id: its first hook tells the one it chose. In a pane it is
 * an app server and its terminal; without a server an idle session takes its next prompt from Codex's own, slow queue.
 */
export const codexHarness: Harness = {
  name: 'codex',
  abilities: { canResume: true, canBeWokenIdle: true, hasHooks: true, takesSessionId: false },
  program: 'codex',
  start: (facts) => inPane(facts, [], promptWords(facts)),
  resume: (facts) => inPane(facts, ['resume'], [facts.session, ...promptWords(facts)]),
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
  readOpenCall: readCodexOpenCall,
  line: codexLine,
  rouseCommand: ({ program, session, text }) => [program, 'queue', '--thread', session, '--message', text],
  readHook: readCodexHook,
  renderHook: renderHookInJson,
  headlessReader: () => readCodexLine,
}

/** What scrolls away stays in the terminal; nothing outlives the pane. */
function inPane(facts: LaunchFacts, verb: readonly string[], words: readonly string[]): LaunchPlan {
  const socket = codexSocketOf(facts)
  const flags = permissions[facts.permissionMode]
  if (socket === null) return plan(facts, [...verb, '--no-daemon', '--no-alt-screen', ...flags], words)
  // A resumed session has the permissions that its server gives; its terminal may not name any.
  const options = [
    ...verb,
    '--remote',
    `unix://${socket}`,
    '--no-alt-screen',
    ...(verb.length > 0 ? [] : flags),
  ]
  const { argv, ...rest } = plan(facts, options, words, [])
  const config = [...configOf(facts), ...permissionConfig[facts.permissionMode]]
  // The configuration is the server's; the terminal program would hand it over once more.
  const server = [facts.program, 'app-server', '--listen', `unix://${socket}`, ...config]
  const pane = codexPane(facts, socket, server, argv)
  return { ...rest, argv: ['/bin/sh', pane.path], seeds: [...rest.seeds, pane] }
}

const configOf = (facts: LaunchFacts): readonly string[] =>
  codexConfig(facts, agentInstructions(facts, 'codex'))

function plan(
  facts: LaunchFacts,
  options: readonly string[],
  words: readonly string[],
  config: readonly string[] = configOf(facts),
): LaunchPlan {
  const home = facts.configDirectory ?? joinPath(facts.platform, facts.home, '.codex')
  return {
    argv: [
      facts.program,
      ...options,
      ...config,
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

const asConfig = (sandbox: string, approval: string): readonly string[] => [
  ...['-c', `sandbox_mode="${sandbox}"`],
  ...['-c', `approval_policy="${approval}"`],
]
const permissionConfig: Readonly<Record<LaunchFacts['permissionMode'], readonly string[]>> = {
  default: [],
  plan: asConfig('read-only', 'on-request'),
  'accept-edits': asConfig('workspace-write', 'on-request'),
  bypass: asConfig('danger-full-access', 'never'),
}

/** A headless turn asks nobody. */
const headlessPermissions = {
  default: [],
  plan: ['--sandbox', 'read-only'],
  'accept-edits': ['--sandbox', 'workspace-write'],
  bypass: ['--dangerously-bypass-approvals-and-sandbox'],
} as const satisfies Record<LaunchFacts['permissionMode'], readonly string[]>
