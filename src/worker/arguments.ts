import { existsSync, readFileSync } from 'node:fs'
import { homedir, hostname } from 'node:os'
import { join, resolve } from 'node:path'
import { parseArgs, parseEnv } from 'node:util'
import { isKnownHarness, normalizeHarnessName } from '../shared/domain/harness-name.ts'
import { WorkerId } from '../shared/domain/ids.ts'
import { harnesses } from '../shared/harness/registry.ts'
import { messageOf } from '../shared/kernel/message-of.ts'
import { wakeWaiterTimeoutSeconds } from '../shared/limits.ts'
import {
  drainSecondsMax,
  drainWithinMs,
  idleWindowMs,
  runFoldersKeptDays,
  workerExecutionsMax,
} from '../shared/worker-limits.ts'
import type { ExecutionPolicy } from './prepare-execution.ts'
import { findProgram } from './run-folder.ts'
import { parseArgumentList } from './wrapping.ts'

export const usage = `usage: reveille worker --url URL --token-file FILE
  [--data-dir DIR]            where runs work and sessions are kept (default: ~/.local/state/reveille/worker)
  [--harness claude,command]  what it executes (default: what is installed)
  [--labels gpu,linux]        what it offers to runs that ask for labels
  [--max N]                   executions at once (default: ${workerExecutionsMax})
  [--name ID]                 who it is at the service (default: the host's name)
  [--places-file FILE]        other places it serves, each with the file of its token (see docs/remote.md)
  [--places-stdin]            the same with the tokens, as JSON on standard input
  [--agent-env FILE]          NAME=value lines for the environment of its agents
  [--wrap JSON]               arguments put before the agent's own: a container, a sandbox, a limit (see docs/remote.md)
  [--wrap-stop JSON]          run besides when an execution must end
  [--max-minutes N]           an execution that works longer is ended (default: no bound)
  [--question-minutes N]      how long an agent's question waits for an answer; 0: it is denied at once (default: a day)
  [--max-memory-mb N]         one whose processes use more together is ended (Linux; default: no bound)
  [--nice N]                  how far its agents stand back for others, 0 to 19 (default: 0)
  [--own-config]              each run has a configuration directory of its own (CLAUDE_CONFIG_DIR, CODEX_HOME)
  [--config-template DIR]     the same, begun as a copy of DIR/claude, DIR/codex
  [--idle-minutes N]          how long follow-ups of a run come here first (default: ${idleWindowMs / 60_000})
  [--drain-seconds N]         how long what runs may go on after SIGTERM; then it is ended and done again elsewhere
                              (default: ${drainWithinMs / 1_000}; a second SIGTERM ends it at once)
  [--metrics-port N]          metrics for Prometheus on 127.0.0.1:N/metrics
  [--keep-days N]             folders of ended runs are removed after this long untouched (default: ${runFoldersKeptDays})
  [--once]                    ends after one execution; with --idle-minutes it waits so long for follow-ups of its run`

type Environment = Readonly<Record<string, string | undefined>>

export type WorkerArguments = {
  readonly url: string
  readonly tokenFile: string
  readonly dataDirectory: string
  readonly harnesses: readonly string[]
  readonly labels: readonly string[]
  readonly executionsMax: number
  readonly workerId: WorkerId
  readonly places: { readonly from: 'nowhere' | 'stdin' } | { readonly from: 'file'; readonly file: string }
  readonly policy: ExecutionPolicy
  readonly keepMs: number
  /** How long what runs may go on when the worker drains. */
  readonly drainWithinMs: number
  readonly isOnce: boolean
  /** With `isOnce`: how long it waits for follow-ups of its one run. */
  readonly stayMs: number
  readonly metricsPort: number | null
}

