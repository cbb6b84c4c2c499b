import { hookTimeoutSeconds } from '../limits.ts'
import { shellCommand } from './cli-shim.ts'
import { codexHookEvents, type CodexHookEvent } from './codex-hooks.ts'
import type { LaunchFacts } from './harness.ts'
import { mcpCallSeconds, mcpUrl, tokenVariable } from './mcp-server.ts'

/**
 * What a run adds to the user's configuration, as `-c` arguments: nothing is written into `CODEX_HOME`, and sign-in,
 * model, reasoning effort and sessions stay the user's own. None of the values is a secret.
 */
export function codexConfig(facts: LaunchFacts, instructions: string): readonly string[] {
  const hooks = codexHookEvents.map((event) => [event, hookCommand(facts, event)] as const)
  const settings: Readonly<Record<string, string>> = {
    check_for_update_on_startup: 'false',
    // A login shell would read the user's profile anew, and many of those set the PATH to one without `reveille`.
    allow_login_shell: 'false',
    developer_instructions: quote(instructions),
    ...Object.fromEntries(
      hooks.map(([event, line]) => [
        `hooks.${event}`,
        `[{hooks=[{type="command",command=${quote(line)},timeout=${timeoutOf(event)}}]}]`,
      ]),
    ),
    // Our own hooks are trusted by their hash and nobody else's with them: no `--dangerously-bypass-hook-trust`.
    'hooks.state': table(hooks.map(([event, line]) => trustedHook(facts, event, line))),
    'mcp_servers.reveille': [
      `{url=${quote(mcpUrl(facts))}`,
      `bearer_token_env_var=${quote(tokenVariable)}`,
      `tool_timeout_sec=${mcpCallSeconds}}`,
    ].join(','),
    ...(facts.mayTrust ? { projects: table([[facts.directory, '{trust_level="trusted"}']]) } : {}),
  }
  return Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])
}

/** Codex refuses more for the end of a session, and would then distrust the hook (0.169.0). */
const timeoutOf = (event: CodexHookEvent): number => (event === 'SessionEnd' ? 3 : hookTimeoutSeconds)

function hookCommand(facts: LaunchFacts, event: CodexHookEvent): string {
  const words = [...facts.reveille, 'hook', 'codex', event]
  // `cmd` knows double quotes alone.
  return facts.platform === 'win32' ? words.map((word) => `"${word}"`).join(' ') : shellCommand(words)
}

/**
 * A hook's name and the hash that marks it as reviewed: of its canonical JSON, keys sorted. Found out from what
 * `hooks/list` of the app server answers (0.169.0) and held to it by the conformance test.
 */
function trustedHook(facts: LaunchFacts, event: CodexHookEvent, command: string): readonly [string, string] {
  const label = event.replaceAll(/(?<=[a-z])[A-Z]/g, (letter) => `_${letter}`).toLowerCase()
  const hook = { async: false, command, timeout: timeoutOf(event), type: 'command' }
  const hash = facts.sha256(JSON.stringify({ event_name: label, hooks: [hook] }))
  return [`/<session-flags>/config.toml:${label}:0:0`, `{trusted_hash="sha256:${hash}"}`]
}

const table = (entries: readonly (readonly [string, string])[]): string =>
  `{${entries.map(([name, value]) => `${quote(name)}=${value}`).join(',')}}`

/** A basic string of TOML: as in JSON, but DEL is escaped, too. */
const quote = (text: string): string => JSON.stringify(text).replaceAll('\u007f', '\\u007f')
