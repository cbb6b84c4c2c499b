import type { AttachmentInput } from '../contract/api/attachment.ts'
import type { CallInput } from '../contract/api/client.ts'
import type { RunItem } from '../contract/api/run.ts'
import { isKnownHarness, knownHarnesses, normalizeHarnessName } from '../domain/harness-name.ts'
import type { RunId } from '../domain/ids.ts'
import { PermissionMode } from '../domain/permission-mode.ts'
import type { PlaceName } from '../domain/place-name.ts'
import { err, ok, type Result } from '../kernel/result.ts'

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
  /** Whole for a local one; on another machine the path is its own affair. */
  readonly directory: string | undefined
  readonly model: string | undefined
  readonly permissionMode: string | undefined
  readonly attachments: readonly AttachmentInput[]
}
export type ChildRequest = {
  readonly body: NonNullable<CallInput<'createRun'>['body']>
  readonly harness: string
}

/** What creates the run; what can be known to be wrong is refused here, in words for whoever wished. */
export function childRequest(wish: ChildWish): Result<ChildRequest, string> {
  const { command, name, model, directory, permissionMode, at, parent } = wish
  const harness = normalizeHarnessName(wish.harness ?? (command.length > 0 ? 'command' : 'claude'))
  if (harness === 'command' && command.length === 0)
    return err('a command run needs its program: reveille run start --harness command ... -- program args')
  if (harness !== 'command' && wish.prompt.trim() === '')
    return err('say what it shall do: --prompt or --prompt-file')
  if (wish.place === 'LOCAL' && !isKnownHarness(harness))
    return err(`this version cannot run ${harness} here; it runs ${knownHarnesses.join(' and ')}`)
  const mode = PermissionMode.optional().safeParse(permissionMode)
  if (!mode.success) return err(`--permission-mode must be one of ${PermissionMode.options.join(', ')}`)
  const body = {
    run_id: wish.runId, // minted by the caller: a repeated request creates one run
    prompt: wish.prompt,
    execution_location: wish.place,
    ...(wish.attachments.length === 0 ? {} : { attachments: [...wish.attachments] }),
    ...(parent === null ? {} : { parent_run_id: parent }),
    config: {
      harness: { type: harness, ...(model === undefined ? {} : { model_id: model }) },
      ...(name === undefined ? {} : { name }),
      ...(command.length === 0 ? {} : { command: [...command] }),
      ...(directory === undefined ? {} : { working_directory: directory }),
      ...(mode.data === undefined ? {} : { permission_mode: mode.data }),
      ...(at === null ? {} : { place: at }),
    },
  }
  return ok({ body, harness })
}

/** Events by which a run that was started is no longer only wished for. */
export const begunEvents: ReadonlySet<string> = new Set(
  ['in_progress', 'succeeded', 'failed', 'errored', 'blocked'].map((state) => `run_${state}`),
)

/** What became of a run that was started, in words. A run nobody has begun by then is no failure: it stays queued. */
export function describeBegun(run: Pick<RunItem, 'state' | 'status_message'>, withinMs: number): string {
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
