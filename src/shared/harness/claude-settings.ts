import { attachmentsFolder } from '../domain/attached-files.ts'
import { hookTimeoutSeconds, wakeWaiterTimeoutSeconds } from '../limits.ts'
import { hookWaitWord } from './answer-waiter.ts'
import { shellCommand } from './cli-shim.ts'
import { claudeHookEvents } from './claude-hooks.ts'
import type { LaunchFacts } from './harness.ts'
import { joinPath } from './paths.ts'

/**
 * The per-run settings file: our hooks beside the user's own, and the CLI that an agent may use without asking.
 * A headless turn is not wakeable: `claude -p` would wait for its waiter and never end (2.1.330).
 */
export function claudeSettings(facts: LaunchFacts, idle: 'wakeable' | 'not-wakeable'): string {
  const hooks: Record<string, { hooks: object[] }[]> = {}
  for (const event of claudeHookEvents) hooks[event] = [{ hooks: [reveilleHook(facts, event)] }]
  if (idle === 'wakeable') hooks['Stop']?.[0]?.hooks.push(wakeWaiter(facts))
  const seconds = idle === 'wakeable' ? wakeWaiterTimeoutSeconds : facts.questionSeconds
  if (canWaitForAnswer(facts, idle)) hooks['PermissionRequest'] = [{ hooks: [askHook(facts, seconds)] }]
  const settings = {
    hooks,
    permissions: { allow: [...ownWords, ...(facts.platform === 'win32' ? [] : readGiven(facts))] },
    // The person chose `bypass` for this run in our own dialog; an agent in a hidden pane cannot be asked again.
    ...(facts.permissionMode === 'bypass' ? { skipDangerousModePermissionPrompt: true } : {}),
  }
  return `${JSON.stringify(settings, null, 2)}\n`
}

/** What an agent may always do: write and read mail. Starting or directing others is asked for as any command is. */
const ownWords = [
  ...['message', 'run list', 'run get', 'run wait'].map((words) => `Bash(reveille ${words}:*)`),
  ...['list_family', 'send_message', 'read_message', 'wait_for_events', 'ask_parent', 'finish'].map(
    (name) => `mcp__reveille__${name}`,
  ),
]

function reveilleHook(facts: LaunchFacts, event: string): object {
  const words = [...facts.reveille, 'hook', 'claude', event]
  const [command = '', ...args] = words
  // On Windows the shell may be PowerShell, whose quoting differs: there the words are passed without a shell.
  const form = facts.platform === 'win32' ? { command, args } : { command: shellCommand(words) }
  return { type: 'command', ...form, timeout: hookTimeoutSeconds }
}

/** Whether a question can be answered from elsewhere: its waiter needs a named pipe. */
export const canWaitForAnswer = (facts: LaunchFacts, idle: 'wakeable' | 'not-wakeable'): boolean =>
  facts.platform !== 'win32' && (idle === 'wakeable' || facts.questionSeconds > 0)

/**
 * Tells that the agent asks, then waits for an answer from elsewhere as one blocked shell. In a pane its dialog stands
 * meanwhile, and whoever answers first counts; without a terminal nobody else can, and when the time is over Claude denies
 * what it asked for (2.1.330).
 */
const askHook = (facts: LaunchFacts, seconds: number): object => ({
  type: 'command',
  command: [
    shellCommand([...facts.reveille, 'hook', 'claude', 'PermissionRequest', hookWaitWord]),
    `exec ${shellCommand([joinPath(facts.platform, facts.runDirectory, 'answer-waiter.sh')])}`,
  ].join('; '),
  timeout: seconds,
})

/** Ends with code 2 when a line arrives in the run's pipe, which begins a turn. See `claude-wake-waiter.ts`. */
const wakeWaiter = (facts: LaunchFacts): object => ({
  type: 'command',
  command: `exec ${shellCommand([joinPath(facts.platform, facts.runDirectory, 'wake-waiter.sh')])}`, // one shell, not two
  asyncRewake: true,
  timeout: wakeWaiterTimeoutSeconds,
  rewakeMessage: 'Reveille:',
  rewakeSummary: 'Reveille: woken',
})

/** What was given with its task may be read without asking; `//` is how a rule names an absolute path. */
const readGiven = (facts: LaunchFacts): readonly string[] =>
  ['prompt.md', `${attachmentsFolder}/**`].map(
    (name) => `Read(/${joinPath(facts.platform, facts.runDirectory, name)})`,
  )
