import { serveStdio } from '@modelcontextprotocol/server/stdio'
import { systemClock } from '../../shared/kernel/system-clock.ts'
import { globalStreamFetch } from '../stream-fetch.ts'
import { requireOwnRun } from '../run-reference.ts'
import { serviceAddress, type Environment } from '../service-address.ts'
import { openClient } from '../session.ts'
import { CliFailure } from '../exit-codes.ts'
import { familyServer } from './server.ts'

/** `reveille mcp`: the family as tools, over standard input and output, for as long as the harness keeps them open. */
export function serveMcp(environment: Environment): void {
  const runDirectory = environment['REVEILLE_RUN_DIR']
  if (runDirectory === undefined)
    throw new CliFailure('usage', 'reveille mcp runs inside an agent: REVEILLE_RUN_DIR is not set')
  const world = {
    client: openClient({}, environment),
    place: serviceAddress({}, environment),
    clock: systemClock,
    fetch: globalStreamFetch,
    runId: requireOwnRun(environment),
    runDirectory,
    // The answer is written in the turn of the loop after it was given; what the pipe has taken, the harness gets.
    written: () =>
      new Promise<void>((resolve) => setImmediate(() => process.stdout.write('', () => resolve()))),
  }
  serveStdio(() => familyServer(world), {
    onerror: (error) => void process.stderr.write(`reveille mcp: ${error.message}\n`),
  })
  process.stdin.once('end', () => process.exit(0)) // the harness is gone; an open wait must not outlive it
}
