import type { HarnessSessionId, RunId } from '../../domain/ids.ts'
import { delay, type Clock } from '../../kernel/clock.ts'
import { err, ok, type Result } from '../../kernel/result.ts'
import { streamBackoffMs } from '../../limits.ts'
import { transcriptPartBytesMax } from '../../worker-limits.ts'
import type { ApiClient, CallInput, CallOutput, RequestFailure } from './client.ts'
import type { RouteName } from './routes.ts'
import type { HeldLease, TranscriptState } from './transcript.ts'

/** A session's file on this machine. Bytes travel as base64; `shared` knows no buffers. */
export type SessionFile = {
  readonly size: number
  readonly read: (offset: number, length: number) => Promise<string>
  /** SHA-256 of the first `length` bytes, in hexadecimal. */
  readonly digest: (length: number) => Promise<string>
}

export type TransferOptions = {
  readonly client: ApiClient
  readonly clock: Clock
  /** Aborted: nobody waits for it any more. */
  readonly signal?: { readonly aborted: boolean }
  /** Tries of one request that brought no answer to go by; a worker has as long as its lease lasts. */
  readonly attemptsMax?: number
}

export type SentSession = {
  readonly runId: RunId
  readonly format: string
  readonly session: HarnessSessionId
  readonly file: SessionFile
  readonly lease?: HeldLease | null
}

/**
 * Brings what the service keeps of a session up to this file: what it has already is not sent again, and an upload that
 * was broken off goes on where it was. The same content has the same upload, whoever sends it.
 */
export async function sendTranscript(
  { runId, format, session, file, lease = null }: SentSession,
  options: TransferOptions,
): Promise<Result<'sent' | 'there-already', RequestFailure>> {
  const params = { run_id: runId }
  const state = await persist('describeTranscript', { params }, options)
  if (!state.ok) return state
  const sha256 = await file.digest(file.size)
  const { transcript: kept } = state.value
  if (kept?.sha256 === sha256 && kept.session_id === session) return ok('there-already')
  const base = await beginningOf(state.value, session, file)
  const upload_id = `${base?.sha256.slice(0, 16) ?? 'new'}-${sha256.slice(0, 40)}`
  const { upload } = state.value
  let offset = upload?.upload_id === upload_id ? upload.bytes : (base?.bytes ?? 0)
  while (offset < file.size) {
    const data = await file.read(offset, Math.min(transcriptPartBytesMax, file.size - offset))
    const body = { upload_id, offset, data, extends: base?.sha256 ?? null, lease }
    const put = await persist('putTranscriptPart', { params, body }, options)
    if (!put.ok) return put
    offset = put.value.bytes
  }
  const body = { upload_id, format, session_id: session, bytes: file.size, sha256, lease }
  const done = await persist('commitTranscript', { params, body }, options)
  return done.ok ? ok('sent') : done
}

/** What the service keeps of this very session, when the file only adds to it. */
async function beginningOf(
  { transcript: kept }: TranscriptState,
  session: HarnessSessionId,
  file: SessionFile,
): Promise<{ readonly bytes: number; readonly sha256: string } | null> {
  if (!kept || kept.session_id !== session || kept.bytes === 0 || kept.bytes > file.size) return null
  return (await file.digest(kept.bytes)) === kept.sha256 ? kept : null
}

/** Reads what the service keeps, part after part. Null when there is nothing; a change meanwhile begins it anew. */
export async function fetchTranscript(
  runId: RunId,
  write: (data: string, position: 'first' | 'next') => Promise<void>,
  options: TransferOptions,
): Promise<Result<{ readonly bytes: number; readonly sha256: string } | null, RequestFailure>> {
  let offset = 0
  let sha256: string | null = null
  for (;;) {
    const read = await persist(
      'readTranscriptPart',
      { params: { run_id: runId }, query: { offset } },
      options,
    )
    if (!read.ok) return isMissing(read.error) ? ok(null) : read
    const { data, bytes } = read.value
    if (sha256 !== null && read.value.sha256 !== sha256) {
      offset = 0
      sha256 = null
      continue
    }
    await write(data, offset === 0 ? 'first' : 'next')
    sha256 = read.value.sha256
    offset += bytesOf(data)
    if (offset >= bytes) return ok({ bytes, sha256 })
  }
}

const isMissing = (failure: RequestFailure): boolean => failure.kind === 'refused' && failure.status === 404

/** How many bytes a base64 text stands for. */
const bytesOf = (data: string): number => (data.length / 4) * 3 - (/=*$/.exec(data)?.[0].length ?? 0)

/** Asks again while asking again may help. */
async function persist<Name extends RouteName>(
  name: Name,
  input: CallInput<Name>,
  { client, clock, signal, attemptsMax = Infinity }: TransferOptions,
): Promise<Result<CallOutput<Name>, RequestFailure>> {
  for (let failures = 0; ; failures += 1) {
    const answer = await client.call(name, input)
    if (answer.ok) return answer
    const isFinal = answer.error.kind === 'refused' && !answer.error.retryable
    if (isFinal || signal?.aborted || failures + 1 >= attemptsMax) return err(answer.error)
    await delay(clock, streamBackoffMs[Math.min(failures, streamBackoffMs.length - 1)] ?? 0)
  }
}
