import { createHash } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import type { PlacesWithTokens } from '../../shared/contract/places.ts'
import { compareVersions } from '../../shared/kernel/compare-versions.ts'
import { workerExecutionsMax } from '../../shared/worker-limits.ts'
import { startBackground } from './background.ts'
import { isSameProcess, processStartTime } from './process-identity.ts'
import type { Runtime } from './runtime.ts'

export type WorkerStart = {
  readonly runtime: Runtime
  readonly dataDirectory: string
  readonly environment: Readonly<Record<string, string | undefined>>
  readonly url: string
  readonly tokenFile: string
  readonly harnesses: readonly string[]
  readonly places: PlacesWithTokens
  /** The app's own: an older worker is replaced. */
  readonly version: string
}

const WorkerFile = z.object({
  pid: z.int().positive(),
  startTime: z.string().nullable(),
  harnesses: z.string(),
  /** Which places it was given, by a mark that says nothing of their tokens. */
  places: z.string().default(''),
  version: z.string().default(''),
})

/** Makes sure that one worker serves the embedded service; one that lives on from an earlier app is kept. */
export function ensureWorker(start: WorkerStart): { readonly pid: number; readonly wasThere: boolean } {
  const file = join(start.dataDirectory, 'worker.json')
  const harnesses = start.harnesses.join(',')
  const places = markOf(start.places)
  const known = readWorkerFile(file)
  const isSame =
    known?.harnesses === harnesses &&
    known.places === places &&
    compareVersions(known.version, start.version) >= 0
  if (known && isSame && isSameProcess(known.pid, known.startTime)) return { pid: known.pid, wasThere: true }
  // A worker for other harnesses, or an older one, drains what it has and goes; a new one serves beside it meanwhile.
  if (known) endKnown(known)
  const child = startBackground({
    node: start.runtime.node,
    entry: start.runtime.entry('worker'),
    args: [
      ...['--url', start.url, '--token-file', start.tokenFile, '--data-dir', start.dataDirectory],
      ...['--harness', harnesses, '--max', String(workerExecutionsMax), '--name', 'embedded'],
      ...(start.places.length > 0 ? ['--places-stdin'] : []),
    ],
    ...(start.places.length > 0 ? { input: JSON.stringify(start.places) } : {}),
    logFile: join(start.dataDirectory, 'logs', 'worker.log'),
    environment: start.environment,
  })
  child.once('error', () => {}) // told below: it has no pid then
  const pid = child.pid
  if (pid === undefined) throw new Error('the worker could not be started')
  const record = { pid, startTime: processStartTime(pid), harnesses, places, version: start.version }
  writeFileSync(file, JSON.stringify(record), { mode: 0o600 })
  return { pid, wasThere: false }
}

/** Changes with any place or token, and gives none of them away. */
const markOf = (places: PlacesWithTokens): string =>
  places.length === 0
    ? ''
    : createHash('sha256').update(JSON.stringify(places)).digest('base64url').slice(0, 16)

/** Ends the worker of an app that quits with nothing left to do. */
export function stopWorker(dataDirectory: string): void {
  const known = readWorkerFile(join(dataDirectory, 'worker.json'))
  if (known) endKnown(known)
}

/** Where no start time can be told (Windows) a pid alone says nothing: a second worker is harmless, a wrong kill is not. */
function endKnown(known: z.infer<typeof WorkerFile>): void {
  if (known.startTime !== null && isSameProcess(known.pid, known.startTime))
    process.kill(known.pid, 'SIGTERM')
}

function readWorkerFile(file: string): z.infer<typeof WorkerFile> | null {
  try {
    return WorkerFile.parse(JSON.parse(readFileSync(file, 'utf8')))
  } catch {
    return null // none, or torn: a second worker is harmless, leases keep them apart
  }
}
