import type { HeldLease } from '../../shared/contract/api/transcript.ts'
import type { RunId } from '../../shared/domain/ids.ts'
import { transcriptBytesMax } from '../../shared/limits.ts'
import { transcriptPartBytesMax, transcriptWholeBytesMax } from '../../shared/worker-limits.ts'
import type { Caller } from '../caller.ts'
import { leasedTo } from '../executions/lease.ts'
import type { HandlersOf } from '../handler.ts'
import { Refusal } from '../refusal.ts'
import { knownRun, livingRun } from '../runs/known-run.ts'
import type { StoredTranscript, TranscriptUpload } from '../store/rows.ts'
import type { Transaction } from '../store/store.ts'
import { wireTime } from '../wire-time.ts'

type Subject =
  | 'getTranscript'
  | 'putTranscript'
  | 'describeTranscript'
  | 'putTranscriptPart'
  | 'commitTranscript'
  | 'readTranscriptPart'

/** What harnesses wrote: short transcripts at once, whole sessions in parts that a lost connection does not cost. */
export const transcriptHandlers: HandlersOf<Subject> = {
  getTranscript: ({ tx, params }) => {
    const { format, sessionId, updatedAt } = knownTranscript(tx, params.run_id)
    return {
      format,
      session_id: sessionId,
      content: transcriptText(tx, params.run_id),
      updated_at: wireTime(updatedAt),
    }
  },

  putTranscript: ({ tx, params, body }) => {
    if (Buffer.byteLength(body.content) > transcriptBytesMax)
      throw new Refusal('request_too_large', `content: at most ${transcriptBytesMax} bytes`)
    const { format, session_id: sessionId, content } = body
    tx.transcripts.put(livingRun(tx, params.run_id).runId, { format, sessionId: sessionId ?? null, content })
  },

  describeTranscript: ({ tx, params }) => {
    const { runId } = knownRun(tx, params.run_id)
    const kept = tx.transcripts.find(runId)
    const upload = tx.transcripts.upload(runId)
    return {
      transcript: kept && {
        format: kept.format,
        session_id: kept.sessionId,
        bytes: kept.bytes,
        sha256: kept.sha256,
        updated_at: wireTime(kept.updatedAt),
      },
      upload: upload && { upload_id: upload.uploadId, bytes: upload.bytes },
    }
  },

  putTranscriptPart: ({ tx, params, body, caller }) => {
    const { runId } = livingRun(tx, params.run_id)
    refuseLostLease(tx, runId, body.lease, caller)
    const data = Buffer.from(body.data, 'base64')
    const upload = uploadOf(tx, runId, body.upload_id) ?? begin(tx, runId, body)
    // The answer to this very part was lost: it is here already.
    if (body.offset < upload.bytes && body.offset + data.length <= upload.bytes)
      return { bytes: upload.bytes }
    if (body.offset !== upload.bytes)
      throw new Refusal(
        'conflict',
        `the upload goes on at ${upload.bytes}, not ${body.offset}: ask for its state`,
      )
    if (upload.bytes + data.length > transcriptWholeBytesMax)
      throw new Refusal('request_too_large', `a transcript has at most ${transcriptWholeBytesMax} bytes`)
    return { bytes: tx.transcripts.append(runId, upload, data).bytes }
  },

  commitTranscript: ({ tx, params, body, caller }) => {
    const { runId } = livingRun(tx, params.run_id)
    const { sha256, format, session_id: sessionId } = body
    const kept = tx.transcripts.find(runId)
    if (kept?.sha256 === sha256 && kept.sessionId === sessionId) return // it was committed before, and the answer lost
    refuseLostLease(tx, runId, body.lease, caller)
    const upload = uploadOf(tx, runId, body.upload_id)
    if (upload === null || upload.bytes !== body.bytes)
      throw new Refusal(
        'conflict',
        `${upload?.bytes ?? 0} of ${body.bytes} bytes are here: ask for the upload's state, and send the rest`,
      )
    tx.transcripts.commit(runId, upload, { format, sessionId, sha256 })
  },

  readTranscriptPart: ({ tx, params, query }) => {
    const { bytes, sha256 } = knownTranscript(tx, params.run_id)
    const data = tx.transcripts.read(params.run_id, query.offset, transcriptPartBytesMax)
    return { data: data.toString('base64'), bytes, sha256 }
  },
}

/** The run's transcript; refuses with 404. */
export function knownTranscript(tx: Transaction, runId: RunId): StoredTranscript {
  const transcript = tx.transcripts.find(knownRun(tx, runId).runId)
  if (transcript === null) throw new Refusal('resource_not_found', `run ${runId} has no transcript`)
  return transcript
}

/** A transcript as text, of a long one the last whole lines. */
export function transcriptText(tx: Transaction, runId: RunId): string {
  const { bytes } = knownTranscript(tx, runId)
  const from = Math.max(0, bytes - transcriptBytesMax)
  const text = tx.transcripts.read(runId, from, transcriptBytesMax).toString('utf8')
  return from === 0 ? text : text.slice(text.indexOf('\n') + 1)
}

const uploadOf = (tx: Transaction, runId: RunId, uploadId: string): TranscriptUpload | null => {
  const upload = tx.transcripts.upload(runId)
  return upload?.uploadId === uploadId ? upload : null
}

function begin(
  tx: Transaction,
  runId: RunId,
  asked: {
    readonly upload_id: string
    readonly extends?: string | null | undefined
    readonly offset: number
  },
): TranscriptUpload {
  const kept = tx.transcripts.find(runId)
  if (asked.extends && asked.extends !== kept?.sha256)
    throw new Refusal('conflict', 'extends: something else is kept by now; ask for its state', {
      retryable: false,
    })
  const base = asked.extends ? (kept?.bytes ?? 0) : 0
  if (asked.offset !== base) throw new Refusal('conflict', `an upload begins at ${base}: send it from there`)
  tx.transcripts.beginUpload(runId, asked.upload_id, base)
  return { uploadId: asked.upload_id, base, bytes: base }
}

function refuseLostLease(
  tx: Transaction,
  runId: RunId,
  lease: HeldLease | null | undefined,
  caller: Caller,
): void {
  if (!lease) return
  const execution = tx.executions.find(lease.execution_id)
  if (execution?.runId === runId && leasedTo(execution, lease, caller) !== null) return
  throw new Refusal('conflict', 'the lease is over: somebody else goes on with this run', {
    retryable: false,
  })
}
