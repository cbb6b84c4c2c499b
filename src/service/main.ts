/** The service's process: `--data-dir DIR --port N [--host HOST] [--ready-json]`, or `backup FILE`, `restore FILE`. Logs JSON lines to stderr. */
import type { ReadyLine } from '../shared/contract/api/service.ts'
import type { z } from 'zod'
import { readArguments, readKeeping, type Keeping, type ServiceArguments } from './arguments.ts'
import { backUp, restore } from './backup.ts'
import { systemClock } from '../shared/kernel/system-clock.ts'
import { describeError } from './log.ts'
import { serve } from './serve.ts'
import { StartFailure } from './start-failure.ts'

process.umask(0o077) // also what SQLite makes beside the database is closed to others

// Whoever started the service may be gone and its pipes with it; the agents that use it are not.
process.stdout.on('error', () => {})
process.stderr.on('error', () => {})

try {
  const argv = process.argv.slice(2)
  const asked = readKeeping(argv)
  if (asked === null) await run(readArguments(argv))
  else keep(asked)
} catch (error) {
  const isExpected = error instanceof StartFailure
  process.stderr.write(`reveille service: ${isExpected ? error.message : describeError(error)}\n`)
  process.exitCode = isExpected ? error.exitCode : 1
}

function keep({ what, file, dataDir }: Keeping): void {
  if (what === 'backup') {
    process.stdout.write(`backed up to ${backUp(dataDir, file)}\n`)
    return
  }
  const { movedTo } = restore(dataDir, file, systemClock.now)
  process.stdout.write(
    `restored${movedTo === null ? '' : `; the database that was there is now ${movedTo}`}\n`,
  )
}

async function run(asked: ServiceArguments): Promise<void> {
  const service = await serve(asked)
  const stop = (): void => {
    service.close().then(
      () => process.exit(0),
      (error: unknown) => {
        process.stderr.write(`${describeError(error)}\n`)
        process.exit(1)
      },
    )
  }
  process.on('SIGTERM', stop)
  process.on('SIGINT', stop)
  process.on('SIGHUP', stop)
  // Last: whoever reads this may end us at once, and must find us listening for that too.
  const ready: z.infer<typeof ReadyLine> = { url: service.url, tokenFile: service.tokenFile }
  const words = `Reveille's service answers at ${ready.url} (token in ${ready.tokenFile})`
  process.stdout.write(`${asked.ready === 'json' ? JSON.stringify(ready) : words}\n`)
}
