import { createHash, randomUUID } from 'node:crypto'
import { chmodSync, cpSync, existsSync, mkdirSync } from 'node:fs'
import { homedir } from 'node:os'
import { delimiter, join } from 'node:path'
import type { Lease } from '../shared/contract/api/worker.ts'
import { withAttachedFiles } from '../shared/domain/attached-files.ts'
import { HarnessSessionId } from '../shared/domain/ids.ts'
import { cleanEnvironment, runEnvironment } from '../shared/harness/environment.ts'
import type { Harness, LaunchFacts, LaunchPlan } from '../shared/harness/harness.ts'
import type { Clock } from '../shared/kernel/clock.ts'
import { err, ok, type Result } from '../shared/kernel/result.ts'
import { deliverAttachments } from './attachments.ts'
import { checkOut } from './check-out.ts'
import { planTurn } from './plan-turn.ts'
import { executionMarker } from './process-tree.ts'
import {
  findProgram,
  keepPrivate,
  makeLinks,
  makeRunFolder,
  platform,
  writeSeeds,
  type RunFolder,
} from './run-folder.ts'
import { bringSession, findSession } from './transcript.ts'
import type { ServiceLink } from './service-client.ts'
import {
  environmentLines,
  fillWrapping,
  needsEnvironmentFile,
  type Wrapping,
  type WrappingFacts,
} from './wrapping.ts'

/** What a worker needs to know of itself to prepare an execution. */
export type WorkerPlace = {
  readonly dataDirectory: string
  readonly binDirectory: string
  readonly reveille: readonly string[]
  readonly environment: Readonly<Record<string, string | undefined>>
  readonly service: ServiceLink
  readonly clock: Clock
  readonly policy: ExecutionPolicy
}

/** What whoever runs the worker decided for all its executions. */
export type ExecutionPolicy = {
  /** Added to each agent's environment; of a file, so that no secret stands on a command line. */
  readonly agentEnvironment: Readonly<Record<string, string>>
  readonly wrapping: Wrapping
  /** Then an execution is ended; null lets it work for ever. */
  readonly maxMs: number | null
  /** How long an agent's question waits for an answer; 0: nobody is asked. */
  readonly questionSeconds: number
  /** Of all its processes together. */
  readonly maxMemoryBytes: number | null
  /** How far agents stand back for others: 0 not at all, 19 for everybody. */
  readonly niceness: number
  /** A configuration directory for each run, begun as a copy of the template's; null: that of whoever runs the worker. */
  readonly ownConfig: { readonly template: string | null } | null
  /** How long the session and the files of a run are kept for its follow-ups before other workers get them. */
  readonly idleMs: number
}

export type PreparedExecution = {
  readonly plan: LaunchPlan
  readonly environment: Readonly<Record<string, string>>
  readonly session: HarnessSessionId
  readonly runDirectory: string
  /** The transcript of a session; null when there is none. */
  readonly transcript: (session: HarnessSessionId) => string | null
  /** Run besides when it must end; empty when the process tree is all there is. */
  readonly stopArgv: readonly string[]
}

