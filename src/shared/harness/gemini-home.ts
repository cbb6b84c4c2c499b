import { hookTimeoutSeconds } from '../limits.ts'
import { agentInstructions } from './agent-instructions.ts'
import { atWorkFile } from './at-work.ts'
import { shellCommand } from './cli-shim.ts'
import { geminiHookEvents } from './gemini-hooks.ts'
import type { LaunchFacts, PlannedLink, SeedFile } from './harness.ts'
import { mcpCallSeconds, mcpUrl, tokenVariable } from './mcp-server.ts'
import { joinPath } from './paths.ts'

/** Where Gemini CLI keeps everything of a user's: settings, sign-in, sessions. */
export const geminiDirectory = (facts: Pick<LaunchFacts, 'platform' | 'home' | 'configDirectory'>): string =>
  joinPath(facts.platform, facts.configDirectory ?? facts.home, '.gemini')

/**
 * A home of the run's own (`GEMINI_CLI_HOME`): links to all that is the user's, and beside it one extension with our
 * hooks, tools and words. There is no other way in: 0.61.0 takes no settings on its command line, and refuses a file of
 * "system settings" whose whole path does not belong to root. Sessions stay where the user's own are.
 */
export function geminiHome(facts: LaunchFacts): {
  readonly path: string
  readonly policy: string
  readonly links: readonly PlannedLink[]
  readonly seeds: readonly SeedFile[]
} {
  const at = (directory: string, ...names: readonly string[]): string =>
    names.reduce((path, name) => joinPath(facts.platform, path, name), directory)
  const users = geminiDirectory(facts)
  const path = at(facts.runDirectory, 'gemini-home')
  const own = at(path, '.gemini')
  const extension = at(own, 'extensions', 'reveille')
  const policy = at(facts.runDirectory, 'gemini-policy.toml')
  const shared = ['tmp', 'history']
  const seed = (file: string, content: string): SeedFile => ({ path: file, content, mode: 0o600 })
  return {
    path,
    policy,
    links: [
      { kind: 'entries', at: own, to: users, without: ['extensions', ...shared] },
      {
        kind: 'entries',
        at: at(own, 'extensions'),
        to: at(users, 'extensions'),
        without: ['reveille'],
      },
      ...shared.map(
        (name) => ({ kind: 'directory', at: at(own, name), to: at(users, name), without: [] }) as const,
      ),
      {
        kind: 'entries',
        at: at(path, '.agents'),
        to: at(facts.configDirectory ?? facts.home, '.agents'),
        without: [],
      },
    ],
    seeds: [
      seed(at(extension, 'gemini-extension.json'), manifest(facts)),
      seed(at(extension, 'REVEILLE.md'), agentInstructions(facts, 'gemini')),
      seed(at(extension, 'hooks', 'hooks.json'), hooks(facts, at(facts.runDirectory, atWorkFile))),
      seed(policy, ownWords),
    ],
  }
}

function manifest(facts: LaunchFacts): string {
  const headers = { Authorization: `Bearer \${${tokenVariable}}` }
  const reveille = { type: 'http', url: mcpUrl(facts), headers, timeout: mcpCallSeconds * 1_000 }
  return json({
    name: 'reveille',
    version: '1.0.0',
    contextFileName: 'REVEILLE.md',
    mcpServers: { reveille },
  })
}

function hooks(facts: LaunchFacts, atWork: string): string {
  const entries = geminiHookEvents.map((event) => [event, hookCommand(facts, event)])
  // What it is at, for whoever must say what it was cut off at: one line of shell, for a process would cost more.
  if (facts.platform !== 'win32')
    entries.push(['BeforeTool', `[ -n "$GEMINI_CLI" ] || cat > ${shellCommand([atWork])}`])
  return json({
    hooks: Object.fromEntries(
      entries.map(([event, command]) => [
        event,
        [{ hooks: [{ type: 'command', name: 'reveille', command, timeout: hookTimeoutSeconds * 1_000 }] }],
      ]),
    ),
  })
}

/** A Gemini CLI that the agent itself starts in its shell inherits this home, and is not this run. */
function hookCommand(facts: LaunchFacts, event: string): string {
  const words = [...facts.reveille, 'hook', 'gemini', event]
  if (facts.platform === 'win32')
    return `if (-not $env:GEMINI_CLI) { $input | & ${words.map((word) => `'${word.replaceAll("'", "''")}'`).join(' ')} }`
  return `[ -n "$GEMINI_CLI" ] || exec ${shellCommand(words)}`
}

/** What an agent may always do: write and read mail. */
const ownWords = `[[rule]]
toolName = "run_shell_command"
commandPrefix = ["reveille message", "reveille run list", "reveille run get", "reveille run wait"]
decision = "allow"
priority = 500

[[rule]]
mcpName = "reveille"
toolName = ["list_family", "send_message", "read_message", "wait_for_events", "ask_parent", "finish"]
decision = "allow"
priority = 500
`

const json = (value: object): string => `${JSON.stringify(value, null, 2)}\n`
