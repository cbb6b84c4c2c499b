import { createHash } from 'node:crypto'
import { mkdir, rm, writeFile } from 'node:fs/promises'
import { delimiter, dirname, join } from 'node:path'
import { describeFailure, type ApiClient } from '../../shared/contract/api/client.ts'
import type { Conversation } from '../../shared/domain/conversation.ts'
import type { HarnessSessionId, RunId, TerminalId } from '../../shared/domain/ids.ts'
import { cleanEnvironment, runEnvironment } from '../../shared/harness/environment.ts'
import type { Harness, LaunchFacts, LaunchPlan } from '../../shared/harness/harness.ts'
import { unsentFile } from '../../shared/domain/unsent.ts'
import { err, ok, type Result } from '../../shared/kernel/result.ts'
import type { Clock } from '../../shared/kernel/clock.ts'
import { hiddenTerminalSize, stopGraceMs } from '../../shared/limits.ts'
import { hostStartWithinMs } from '../../shared/terminal-limits.ts'
import type { Conversations } from '../store/conversations.ts'
import { withAttachedFiles } from '../../shared/domain/attached-files.ts'
import { takeAttachments } from './attachments.ts'
import type { DetectedHarness } from './harness-detection.ts'
import type { Runtime } from './runtime.ts'
import type { Terminals } from './terminals.ts'
import { keepPrivate } from './keep-private.ts'
import { makeLinks } from './make-links.ts'
import { addTrust } from './trust-file.ts'
import { messageOf } from '../../shared/kernel/message-of.ts'

/** What launching needs to know of this installation and this machine. */
export type LaunchPlace = {
  readonly runtime: Runtime
  readonly dataDirectory: string
  readonly home: string
  readonly platform: 'linux' | 'darwin' | 'win32'
  /** The user's environment, as the app was started with it. */
  readonly environment: Readonly<Record<string, string | undefined>>
  readonly serviceFile: string
  readonly serviceAddress: () => Promise<string>
  /** Whether the directory is one that a person chose: for this agent, or for one above it. */
  readonly mayTrust: (conversation: Conversation) => boolean
  readonly parentRunOf: (conversation: Conversation) => RunId | null
}

/** Everything is prepared; only the process is missing. */
export type PreparedLaunch = {
  readonly terminalId: TerminalId
  readonly plan: LaunchPlan
  readonly environment: Readonly<Record<string, string>>
}

/** Private to a run: prompt, settings, wake pipe. */
export const runDirectoryOf = (dataDirectory: string, runId: RunId): string =>
  join(dataDirectory, 'runs', runId)

/** Where `reveille` stands for the agents of this installation. */
export const binDirectoryOf = (dataDirectory: string): string => join(dataDirectory, 'bin')

/** Carries out everything of a plan but its process: directory, token, seeds, trust, environment. */
export async function prepareLaunch(
  conversation: Conversation & { readonly terminalId: TerminalId; readonly session: HarnessSessionId },
  harness: Harness,
  detected: DetectedHarness | null,
  mode: { readonly kind: 'start' | 'resume'; readonly prompt: string },
  place: LaunchPlace,
  client: ApiClient,
): Promise<Result<PreparedLaunch, string>> {
  const runDirectory = runDirectoryOf(place.dataDirectory, conversation.runId)
  const attached =
    mode.kind === 'start' ? await takeAttachments(client, conversation.runId, runDirectory) : ok([])
  if (!attached.ok) return attached
  const address = await place.serviceAddress().catch(() => null)
  if (address === null) return err('the service went away')
  const facts: LaunchFacts = {
    runId: conversation.runId,
    parentRunId: place.parentRunOf(conversation),
    name: conversation.name,
    directory: conversation.directory,
    runDirectory,
    prompt: harness.program === null ? mode.prompt : withAttachedFiles(mode.prompt, attached.value),
    session: conversation.session,
    model: conversation.model,
    permissionMode: conversation.permissionMode,
    reveille: [place.runtime.node, place.runtime.entry('cli')],
    command: conversation.command,
    program: detected?.program ?? harness.program ?? '',
    platform: place.platform,
    home: place.home,
    configDirectory: conversation.configDirectory,
    questionSeconds: 0, // in a pane there is always somebody to answer
    serviceUrl: address,
    mayTrust: place.mayTrust(conversation),
    sha256: (text) => createHash('sha256').update(text).digest('hex'),
  }
  const plan = mode.kind === 'start' ? harness.start(facts) : harness.resume(facts)
  const issued = await client.call('issueToken', { params: { run_id: conversation.runId } })
  if (!issued.ok) return err(describeFailure(issued.error))
  try {
    await mkdir(runDirectory, { recursive: true, mode: 0o700 })
    // What an earlier process could not tell is over: its end was told.
    await rm(join(runDirectory, unsentFile), { force: true })
    await makeLinks(plan.links ?? [])
    for (const seed of plan.seeds) {
      await mkdir(dirname(seed.path), { recursive: true, mode: 0o700 })
      await writeFile(seed.path, seed.content, { mode: seed.mode })
    }
    if (plan.trust && facts.mayTrust) await addTrust(plan.trust)
    for (const file of plan.secrets ?? []) await keepPrivate(file)
  } catch (error) {
    return err(`the run's files could not be written: ${messageOf(error)}`)
  }
  const clean = cleanEnvironment(place.environment)
  const run = runEnvironment(
    {
      runId: conversation.runId,
      parentRunId: facts.parentRunId,
      token: issued.value.token,
      url: address,
      serviceFile: place.serviceFile,
      harness: conversation.harness,
      name: conversation.name,
      runDirectory,
      session: conversation.session,
      binDirectory: binDirectoryOf(place.dataDirectory),
    },
    clean,
    delimiter,
  )
  const { configVariable } = harness
  const config: Record<string, string> =
    conversation.configDirectory === null || configVariable === null
      ? {}
      : { [configVariable]: conversation.configDirectory }
  return ok({
    terminalId: conversation.terminalId,
    plan,
    environment: {
      ...clean,
      TERM: 'xterm-256color',
      COLORTERM: 'truecolor',
      ...config,
      ...plan.environment,
      ...run,
    },
  })
}

/** Asked around a spawn: whether nobody killed or stopped the agent since `before` was read. */
export const stillWanted =
  (conversations: Pick<Conversations, 'get'>, before: Conversation): (() => boolean) =>
  () => {
    const now = conversations.get(before.id)
    return (
      now !== null && !now.isKilled && (now.lastState !== 'CANCELLED' || before.lastState === 'CANCELLED')
    )
  }

/** Starts the process in the conversation's own terminal and answers its id. A host that is still starting is waited for. */
export async function spawnPrepared(
  terminals: Terminals,
  launch: PreparedLaunch,
  clock: Clock,
  isWanted: () => boolean,
): Promise<Result<number, string>> {
  const host = await terminals.whenHost(clock, hostStartWithinMs)
  if (!host) return err('the pty host does not answer')
  if (!isWanted()) return err('it was stopped meanwhile')
  try {
    const { pid, incarnation } = await host.spawn({
      terminalId: launch.terminalId,
      argv: launch.plan.argv,
      cwd: launch.plan.directory,
      env: { ...launch.environment },
      ...hiddenTerminalSize,
    })
    terminals.noteSpawned(launch.terminalId, { pid, incarnation, cwd: launch.plan.directory })
    if (isWanted()) return ok(pid)
    await host.kill(launch.terminalId, { graceMs: stopGraceMs })
    return err('it was stopped meanwhile')
  } catch (error) {
    return err(messageOf(error))
  }
}
