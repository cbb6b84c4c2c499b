import { randomUUID } from 'node:crypto'
import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { basename, extname, resolve } from 'node:path'
import type { AttachmentInput } from '../../shared/contract/api/attachment.ts'
import { RunId } from '../../shared/domain/ids.ts'
import { PlaceName } from '../../shared/domain/place-name.ts'
import { childRequest } from '../../shared/family/child-request.ts'
import { messageOf } from '../../shared/kernel/message-of.ts'
import { CliFailure } from '../exit-codes.ts'
import { printAnswer, textOrFile } from '../output.ts'
import { findRun } from '../run-reference.ts'
import type { Environment } from '../service-address.ts'
import { ownRun } from '../own-run.ts'
import { openClient, orFail, type CommonOptions } from '../session.ts'

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
  readonly attach?: readonly string[]
  readonly command: readonly string[]
}

/** `reveille run start`: creates the run; whoever owns its place starts it. Answers at once. */
export async function startRun(options: StartOptions, environment: Environment): Promise<void> {
  const prompt = (await textOrFile(options.prompt, options.promptFile)) ?? ''
  const client = openClient(options, environment)
  const parent =
    options.parent === undefined ? ownRun(environment) : await findRun(client, options.parent, environment)
  // Only the app starts local runs, and outside a pane nobody knows whether it is there.
  const at = options.place === undefined ? null : placeName(options.place)
  const isRemote = options.remote === true || at !== null || (!options.local && parent === null)
  const { harness, name, command, model, permissionMode } = options
  const request = childRequest({
    ...{ parent, at, prompt, harness, name, command, model, permissionMode },
    place: isRemote ? 'REMOTE' : 'LOCAL',
    directory: isRemote ? options.dir : localDirectory(options.dir ?? '.'),
    attachments: await Promise.all((options.attach ?? []).map(readAttachment)),
    runId: RunId.parse(randomUUID()),
  })
  if (!request.ok) throw new CliFailure('usage', request.error)
  const { body, harness: spelled } = request.value
  const created = orFail(await client.call('createRun', { body }))
  const where = at === null ? (isRemote ? 'remote' : 'local') : `remote at ${at}`
  printAnswer(options, created, `${name ?? 'run'} (${spelled}, ${where}): ${created.run_id} ${created.state}`)
}

function localDirectory(given: string): string {
  if (!existsSync(given)) throw new CliFailure('usage', `there is no directory ${given}`)
  return resolve(given)
}

/** One file to be given with the prompt. */
async function readAttachment(file: string): Promise<AttachmentInput> {
  try {
    const data = (await readFile(file)).toString('base64')
    return { file_name: basename(file), mime_type: mediaTypeOf(file), data }
  } catch (error) {
    throw new CliFailure('usage', `--attach ${file}: ${messageOf(error)}`)
  }
}

const mediaTypes: Readonly<Record<string, string>> = {
  ...{ '.png': 'image/png', '.jpg': 'image/jpeg', '.jpeg': 'image/jpeg', '.gif': 'image/gif' },
  ...{ '.webp': 'image/webp', '.pdf': 'application/pdf', '.json': 'application/json', '.csv': 'text/csv' },
  ...{ '.txt': 'text/plain', '.md': 'text/markdown', '.log': 'text/plain' },
}
const mediaTypeOf = (file: string): string =>
  mediaTypes[extname(file).toLowerCase()] ?? 'application/octet-stream'

function placeName(given: string): PlaceName {
  const parsed = PlaceName.safeParse(given)
  if (parsed.success) return parsed.data
  throw new CliFailure('usage', `--place: ${parsed.error.issues[0]?.message ?? 'not the name of a place'}`)
}
