import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { spawn } from 'node-pty'
import { Mirror } from '../pty-host/mirror.ts'
import { ParseTurns } from '../pty-host/parse-turns.ts'
import { startModelServer } from './model-server/model-server.ts'
import { realAgents } from './real-agents.ts'

// By hand, when a pinned CLI changes: `REVEILLE_TEST_CLAUDE=... node src/testing/record-sessions.ts [name]` writes what the real
// agent CLIs and htop put out in a terminal of 80 by 24 to src/pty-host/recordings; `recordings.test.ts` replays it.

const size = { cols: 80, rows: 24 }
const quietMs = 1_200 // unless a session says otherwise
const folder = join(import.meta.dirname, '../pty-host/recordings')
const home = mkdtempSync(join(tmpdir(), 'recording-'))
const project = join(home, 'project')
mkdirSync(project)
writeFileSync(join(project, 'notes.md'), '# Notes\n\n- 日本語 and 👨‍👩‍👧\n')
const model = await startModelServer({ port: 0 })
const base = {
  HOME: home,
  PATH: process.env['PATH'] ?? '',
  LANG: 'C.UTF-8',
  SHELL: '/bin/sh',
  TERM: 'xterm-256color',
}
const colours = { COLORTERM: 'truecolor' }
const program = (bin: string): string => process.env[`REVEILLE_TEST_${bin.toUpperCase()}`] ?? ''

type Session = {
  readonly argv: readonly string[]
  readonly env?: Readonly<Record<string, string>>
  readonly setUp?: () => void
  /** Until it takes keys. */
  readonly startMs?: number
  readonly quietMs?: number
  /** What is typed, each piece when the screen has been quiet. */
  readonly keys: readonly string[]
}

const talk = [
  'hello 日本語 👨‍👩‍👧 e\u0301',
  '\r',
  'RUN:printf "one\\ntwo\\n"; cat notes.md',
  '\r',
  '/',
  '\x1b[B',
  '\x1b',
  '\x1b[Z',
  'half a draft',
] as const

const sessions: Readonly<Record<string, Session>> = {
  claude: {
    argv: [program('claude'), '--permission-mode', 'manual'],
    setUp: () => realAgents.claude.setUp(home, [project]),
    env: { ...realAgents.claude.environment(home, model.url), ...colours },
    keys: [...talk.slice(0, 4), '\r', ...talk.slice(4)], // it asks before it runs
  },
  codex: {
    argv: [program('codex'), '--no-daemon', '--dangerously-bypass-approvals-and-sandbox'],
    setUp: () => realAgents.codex.setUp(home, [project], model.url),
    env: { ...realAgents.codex.environment(home), ...colours },
    keys: ['\r', ...talk],
  },
  gemini: {
    argv: [program('gemini'), '--yolo'],
    setUp: () => {
      mkdirSync(join(home, '.gemini'))
      const settings = {
        security: { auth: { selectedType: 'gemini-api-key' }, folderTrust: { enabled: false } },
        privacy: { usageStatisticsEnabled: false },
        general: { disableAutoUpdate: true },
      }
      writeFileSync(join(home, '.gemini/settings.json'), JSON.stringify(settings))
    },
    env: { GEMINI_API_KEY: 'dummy', GOOGLE_GEMINI_BASE_URL: model.url, ...colours },
    keys: talk,
  },
  opencode: {
    argv: [program('opencode')],
    setUp: () => {
      mkdirSync(join(home, '.config/opencode'), { recursive: true })
      const provider = {
        npm: '@ai-sdk/openai-compatible',
        options: { baseURL: `${model.url}/v1`, apiKey: 'dummy' },
        models: { scripted: { name: 'scripted', limit: { context: 100_000, output: 10_000 } } },
      }
      const settings = {
        ...{ model: 'scripted/scripted', small_model: 'scripted/scripted', autoupdate: false },
        provider: { scripted: provider },
      }
      writeFileSync(join(home, '.config/opencode/opencode.json'), JSON.stringify(settings))
    },
    ...{ startMs: 15_000, quietMs: 4_000 },
    env: { OPENCODE_DISABLE_AUTOUPDATE: '1', OPENCODE_DISABLE_MODELS_FETCH: '1', ...colours },
    keys: talk,
  },
  htop: {
    // Among processes of its own: what else runs here is nobody's business.
    argv: [
      'unshare',
      '-pf',
      '--mount-proc',
      '--uts',
      'sh',
      '-c',
      'hostname recorded; sleep 998 & sleep 999 & exec htop --tree',
    ],
    env: {},
    keys: ['\x1b[B', '\x1b[B', '\x1b[6~', '\x1bOQ', '\x1b', 't', 'q'],
  },
}

const wanted = process.argv[2]
try {
  for (const [name, session] of Object.entries(sessions))
    if (wanted === undefined || wanted === name) await record(name, session)
} finally {
  await model.close()
  rmSync(home, { recursive: true, force: true, maxRetries: 5 })
}

async function record(name: string, session: Session): Promise<void> {
  const { argv, env = {}, setUp, keys, startMs = 4_000 } = session
  const pauseMs = session.quietMs ?? quietMs
  setUp?.()
  const [file = '', ...args] = argv
  const pty = spawn(file, args, { ...size, cwd: project, env: { ...base, ...env }, encoding: null })
  const turns = new ParseTurns({ schedule: setImmediate, now: () => performance.now() })
  const mirror = new Mirror({ ...size, turns })
  mirror.onReply((reply) => pty.write(reply))
  const chunks: Buffer[] = []
  let lastAt = performance.now()
  const startedAt = lastAt
  pty.onData((data: string | Buffer) => {
    const bytes = Buffer.from(data) // of `encoding: null`, though its type says text
    chunks.push(bytes)
    lastAt = performance.now()
    mirror.feed(bytes)
  })
  const quiet = async (): Promise<void> => {
    const until = performance.now() + 15_000 // some draw for ever
    await sleep(pauseMs)
    while (performance.now() < until && performance.now() - lastAt < pauseMs) await sleep(50)
  }
  while (chunks.length === 0 && performance.now() - startedAt < 20_000) await sleep(50)
  await sleep(startMs)
  for (const key of keys) {
    await quiet()
    pty.write(key)
  }
  await quiet()
  mirror.dispose()
  pty.kill('SIGKILL')
  const bytes = Buffer.concat(chunks)
  writeFileSync(join(folder, `${name}.session`), bytes)
  process.stdout.write(`${name}: ${bytes.byteLength} bytes in ${chunks.length} pieces\n`)
}