/** Does everything but start the process: folder, session, files, environment. */
export async function prepareExecution(
  lease: Lease,
  harness: Harness,
  prompt: string,
  place: WorkerPlace,
  abort: AbortSignal,
): Promise<Result<PreparedExecution, string>> {
  const config = lease.run.agent_config ?? {}
  const folder = makeRunFolder(
    place.dataDirectory,
    lease.run.run_id,
    config.checkout ? undefined : config.working_directory, // a checkout goes into a directory of its own, never a person's
  )
  const { agentEnvironment, wrapping } = place.policy
  const clean = { ...cleanEnvironment(place.environment), ...agentEnvironment }
  const checkedOut = config.checkout
    ? await checkOut(config.checkout, folder.work, clean, abort)
    : ok(undefined)
  if (!checkedOut.ok) return checkedOut
  const { client } = place.service
  const attached = await deliverAttachments(client, lease.run.run_id, lease.attachments, folder.directory)
  if (!attached.ok) return attached
  // A program reads its prompt as it is; the files lie where its environment says.
  const isTold = lease.number === 1 && harness.program !== null
  const program = harness.program === null ? '' : findProgram(harness.program, clean['PATH'] ?? '')
  if (program === null) return err(`${harness.program} is not installed on this worker`)
  if (harness.program === null && !config.command) return err('the run names no program')
  const { configVariable } = harness
  const configDirectory =
    configVariable === null
      ? null
      : (ownConfig(harness, folder, place.policy) ?? clean[configVariable] ?? null)
  const serviceUrl = await place.service.address()
  const facts: LaunchFacts = {
    runId: lease.run.run_id,
    parentRunId: lease.run.parent_run_id ?? null,
    name: config.name ?? lease.run.title,
    directory: folder.work,
    runDirectory: folder.directory,
    prompt: isTold ? withAttachedFiles(prompt, attached.value) : prompt,
    session: lease.session_id ?? HarnessSessionId.parse(randomUUID()),
    model: config.harness?.model_id ?? null,
    permissionMode: config.permission_mode ?? 'default',
    reveille: place.reveille,
    command: config.command ?? [],
    program,
    platform,
    home: clean['HOME'] ?? homedir(),
    configDirectory,
    questionSeconds: place.policy.questionSeconds,
    serviceUrl,
    mayTrust: true, // whoever started the worker chose where its runs work
    sha256: (text) => createHash('sha256').update(text).digest('hex'),
  }
  const transcript = (session: HarnessSessionId): string | null => {
    const kept = harness.sessionPlace?.({ ...facts, session }) ?? null
    return kept === null || kept.kind === 'database' ? null : findSession(kept)
  }
  const { sessionHome } = harness
  const planned = await planTurn(lease, harness, facts, async (session) => {
    if (!sessionHome) return ok(undefined)
    return bringSession(
      { runId: lease.run.run_id, session },
      transcript(session),
      (firstLine) => sessionHome({ ...facts, session }, firstLine),
      join(folder.directory, 'session.part'),
      { client, clock: place.clock, attemptsMax: sessionAttemptsMax },
    )
  })
  if (!planned.ok) return planned
  const plan = planned.value
  makeLinks(plan.links ?? [])
  writeSeeds(plan.seeds)
  keepPrivate(plan.secrets ?? [])
  const run = runEnvironment(
    {
      runId: facts.runId,
      parentRunId: facts.parentRunId,
      token: lease.token,
      url: serviceUrl,
      serviceFile: place.service.serviceFile,
      harness: harness.name,
      name: facts.name,
      runDirectory: facts.runDirectory,
      session: facts.session,
      binDirectory: place.binDirectory,
    },
    clean,
    delimiter,
  )
  const configured =
    configVariable === null || configDirectory === null ? {} : { [configVariable]: configDirectory }
  const environment = {
    ...clean,
    ...configured,
    ...plan.environment,
    ...run,
    [executionMarker]: lease.execution_id,
  }
  const wrap: WrappingFacts = {
    execution: lease.execution_id,
    run: lease.run.run_id,
    work: folder.work,
    folder: folder.directory,
    environment: join(folder.directory, 'environment'),
  }
  if (needsEnvironmentFile(wrapping))
    writeSeeds([{ path: wrap.environment, content: environmentLines(environment), mode: 0o600 }])
  return ok({
    plan: { ...plan, argv: [...fillWrapping(wrapping.start, wrap), ...plan.argv] },
    stopArgv: fillWrapping(wrapping.stop, wrap),
    ...{ environment, session: facts.session, transcript, runDirectory: folder.directory },
  })
}

/** The run's own configuration directory; null when all runs share that of whoever runs the worker. */
function ownConfig(harness: Harness, folder: RunFolder, { ownConfig: own }: ExecutionPolicy): string | null {
  if (own === null) return null
  const directory = join(folder.directory, 'config', harness.name)
  if (existsSync(directory)) return directory
  const template = own.template === null ? null : join(own.template, harness.name)
  mkdirSync(directory, { recursive: true, mode: 0o700 })
  if (template !== null && existsSync(template)) cpSync(template, directory, { recursive: true })
  chmodSync(directory, 0o700)
  return directory
}

const sessionAttemptsMax = 4 // with their waits some twenty seconds
