import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { claudeHarness } from '../shared/harness/claude.ts'
import { codexHarness } from '../shared/harness/codex.ts'
import { geminiHarness } from '../shared/harness/gemini.ts'
import type { Harness } from '../shared/harness/harness.ts'
import { openCodeHarness } from '../shared/harness/opencode.ts'
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
  /** What a person types to leave: each when the text before it stands on the screen. */
  readonly quit: readonly { readonly after: string; readonly keys: string }[]
  /** The name under which the model calls one of the family's tools. */
  readonly familyTool: (name: string) => string
  /** What stands on the screen when it asks for a permission, and the key that gives it. */
  readonly permission: { readonly prompt?: string; readonly question: string; readonly allow: string }
  /** What it asks a person when its limit is exhausted; absent where it just fails. */
  readonly limitDialog?: { readonly question: string; readonly stop: string }
  /** A person breaks the turn off. */
  readonly interrupt: readonly string[]
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
  TMPDIR: home, // some leave reports of their failures there
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
    quit: [{ after: '', keys: '/exit\r' }],
    familyTool: (name) => `mcp__reveille__${name}`,
    permission: { question: 'Do you want to proceed?', allow: '1' },
    interrupt: ['\u001b'],
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
[sandbox_workspace_write]
exclude_slash_tmp = true # its sandbox would leave an empty /tmp/.git, and all below would be one repository to others
`,
      ),
    environment: (home) => ({ ...base(home), SCRIPTED_KEY: 'dummy' }),
    quit: [{ after: '', keys: '\x04' }], // typed fast, `/exit` and Enter are taken for a paste
    familyTool: (name) => `mcp__reveille__${name}`,
    permission: {
      // Inside its sandbox it asks nothing.
      prompt:
        'CALL:exec_command {"cmd":"echo asked","sandbox_permissions":"require_escalated","justification":"a test"}',
      ...{ question: 'Would you like to run', allow: 'y' },
    },
    interrupt: ['\u001b'],
  },
  gemini: {
    harness: geminiHarness,
    ...find('gemini'),
    setUp: (home) =>
      write(
        home,
        '.gemini/settings.json',
        JSON.stringify({
          security: { auth: { selectedType: 'gemini-api-key' } },
          general: { enableAutoUpdate: false, maxAttempts: 1 },
        }),
      ),
    environment: (home, modelUrl) => ({
      ...base(home),
      ...{ GEMINI_API_KEY: 'dummy', GOOGLE_GEMINI_BASE_URL: modelUrl, COLORTERM: 'truecolor' },
    }),
    quit: [
      { after: '', keys: '\u0003' },
      { after: 'Press Ctrl+C again', keys: '\u0003' },
    ],
    familyTool: (name) => `mcp_reveille_${name}`,
    permission: { question: 'Allow execution of', allow: '\r' },
    limitDialog: { question: 'Usage limit reached', stop: '2' },
    interrupt: ['\u001b'],
  },
  opencode: {
    harness: openCodeHarness,
    ...find('opencode'),
    setUp: (home, _directories, modelUrl) => {
      const model = { name: 'scripted', limit: { context: 100_000, output: 4_000 } }
      const provider = {
        ...{ npm: '@ai-sdk/openai-compatible', name: 'scripted', models: { scripted: model } },
        options: { baseURL: `${modelUrl}/v1`, apiKey: 'dummy' },
      }
      const config = {
        model: 'scripted/scripted',
        small_model: 'scripted/scripted',
        provider: { scripted: provider },
      }
      write(home, '.config/opencode/opencode.json', JSON.stringify({ ...config, autoupdate: false }))
      write(home, 'models.json', '{}') // the register of all models in the world costs a second to read
      write(home, '.npmrc', 'offline=true\n') // a fresh home would fetch packages for plugins that it does not have
    },
    environment: (home) => ({
      ...base(home),
      ...{ OPENCODE_DISABLE_MODELS_FETCH: '1', OPENCODE_DISABLE_DEFAULT_PLUGINS: '1' },
      OPENCODE_MODELS_PATH: join(home, 'models.json'),
    }),
    quit: [{ after: '', keys: '\u0003' }],
    familyTool: (name) => `reveille_${name}`,
    permission: { question: 'Permission required', allow: '\r' },
    interrupt: ['\u001b', '\u001b'],
  },
} satisfies Record<string, RealAgent>
