import { existsSync } from 'node:fs'
import { randomUUID } from 'node:crypto'
import { resolve } from 'node:path'
import { PermissionMode } from '../../shared/domain/permission-mode.ts'
import { isKnownHarness, knownHarnesses, normalizeHarnessName } from '../../shared/domain/harness-name.ts'
import { RunId } from '../../shared/domain/ids.ts'
import { PlaceName } from '../../shared/domain/place-name.ts'
import { CliFailure } from '../exit-codes.ts'
import { printAnswer, textOrFile } from '../output.ts'
import { findRun } from '../run-reference.ts'
import type { Environment } from '../service-address.ts'
import { openClient, orFail, ownRun, type CommonOptions } from '../session.ts'

export type StartOptions = CommonOptions & {
  readonly name?: string
  readonly harness?: string
  readonly local?: boolean
  readonly remote?: boolean
  readonly place?: string
  readonly prompt?: string
  readonly promptFile?: string
  readonly dir?: string
  readonly model?: string
  readonly permissionMode?: string
  readonly parent?: string
  readonly command: readonly string[]
}

/** `reveille run start`: creates the run; whoever owns its place starts it. Answers at once. */
export async function startRun(options: StartOptions, environment: Environment): Promise<void> {
  const harness = normalizeHarnessName(options.harness ?? (options.command.length > 0 ? 'command' : 'claude'))
  if (harness === 'command' && options.command.length === 0)
    throw new CliFailure(
      'usage',
      'a command run needs its program: reveille run start --harness command ... -- program args',
    )
  const prompt = (await textOrFile(options.prompt, options.promptFile)) ?? ''
  if (harness !== 'command' && prompt.trim() === '')
    throw new CliFailure('usage', 'say what it shall do: --prompt or --prompt-file')
  const client = openClient(options, environment)
  const parent =
    options.parent === undefined ? ownRun(environment) : await findRun(client, options.parent, environment)
  // Only the app starts local runs, and outside a pane nobody knows whether it is there.
  const at = options.place === undefined ? null : placeName(options.place)
  const isRemote = options.remote === true || at !== null || (!options.local && parent === null)
  const place = isRemote ? 'REMOTE' : 'LOCAL'
  if (place === 'LOCAL') {
    if (!isKnownHarness(harness))
      throw new CliFailure(
        'usage',
        `this version cannot run ${harness} here; it runs ${knownHarnesses.join(' and ')}`,
      )
    if (!existsSync(options.dir ?? '.'))
      throw new CliFailure('usage', `there is no directory ${options.dir ?? '.'}`)
  }
  const directory = options.dir ?? (place === 'LOCAL' ? '.' : undefined)
  const mode = options.permissionMode
  const created = orFail(
    await client.call('createRun', {
      body: {
        run_id: RunId.parse(randomUUID()), // minted here: a repeated request creates one run
        prompt,
        execution_location: place,
        ...(parent === null ? {} : { parent_run_id: parent }),
        config: {
          harness: { type: harness, ...(options.model === undefined ? {} : { model_id: options.model }) },
          ...(options.name === undefined ? {} : { name: options.name }),
          ...(options.command.length === 0 ? {} : { command: [...options.command] }),
          // On another machine the path is its own affair.
          ...(directory === undefined
            ? {}
            : { working_directory: place === 'LOCAL' ? resolve(directory) : directory }),
          ...(mode === undefined ? {} : { permission_mode: permissionMode(mode) }),
          ...(at === null ? {} : { place: at }),
        },
      },
    }),
  )
  const where = at === null ? (place === 'LOCAL' ? 'local' : 'remote') : `remote at ${at}`
  printAnswer(
    options,
    created,
    `${options.name ?? 'run'} (${harness}, ${where}): ${created.run_id} ${created.state}`,
  )
}

function placeName(given: string): PlaceName {
  const parsed = PlaceName.safeParse(given)
  if (parsed.success) return parsed.data
  throw new CliFailure('usage', `--place: ${parsed.error.issues[0]?.message ?? 'not the name of a place'}`)
}

function permissionMode(given: string): PermissionMode {
  const parsed = PermissionMode.safeParse(given)
  if (parsed.success) return parsed.data
  throw new CliFailure('usage', `--permission-mode must be one of ${PermissionMode.options.join(', ')}`)
}
