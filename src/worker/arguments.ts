import { hostname } from 'node:os'
import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { isKnownHarness, normalizeHarnessName } from '../shared/domain/harness-name.ts'
import { WorkerId } from '../shared/domain/ids.ts'
import { workerExecutionsMax } from '../shared/limits.ts'

export const usage = `usage: reveille worker --url URL --token-file FILE --data-dir DIR
  [--harness claude,command]  what it executes (default: both)
  [--labels gpu,linux]        what it offers to runs that ask for labels
  [--max N]                   executions at once (default: ${workerExecutionsMax})
  [--name ID]                 who it is at the service (default: the host's name)
  [--places-file FILE]        other places it serves, each with the file of its token (see docs/remote.md)
  [--places-stdin]            the same with the tokens, as JSON on standard input
  [--once]                    ends after one execution`

export type WorkerArguments = {
  readonly url: string
  readonly tokenFile: string
  readonly dataDirectory: string
  readonly harnesses: readonly string[]
  readonly labels: readonly string[]
  readonly executionsMax: number
  readonly workerId: WorkerId
  readonly places: { readonly from: 'nowhere' | 'stdin' } | { readonly from: 'file'; readonly file: string }
  readonly isOnce: boolean
}

/** Reads the command line; throws with one line for people. */
export function readArguments(argv: readonly string[]): WorkerArguments | 'help' {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      url: { type: 'string' },
      'token-file': { type: 'string' },
      'data-dir': { type: 'string' },
      harness: { type: 'string', default: 'claude,command' },
      labels: { type: 'string', default: '' },
      max: { type: 'string', default: String(workerExecutionsMax) },
      name: { type: 'string', default: hostname() },
      'places-file': { type: 'string' },
      'places-stdin': { type: 'boolean', default: false },
      once: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  })
  if (values.help) return 'help'
  const { url, 'token-file': tokenFile, 'data-dir': dataDirectory } = values
  if (!url || !tokenFile || !dataDirectory) throw new Error('--url, --token-file and --data-dir are required')
  const harnesses = values.harness
    .split(',')
    .map(normalizeHarnessName)
    .filter((name) => name !== '')
  const unknown = harnesses.find((name) => !isKnownHarness(name))
  if (unknown !== undefined) throw new Error(`--harness: ${unknown} is not one that this worker can run`)
  const executionsMax = Number(values.max)
  if (!Number.isInteger(executionsMax) || executionsMax < 1)
    throw new Error('--max must be a whole number above 0')
  return {
    url,
    tokenFile: resolve(tokenFile),
    dataDirectory: resolve(dataDirectory),
    harnesses,
    labels: values.labels
      .split(',')
      .map((label) => label.trim())
      .filter((label) => label !== ''),
    executionsMax,
    workerId: WorkerId.parse(values.name),
    places: placesFrom(values['places-file'], values['places-stdin']),
    isOnce: values.once,
  }
}

function placesFrom(file: string | undefined, isOnStdin: boolean): WorkerArguments['places'] {
  if (file !== undefined && isOnStdin) throw new Error('--places-file and --places-stdin exclude each other')
  if (file !== undefined) return { from: 'file', file: resolve(file) }
  return { from: isOnStdin ? 'stdin' : 'nowhere' }
}
