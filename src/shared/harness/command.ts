import { promptArgumentCharsMax } from '../limits.ts'
import type { Harness, LaunchFacts, LaunchPlan } from './harness.ts'
import { joinPath } from './paths.ts'

/**
 * Any program as an agent: one turn is one process. `reveille run-command` stands around it and does what hooks do
 * elsewhere; a wake runs the program again, with the mailbox on its standard input and in its environment. Its
 * "session" is an id of ours that ties the turns together.
 */
export const commandHarness: Harness = {
  name: 'command',
  abilities: { canResume: true, canBeWokenIdle: false, hasHooks: false, takesSessionId: true },
  program: null,
  start: (facts) => plan(facts, []),
  resume: (facts) => plan(facts, ['--wake']),
  headless: (facts, mode) => plan(facts, mode === 'start' ? [] : ['--wake']),
  sessionPlace: null,
  configVariable: null,
  signIn: null,
  readHook: () => ({ signal: null, mailbox: null, session: null }),
  renderHook: () => ({ kind: 'print', text: '' }),
  headlessReader: null,
}

function plan(facts: LaunchFacts, wake: readonly string[]): LaunchPlan {
  const promptFile = joinPath(facts.platform, facts.runDirectory, 'prompt.md')
  const prompt = facts.prompt.replaceAll('\0', '')
  return {
    argv: [...facts.reveille, 'run-command', ...wake, '--', ...facts.command],
    directory: facts.directory,
    environment: {
      REVEILLE_PROMPT_FILE: promptFile,
      // A variable is bounded like an argument; a longer prompt stands in the file alone.
      ...(prompt.length <= promptArgumentCharsMax ? { REVEILLE_PROMPT: prompt } : {}),
    },
    seeds: [{ path: promptFile, content: prompt, mode: 0o600 }],
    trust: null,
  }
}
