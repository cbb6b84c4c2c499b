import { readFileSync, realpathSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { messageOf } from '../shared/kernel/message-of.ts'
import { runFoldersLookMs } from '../shared/worker-limits.ts'
import { systemClock } from '../shared/kernel/system-clock.ts'
import { readArguments, usage, type WorkerArguments } from './arguments.ts'
import { cleanUpRunFolders } from './clean-up.ts'
import type { ExecutionWorld } from './execution.ts'
import { ExecutionRecords } from './execution-records.ts'
import { unmeasured, type WorkerMeasures } from './measures.ts'
import { handBack } from './report.ts'
import { makeBinDirectory } from './run-folder.ts'
import { placeRoute } from '../shared/domain/place-name.ts'
import { openPlaces, parsePlaces, readPlacesFile } from './places/open-places.ts'
import { TurnRecords } from './places/turn-records.ts'
import { openService } from './service-client.ts'
import { Worker } from './worker.ts'

const log = (text: string): void =>
  void process.stderr.write(`${new Date(systemClock.now()).toISOString()} ${text}\n`)

const given = parseOrExit()
const reveille = [process.execPath, cliEntry()]
const records = new ExecutionRecords(given.dataDirectory, given.workerId)
const strays = await records.endStrays(systemClock, log)
if (strays.length > 0) log(`ended ${strays.length} executions that an earlier worker left running`)
const place = {
  dataDirectory: given.dataDirectory,
  binDirectory: makeBinDirectory(given.dataDirectory, reveille),
  reveille,
  environment: process.env,
  service: openService(given.url, given.tokenFile),
  clock: systemClock,
  policy: given.policy,
}
const places = await openPlaces(readPlaces(given.places), systemClock)
let serving: Worker | null = null // somebody may ask before it is there
const world: ExecutionWorld = {
  ...{ workerId: given.workerId, place, places, records, clock: systemClock, log },
  turns: new TurnRecords(given.dataDirectory),
  measures: await measure(),
}
const routes = [...given.harnesses, ...[...places.keys()].map(placeRoute)]
const worker = new Worker(world, { ...given, routes })
serving = worker
// What it held when it died is done again now, by whoever comes first, and not only when the lease has run out.
for (const { executionId: execution_id, fence } of strays)
  if (fence !== null) await handBack({ execution_id, fence }, world, 'crashed')

void cleanUp()

let signals = 0
for (const signal of ['SIGTERM', 'SIGINT'] as const)
  process.on(signal, () => {
    signals += 1
    const within = `${given.drainWithinMs / 1_000} s at most; once more ends what runs now`
    log(signals === 1 ? `${signal}: draining, ${within}` : `${signal}: stopping`)
    if (signals === 1) worker.drain()
    else worker.stop()
  })
await worker.run()
process.exit(0) // a long poll may still be open

/** Counts for whoever asks at the port; nothing is loaded for it where nobody may. */
async function measure(): Promise<WorkerMeasures> {
  if (given.metricsPort === null) return unmeasured
  const { serveMetrics } = await import('./metrics.ts')
  const facts = () => ({ running: serving?.running ?? 0, most: given.executionsMax })
  const { port, measures } = await serveMetrics(given.metricsPort, facts)
  log(`metrics: http://127.0.0.1:${port}/metrics`)
  return measures
}

function parseOrExit(): WorkerArguments {
  try {
    const parsed = readArguments(process.argv.slice(2), process.env)
    if (parsed !== 'help') return parsed
    process.stdout.write(`${usage}\n`)
    process.exit(0)
  } catch (error) {
    process.stderr.write(
      `reveille worker: ${error instanceof Error ? error.message : String(error)}\n${usage}\n`,
    )
    process.exit(2)
  }
}

/** Now and every hour, for as long as the worker lives. */
async function cleanUp(): Promise<void> {
  const { dataDirectory, keepMs } = given
  const removed = await cleanUpRunFolders(
    dataDirectory,
    place.service.client,
    keepMs,
    systemClock.now(),
  ).catch((error: unknown) => log(`clean-up: ${messageOf(error)}`))
  if (removed && removed.length > 0) log(`removed the folders of ${removed.length} runs that are over`)
  systemClock.after(runFoldersLookMs, () => void cleanUp())
}

function readPlaces(places: WorkerArguments['places']) {
  try {
    if (places.from === 'file') return readPlacesFile(places.file)
    return places.from === 'stdin' ? parsePlaces(readFileSync(0, 'utf8')) : []
  } catch (error) {
    process.stderr.write(`reveille worker: ${error instanceof Error ? error.message : String(error)}\n`)
    process.exit(2)
  }
}

/** The CLI beside this program: `src/cli/main.ts` in a checkout, `cli.mjs` in the packaged app. */
function cliEntry(): string {
  const own = realpathSync(process.argv[1] ?? '.')
  return basename(own) === 'main.ts'
    ? join(dirname(own), '..', 'cli', 'main.ts')
    : join(dirname(own), 'cli.mjs')
}
