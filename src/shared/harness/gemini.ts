import { geminiDirectory, geminiHome } from './gemini-home.ts'
import { readGeminiHook, renderGeminiHook } from './gemini-hooks.ts'
import { geminiReader } from './gemini-output.ts'
import { geminiSessionPlace, readGeminiTranscriptLine, readGeminiTurnEnd } from './gemini-transcript.ts'
import type { Harness, LaunchFacts, LaunchPlan } from './harness.ts'
import { joinPath } from './paths.ts'
import { headlessPrompt, promptArgument } from './prompt-argument.ts'

/**
 * Gemini CLI. Everything was tried with 0.61.0. An idle session has no channel of its own: it is woken by a prompt that
 * is typed into its empty input box, and never over a draft.
 */
export const geminiHarness: Harness = {
  name: 'gemini',
  abilities: {
    ...{ canResume: true, canBeWokenIdle: false, hasHooks: true, takesSessionId: true },
    idlePaste: { submit: '\r' },
  },
  program: 'gemini',
  start: (facts) => plan(facts, ['--session-id', facts.session], '--prompt-interactive'),
  resume: (facts) => plan(facts, ['--resume', facts.session], '--prompt-interactive'),
  headless: (facts, mode) =>
    plan(
      headlessPrompt(facts),
      ['--output-format', 'stream-json', mode === 'start' ? '--session-id' : '--resume', facts.session],
      '--prompt',
    ),
  sessionPlace: geminiSessionPlace,
  configVariable: 'GEMINI_CLI_HOME',
  signIn: null, // it has no command that tells
  readTranscriptLine: readGeminiTranscriptLine,
  readTurnEnd: readGeminiTurnEnd,
  readHook: readGeminiHook,
  renderHook: (event, context) => ({ kind: 'print', text: renderGeminiHook(event, context) }),
  headlessReader: geminiReader,
}

function plan(facts: LaunchFacts, session: readonly string[], promptOption: string): LaunchPlan {
  const home = geminiHome(facts)
  const { argument, seeds } = promptArgument(facts)
  const users = geminiDirectory(facts)
  return {
    argv: [
      facts.program,
      ...session,
      // Given by hand the user's own policies are read no more, unless they are named as well.
      ...['--policy', home.policy, '--policy', joinPath(facts.platform, users, 'policies')],
      ...(facts.mayTrust ? ['--skip-trust'] : []),
      ...(facts.model === null ? [] : ['--model', facts.model]),
      ...permissionArguments[facts.permissionMode],
      // With `=` nothing of it is an option, whatever the prompt begins with.
      ...(argument === '' ? [] : [`${promptOption}=${argument}`]),
    ],
    directory: facts.directory,
    environment: { GEMINI_CLI_HOME: home.path },
    links: home.links,
    seeds: [...home.seeds, ...seeds],
    trust: null,
    secrets: [joinPath(facts.platform, users, 'oauth_creds.json')],
  }
}

/** `default` says nothing: then the user's own settings decide. */
const permissionArguments = {
  default: [],
  plan: ['--approval-mode', 'plan'],
  'accept-edits': ['--approval-mode', 'auto_edit'],
  bypass: ['--approval-mode', 'yolo'],
} as const satisfies Record<LaunchFacts['permissionMode'], readonly string[]>
