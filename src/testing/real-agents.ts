import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { claudeHarness } from '../shared/harness/claude.ts'
import { codexHarness } from '../shared/harness/codex.ts'
import type { Harness } from '../shared/harness/harness.ts'
import { claudeEnvironment, claudeHome, realClaude } from './real-claude.ts'

/** A real agent CLI as tests set it up: a home as a user's would be, with the scripted model as its provider. */
export type RealAgent = {
  readonly harness: Harness
  /** The pinned program; null where there is none. */
  readonly program: string | null
  /** Part of the tests' names, so that the summary tells why they are skipped. */
  readonly why: string
  readonly setUp: (home: string, directories: readonly string[], modelUrl: string) => void
  readonly environment: (home: string, modelUrl: string) => Record<string, string>
  /** What a person types to leave. */
  readonly quit: string
}

function find(bin: string): Pick<RealAgent, 'program' | 'why'> {
  const name = `REVEILLE_TEST_${bin.toUpperCase()}`
  const program = process.env[name] ?? null
  const missing = process.env[`${name}_MISSING`] ?? `${name} is not set; npm test fetches it`
  return { program, why: program === null ? `skipped: ${missing}` : `with the real ${bin}` }
}

/** What every CLI of a test finds around it. */
const base = (home: string): Record<string, string> => ({
  HOME: home,
  PATH: process.env['PATH'] ?? '',
  LANG: 'C.UTF-8',
  SHELL: '/bin/sh',
})

function write(home: string, path: string, content: string): void {
  const file = join(home, path)
  mkdirSync(join(file, '..'), { recursive: true })
  writeFileSync(file, content, { mode: 0o600 })
}

/** The pinned CLIs; see `scripts/lib/agent-clis.mjs`. */
export const realAgents = {
  claude: {
    harness: claudeHarness,
    ...find('claude'),
    program: realClaude,
    setUp: claudeHome,
    environment: claudeEnvironment,
    quit: '/exit\r',
  },
  codex: {
    harness: codexHarness,
    ...find('codex'),
    setUp: (home, _directories, modelUrl) =>
      write(
        home,
        '.codex/config.toml',
        `model = "scripted"
model_provider = "scripted"
[model_providers.scripted]
name = "scripted"
base_url = "${modelUrl}/v1"
wire_api = "responses"
env_key = "SCRIPTED_KEY"
request_max_retries = 0
stream_max_retries = 0
`,
      ),
    environment: (home) => ({ ...base(home), SCRIPTED_KEY: 'dummy' }),
    quit: '\x04', // typed fast, `/exit` and Enter are taken for a paste
  },
} as const satisfies Record<string, RealAgent>
