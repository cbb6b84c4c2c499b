import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** The pinned Claude Code that set-up fetched; null where there is none. */
export const realClaude: string | null = process.env['REVEILLE_TEST_CLAUDE'] ?? null

/** Why tests with the real Claude Code are skipped; part of their names, so that the summary tells. */
export const whyNoClaude: string =
  realClaude === null
    ? `skipped: ${process.env['REVEILLE_TEST_CLAUDE_MISSING'] ?? 'REVEILLE_TEST_CLAUDE is not set; npm test fetches it'}`
    : 'with the real claude'

/** A home in which Claude Code is set up, as a user's would be, and trusts these directories. */
export function claudeHome(home: string, trusted: readonly string[]): void {
  mkdirSync(home, { recursive: true })
  const config = {
    hasCompletedOnboarding: true,
    customApiKeyResponses: { approved: ['dummy'], rejected: [] },
    projects: Object.fromEntries(trusted.map((directory) => [directory, { hasTrustDialogAccepted: true }])),
  }
  writeFileSync(join(home, '.claude.json'), JSON.stringify(config), { mode: 0o600 })
}

/** What a Claude Code of a test finds around it: the scripted model, and leave to run as root. */
export const claudeEnvironment = (home: string, modelUrl: string): Record<string, string> => ({
  HOME: home,
  PATH: process.env['PATH'] ?? '',
  LANG: 'C.UTF-8',
  SHELL: '/bin/sh',
  ANTHROPIC_BASE_URL: modelUrl,
  ANTHROPIC_API_KEY: 'dummy',
  IS_SANDBOX: '1',
  DISABLE_AUTOUPDATER: '1',
  CLAUDE_CODE_MAX_RETRIES: '1', // a refusal is told in a second, not after ten tries
})
