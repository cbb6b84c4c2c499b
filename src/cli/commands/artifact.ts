import { createReadStream, createWriteStream } from 'node:fs'
import { rm, stat } from 'node:fs/promises'
import { basename } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { ReadableStream } from 'node:stream/web'
import { ArtifactItem } from '../../shared/contract/api/artifact.ts'
import { queryString } from '../../shared/contract/api/client.ts'
import { Problem } from '../../shared/contract/api/problem.ts'
import { messageOf } from '../../shared/kernel/message-of.ts'
import { CliFailure, exitOfStatus } from '../exit-codes.ts'
import { plain, printAnswer, table } from '../output.ts'
import { findRun, requireOwnRun } from '../run-reference.ts'
import { serviceAddress, type Environment } from '../service-address.ts'
import { openClient, orFail, type CommonOptions } from '../session.ts'

type UploadOptions = CommonOptions & {
  readonly run?: string
  readonly as?: string
  readonly mimeType?: string
  readonly description?: string
  readonly screenshot?: boolean
}

/** `reveille artifact upload`: streamed; the same bytes at the same path are one artifact, however often it is called. */
export async function uploadArtifact(
  file: string,
  options: UploadOptions,
  environment: Environment,
): Promise<void> {
  const client = openClient(options, environment)
  const runId =
    options.run === undefined ? requireOwnRun(environment) : await findRun(client, options.run, environment)
  const size = await sizeOf(file)
  const { address, token } = serviceAddress(options, environment)
  const query = queryString({
    filepath: options.as ?? basename(file),
    mime_type: options.mimeType,
    description: options.description,
    artifact_type: options.screenshot ? 'SCREENSHOT' : undefined,
  })
  const answer = await reach(`${await address()}/agent/runs/${runId}/artifacts${query}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${await token()}`, 'content-length': String(size) },
    body: Readable.toWeb(createReadStream(file)) as NonNullable<RequestInit['body']>, // Node's own type for the same thing
    duplex: 'half',
  })
  const item = ArtifactItem.parse(await answer.json())
  printAnswer(options, item, item.data.artifact_uid ?? '')
}

/** `reveille artifact list`. */
export async function listArtifacts(
  which: string | undefined,
  options: CommonOptions,
  environment: Environment,
): Promise<void> {
  const client = openClient(options, environment)
  const runId = which === undefined ? requireOwnRun(environment) : await findRun(client, which, environment)
  const listed = orFail(await client.call('listArtifacts', { params: { run_id: runId } }))
  const rows = listed.artifacts.map(({ artifact_type: type, created_at: at, data }) => [
    data.artifact_uid ?? '',
    type,
    at,
    [data['filepath'], data['title'], data['url']].find((one) => typeof one === 'string') ?? '',
  ])
  const text = rows.length === 0 ? 'no artifacts' : table(['ARTIFACT', 'TYPE', 'CREATED', 'WHAT'], rows)
  printAnswer(options, listed, text)
}

/** `reveille artifact download`: to the file's own name here, to `--output`, or to standard output. */
export async function downloadArtifact(
  uid: string,
  options: CommonOptions & { readonly output?: string; readonly force?: boolean },
  environment: Environment,
): Promise<void> {
  const client = openClient(options, environment)
  const { data } = orFail(await client.call('getArtifact', { params: { artifact_uid: uid } }))
  if (data.content !== undefined && options.output === undefined) {
    printAnswer(options, data, data.content)
    return
  }
  if (data.download_url === undefined && data.content === undefined)
    throw new CliFailure('refused', 'this artifact has no bytes of its own; `artifact list` tells what it is')
  const body =
    data.content === undefined
      ? Readable.fromWeb((await reach(data.download_url ?? '', {})).body as ReadableStream) // Node's own type for it
      : Readable.from([data.content])
  if (options.output === '-') return pipeline(body, process.stdout, { end: false })
  const file = options.output ?? basename(data.filename ?? uid)
  const flags = options.force ? 'w' : 'wx'
  try {
    await pipeline(body, createWriteStream(file, { flags }))
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST')
      throw new CliFailure(
        'usage',
        `${file} exists already; --force writes over it, --output names another file`,
      )
    await rm(file, { force: true }) // half of it is worse than none
    throw new CliFailure('refused', `${file} was not written: ${messageOf(error)}`)
  }
  printAnswer(options, { file }, plain(file))
}

/** `reveille artifact delete`. */
export async function deleteArtifact(
  uid: string,
  options: CommonOptions,
  environment: Environment,
): Promise<void> {
  const client = openClient(options, environment)
  orFail(await client.call('deleteArtifact', { params: { artifact_uid: uid } }))
  printAnswer(options, { artifact_uid: uid }, `deleted ${uid}`)
}

async function sizeOf(file: string): Promise<number> {
  try {
    const found = await stat(file)
    if (found.isFile()) return found.size
  } catch (error) {
    throw new CliFailure('usage', `${file} cannot be read: ${messageOf(error)}`)
  }
  throw new CliFailure('usage', `${file} is not a file`)
}

async function reach(url: string, init: RequestInit & { readonly duplex?: 'half' }): Promise<Response> {
  let answer: Response
  try {
    answer = await fetch(url, init)
  } catch (error) {
    const cause =
      error instanceof Error && error.cause !== undefined ? messageOf(error.cause) : messageOf(error)
    throw new CliFailure('unreachable', `the service cannot be reached (${cause}); nothing was kept`)
  }
  if (answer.ok) return answer
  const problem = Problem.safeParse(await answer.json().catch(() => null))
  throw new CliFailure(
    exitOfStatus(answer.status),
    problem.success ? problem.data.error : `the service answered ${answer.status}`,
  )
}