/** Reads the command line; throws with one line for people. */
export function readArguments(argv: readonly string[], environment: Environment): WorkerArguments | 'help' {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      url: { type: 'string' },
      service: { type: 'string' },
      'token-file': { type: 'string' },
      'data-dir': { type: 'string' },
      harness: { type: 'string' },
      labels: { type: 'string', default: '' },
      max: { type: 'string', default: String(workerExecutionsMax) },
      name: { type: 'string', default: hostname() },
      'places-file': { type: 'string' },
      'places-stdin': { type: 'boolean', default: false },
      'agent-env': { type: 'string' },
      wrap: { type: 'string' },
      'wrap-stop': { type: 'string' },
      'max-minutes': { type: 'string' },
      'question-minutes': { type: 'string', default: String(wakeWaiterTimeoutSeconds / 60) },
      'max-memory-mb': { type: 'string' },
      nice: { type: 'string', default: '0' },
      'own-config': { type: 'boolean', default: false },
      'config-template': { type: 'string' },
      'idle-minutes': { type: 'string' },
      'drain-seconds': { type: 'string', default: String(drainWithinMs / 1_000) },
      'metrics-port': { type: 'string' },
      'keep-days': { type: 'string', default: String(runFoldersKeptDays) },
      once: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  })
  if (values.help) return 'help'
  const { 'token-file': tokenFile, 'data-dir': dataDirectory = defaultDataDirectory(environment) } = values
  const url = values.url ?? values.service
  if (!url || !tokenFile) throw new Error('--url and --token-file are required')
  const idle = values['idle-minutes']
  const idleMs = idle === undefined ? null : positive('--idle-minutes', idle) * 60_000
  const chosen =
    values.harness
      ?.split(',')
      .map(normalizeHarnessName)
      .filter((name) => name !== '') ?? installed()
  const unknown = chosen.find((name) => !isKnownHarness(name))
  if (unknown !== undefined) throw new Error(`--harness: ${unknown} is not one that this worker can run`)
  const executionsMax = Number(values.max)
  if (!Number.isInteger(executionsMax) || executionsMax < 1)
    throw new Error('--max must be a whole number above 0')
  return {
    url,
    tokenFile: resolve(tokenFile),
    dataDirectory: resolve(dataDirectory),
    harnesses: chosen,
    labels: values.labels
      .split(',')
      .map((label) => label.trim())
      .filter((label) => label !== ''),
    executionsMax,
    workerId: WorkerId.parse(values.name),
    places: placesFrom(values['places-file'], values['places-stdin']),
    policy: {
      agentEnvironment: values['agent-env'] === undefined ? {} : readEnvironmentFile(values['agent-env']),
      wrapping: {
        start: parseArgumentList('--wrap', values.wrap),
        stop: parseArgumentList('--wrap-stop', values['wrap-stop']),
      },
      maxMs: maybe(values['max-minutes'], (text) => positive('--max-minutes', text) * 60_000),
      maxMemoryBytes: maybe(values['max-memory-mb'], readMemory),
      niceness: whole('--nice', values.nice, 0, 19),
      ownConfig: readOwnConfig(values['own-config'], values['config-template']),
      idleMs: idleMs ?? (values.once ? 0 : idleWindowMs),
      questionSeconds: secondsOf('--question-minutes', values['question-minutes']),
    },
    keepMs: positive('--keep-days', values['keep-days']) * 86_400_000,
    drainWithinMs: whole('--drain-seconds', values['drain-seconds'], 0, drainSecondsMax) * 1_000,
    isOnce: values.once,
    stayMs: idleMs ?? 0,
    metricsPort: maybe(values['metrics-port'], (text) => whole('--metrics-port', text, 0, 65_535)),
  }
}

/** The harnesses whose program stands on this worker's PATH. */
const installed = (): readonly string[] =>
  harnesses
    .filter(({ program }) => program === null || findProgram(program, process.env['PATH'] ?? '') !== null)
    .map(({ name }) => name)

function placesFrom(file: string | undefined, isOnStdin: boolean): WorkerArguments['places'] {
  if (file !== undefined && isOnStdin) throw new Error('--places-file and --places-stdin exclude each other')
  if (file !== undefined) return { from: 'file', file: resolve(file) }
  return { from: isOnStdin ? 'stdin' : 'nowhere' }
}

function positive(option: string, text: string): number {
  const number = Number(text)
  if (Number.isFinite(number) && number > 0) return number
  throw new Error(`${option} must be a number above 0`)
}

function secondsOf(option: string, minutes: string): number {
  const seconds = Number(minutes) * 60
  if (seconds >= 0 && seconds <= wakeWaiterTimeoutSeconds) return Math.ceil(seconds)
  throw new Error(`${option} must be a number from 0 to ${wakeWaiterTimeoutSeconds / 60}`)
}

function whole(option: string, text: string, least: number, most: number): number {
  const number = Number(text)
  if (Number.isInteger(number) && number >= least && number <= most) return number
  throw new Error(`${option} must be a whole number from ${least} to ${most}`)
}

const maybe = <Value>(text: string | undefined, read: (text: string) => Value): Value | null =>
  text === undefined ? null : read(text)

function readMemory(text: string): number {
  if (process.platform !== 'linux')
    throw new Error('--max-memory-mb is known on Linux only; use --wrap with a container elsewhere')
  return positive('--max-memory-mb', text) * 1024 * 1024
}

function readOwnConfig(isOwn: boolean, template: string | undefined): ExecutionPolicy['ownConfig'] {
  if (template !== undefined && !existsSync(template))
    throw new Error(`--config-template: there is no directory ${template}`)
  return isOwn || template !== undefined
    ? { template: template === undefined ? null : resolve(template) }
    : null
}

const defaultDataDirectory = (environment: Environment): string =>
  join(environment['XDG_STATE_HOME'] || join(homedir(), '.local', 'state'), 'reveille', 'worker')

/** Throws with one line that names the file and nothing of what stands in it. */
function readEnvironmentFile(file: string): Readonly<Record<string, string>> {
  let text: string
  try {
    text = readFileSync(file, 'utf8')
  } catch (error) {
    throw new Error(`--agent-env ${file}: ${messageOf(error)}`, { cause: error })
  }
  const read = Object.entries(parseEnv(text))
  return Object.fromEntries(read.flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])))
}
