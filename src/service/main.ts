/** The service's process: `--data-dir DIR --port N [--host HOST] [--ready-json]`. Logs JSON lines to stderr. */
import type { ReadyLine } from '../shared/contract/api/service.ts'
import type { z } from 'zod'
import { readArguments } from './arguments.ts'
import { describeError } from './log.ts'
import { serve } from './serve.ts'
import { StartFailure } from './start-failure.ts'

process.umask(0o077) // also what SQLite makes beside the database is closed to others

// Whoever started the service may be gone and its pipes with it; the agents that use it are not.
process.stdout.on('error', () => {})
process.stderr.on('error', () => {})

try {
  const asked = readArguments(process.argv.slice(2))
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
} catch (error) {
  const isExpected = error instanceof StartFailure
  process.stderr.write(`reveille service: ${isExpected ? error.message : describeError(error)}\n`)
  process.exitCode = isExpected ? error.exitCode : 1
}
