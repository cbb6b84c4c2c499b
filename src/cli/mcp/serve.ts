import type { Readable, Writable } from 'node:stream'
import { serveStdio, StdioServerTransport } from '@modelcontextprotocol/server/stdio'
import { systemClock } from '../../shared/kernel/system-clock.ts'
import { globalStreamFetch } from '../stream-fetch.ts'
import { requireOwnRun } from '../run-reference.ts'
import { serviceAddress, type Environment } from '../service-address.ts'
import { openClient } from '../session.ts'
import { CliFailure } from '../exit-codes.ts'
import { familyServer } from './server.ts'

/** The streams between a harness and the server. */
export type McpStreams = { readonly input: Readable; readonly output: Writable }

/** The server behind `reveille mcp`. */
export function serveFamily(environment: Environment, { input, output }: McpStreams): void {
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
    written: () => new Promise<void>((resolve) => setImmediate(() => output.write('', () => resolve()))),
  }
  serveStdio(() => familyServer(world), {
    transport: new StdioServerTransport(input, output),
    onerror: (error) => void process.stderr.write(`reveille mcp: ${error.message}\n`),
  })
}
