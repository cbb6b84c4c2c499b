import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, realpathSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import type { ApiClient } from '../../shared/contract/api/client.ts'
import type { RunItem } from '../../shared/contract/api/run.ts'
import { sendTranscript, type SessionFile } from '../../shared/contract/api/transcript-transfer.ts'
import { formatOfHarness } from '../../shared/contract/api/transcript-format.ts'
import { keepsNothing, normalizeHarnessName } from '../../shared/domain/harness-name.ts'
import type { HarnessSessionId } from '../../shared/domain/ids.ts'
import type { SessionPlace } from '../../shared/harness/harness.ts'
import { harnessNamed } from '../../shared/harness/registry.ts'
import { systemClock } from '../../shared/kernel/system-clock.ts'
import { CliFailure } from '../exit-codes.ts'
import { printAnswer } from '../output.ts'
import { findRun } from '../run-reference.ts'
import type { Environment } from '../service-address.ts'
import { openClient, orFail, type CommonOptions } from '../session.ts'

/** `reveille run relocate`: the same run goes on elsewhere, with the session that it has. */
export async function relocateRun(
  which: string,
  options: CommonOptions & { readonly local?: boolean; readonly remote?: boolean },
  environment: Environment,
): Promise<void> {
  if (options.local === options.remote) throw new CliFailure('usage', 'where to? --local or --remote')
  const client = openClient(options, environment)
  const runId = await findRun(client, which, environment)
  const params = { run_id: runId }
  const run = orFail(await client.call('getRun', { params }))
  const to = options.remote ? ('REMOTE' as const) : ('LOCAL' as const)
  const isMoved = run.execution_location === to
  const session = isMoved
    ? (run.harness_session_id ?? null)
    : to === 'REMOTE'
      ? await giveSession(client, run, environment)
      : await keptSession(client, run)
  const moved = orFail(await client.call('relocateRun', { params, body: { to, session_id: session } }))
  const words = to === 'LOCAL' ? 'goes on in a pane of the app' : 'goes on with the workers'
  printAnswer(options, moved, `${runId} ${words}`)
}

const harnessOf = (run: RunItem) => normalizeHarnessName(run.agent_config?.harness?.type ?? 'claude')

/** What a remote run left at the service; a place's own id of the run is no session that could go on here. */
async function keptSession(client: ApiClient, run: RunItem): Promise<HarnessSessionId | null> {
  if (keepsNothing(harnessOf(run))) return run.harness_session_id ?? null
  const told = orFail(await client.call('describeTranscript', { params: { run_id: run.run_id } }))
  const session = told.transcript?.session_id
  if (!session) throw new CliFailure('conflict', `the service keeps no session of ${run.run_id}`)
  return session
}

/** Gives the service the session of a local run, from this machine's disk. */
async function giveSession(
  client: ApiClient,
  run: RunItem,
  environment: Environment,
): Promise<HarnessSessionId | null> {
  const name = harnessOf(run)
  const session = run.harness_session_id ?? null
  if (keepsNothing(name)) return session
  const harness = harnessNamed(name)
  const directory = run.agent_config?.working_directory
  if (!harness?.sessionPlace || session === null || directory === undefined || !existsSync(directory))
    throw new CliFailure('conflict', `run ${run.run_id} left no session on this machine`)
  const path = findFile(
    harness.sessionPlace({
      session,
      directory: realpathSync(directory),
      home: environment['HOME'] ?? homedir(),
      configDirectory: (harness.configVariable && environment[harness.configVariable]) || null,
      platform: process.platform === 'win32' || process.platform === 'darwin' ? process.platform : 'linux',
    }),
  )
  if (path === null)
    throw new CliFailure('conflict', `the session of run ${run.run_id} is not on this machine`)
  const file = wholeFile(path)
  const format = formatOfHarness(name)
  orFail(
    await sendTranscript(
      { runId: run.run_id, format, session, file },
      { client, clock: systemClock, attemptsMax },
    ),
  )
  return session
}

function findFile(place: SessionPlace): string | null {
  if (place.kind !== 'below') return place.kind === 'file' && existsSync(place.path) ? place.path : null
  if (!existsSync(place.directory)) return null
  const names = readdirSync(place.directory, { recursive: true, encoding: 'utf8' })
  const found = names.find((name) => name.endsWith(place.ending))
  return found === undefined ? null : join(place.directory, found)
}

function wholeFile(path: string): SessionFile {
  const bytes = readFileSync(path)
  return {
    size: bytes.length,
    read: async (offset, length) => bytes.subarray(offset, offset + length).toString('base64'),
    digest: async (length) => createHash('sha256').update(bytes.subarray(0, length)).digest('hex'),
  }
}

const attemptsMax = 4
