import { z } from 'zod'

/** The harnesses this build can run. */
export const knownHarnesses = ['claude', 'codex', 'gemini', 'opencode', 'command'] as const
export type KnownHarness = (typeof knownHarnesses)[number]

/** A harness as the wire names it: unknown ones are kept as they are, shown, and never run. */
export const HarnessName = z.string().trim().min(1).max(64)
export type HarnessName = z.infer<typeof HarnessName>

const aliases: Readonly<Record<string, string>> = {
  'claude-code': 'claude',
  'codex-cli': 'codex',
  'gemini-cli': 'gemini',
  'open-code': 'opencode',
}

/** The one spelling of a harness name: trimmed, lower case, `_` as `-`, aliases resolved. */
export function normalizeHarnessName(name: string): HarnessName {
  const spelled = name.trim().toLowerCase().replaceAll('_', '-')
  return aliases[spelled] ?? spelled
}

/** Whether this build may run the harness. */
export const isKnownHarness = (name: string): name is KnownHarness =>
  (knownHarnesses as readonly string[]).includes(name)

const displayNames: Readonly<Record<string, string>> = {
  claude: 'Claude Code',
  codex: 'Codex',
  gemini: 'Gemini CLI',
  opencode: 'OpenCode',
  command: 'Command',
}

/** What a person calls it. */
export const harnessDisplayName = (name: HarnessName): string => displayNames[name] ?? `unknown (${name})`

/**
 * Whether mail has arrived only when the turn ended well. A program that is one turn takes its mail as input: when it
 * fails, nothing of it knows what it was given. A session has its mail in its context from the turn's beginning.
 */
export const keepsNothing = (name: HarnessName): boolean => name === 'command'
