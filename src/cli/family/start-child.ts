import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import type { AttachmentInput } from '../../shared/contract/api/attachment.ts'
import type { CallOutput } from '../../shared/contract/api/client.ts'
import { isKnownHarness, knownHarnesses, normalizeHarnessName } from '../../shared/domain/harness-name.ts'
import { RunId } from '../../shared/domain/ids.ts'
import { PermissionMode } from '../../shared/domain/permission-mode.ts'
import type { PlaceName } from '../../shared/domain/place-name.ts'
import { CliFailure } from '../exit-codes.ts'
import { orFail } from '../session.ts'
import { watchRun, type FamilyWorld } from './watch-run.ts'

/** A run to start, as somebody wished for it. */
export type ChildWish = {
  readonly runId: RunId
  readonly parent: RunId | null
  readonly place: 'LOCAL' | 'REMOTE'
  /** The place whose workers shall run it; null leaves it to any. */
  readonly at: PlaceName | null
  readonly harness: string | undefined
  readonly name: string | undefined
  readonly prompt: string
  readonly command: readonly string[]
  readonly directory: string | undefined
  readonly model: string | undefined
  readonly permissionMode: string | undefined
  readonly attachments: readonly AttachmentInput[]
}

/** Creates the run; whoever owns its place starts it. What can be known to be wrong is refused before. */
export async function startChild(
  client: FamilyWorld['client'],
  wish: ChildWish,
): Promise<{ readonly created: CallOutput<'createRun'>; readonly harness: string }> {
  const harness = normalizeHarnessName(wish.harness ?? (wish.command.length > 0 ? 'command' : 'claude'))
  if (harness === 'command' && wish.command.length === 0)
    throw new CliFailure(
      'usage',
      'a command run needs its program: reveille run start --harness command ... -- program args',
    )
  if (harness !== 'command' && wish.prompt.trim() === '')
    throw new CliFailure('usage', 'say what it shall do: --prompt or --prompt-file')
  const isLocal = wish.place === 'LOCAL'
  if (isLocal && !isKnownHarness(harness))
    throw new CliFailure(
      'usage',
      `this version cannot run ${harness} here; it runs ${knownHarnesses.join(' and ')}`,
    )
  if (isLocal && !existsSync(wish.directory ?? '.'))
    throw new CliFailure('usage', `there is no directory ${wish.directory ?? '.'}`)
  const directory = wish.directory ?? (isLocal ? '.' : undefined)
  const mode = wish.permissionMode
  const created = orFail(
    await client.call('createRun', {
      body: {
        run_id: wish.runId, // minted by the caller: a repeated request creates one run
        prompt: wish.prompt,
        execution_location: wish.place,
        ...(wish.attachments.length === 0 ? {} : { attachments: [...wish.attachments] }),
        ...(wish.parent === null ? {} : { parent_run_id: wish.parent }),
        config: {
          harness: { type: harness, ...(wish.model === undefined ? {} : { model_id: wish.model }) },
          ...(wish.name === undefined ? {} : { name: wish.name }),
          ...(wish.command.length === 0 ? {} : { command: [...wish.command] }),
          // On another machine the path is its own affair.
          ...(directory === undefined ? {} : { working_directory: isLocal ? resolve(directory) : directory }),
          ...(mode === undefined ? {} : { permission_mode: permissionMode(mode) }),
          ...(wish.at === null ? {} : { place: wish.at }),
        },
      },
    }),
  )
  return { created, harness }
}

/**
 * Waits until the run has begun, failed, or the time is over; answers its state in words. A run nobody has begun by then
 * is no failure: it stays queued.
 */
export async function whenBegun(world: FamilyWorld, runId: RunId, withinMs: number): Promise<string> {
  const began = new Set(['run_in_progress', 'run_succeeded', 'run_failed', 'run_errored', 'run_blocked'])
  const fits = (event: { event_type: string }): boolean => began.has(event.event_type)
  await watchRun(world, { runId, since: 0, fits, withinMs })
  const run = orFail(await world.client.call('getRun', { params: { run_id: runId } }))
  const why = run.status_message?.message
  switch (run.state) {
    case 'QUEUED':
    case 'PENDING':
    case 'CLAIMED':
      return `is still ${run.state} after ${withinMs / 1_000} s: nobody has begun it yet; it begins when its place is free`
    case 'FAILED':
    case 'ERROR':
      return `could not be started or failed at once: ${why ?? 'no reason given'}`
    case 'INPROGRESS':
    case 'SUCCEEDED':
    case 'BLOCKED':
    case 'CANCELLED':
    case 'UNKNOWN':
      return `is ${run.state}${why ? `: ${why}` : ''}`
  }
}

function permissionMode(given: string): PermissionMode {
  const parsed = PermissionMode.safeParse(given)
  if (parsed.success) return parsed.data
  throw new CliFailure('usage', `--permission-mode must be one of ${PermissionMode.options.join(', ')}`)
}
