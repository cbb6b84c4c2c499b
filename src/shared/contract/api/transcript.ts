import { z } from 'zod'
import { ExecutionId, HarnessSessionId, WorkerId } from '../../domain/ids.ts'
import { transcriptPartBytesMax } from '../../worker-limits.ts'
import { Empty, ofRun, route } from './route.ts'

/** `GET`/`PUT agent/runs/{id}/transcript`: what the harness itself wrote, as it wrote it; of a long one its end alone. */
export const Transcript = z.object({
  format: z.string().max(64),
  session_id: HarnessSessionId.nullish(),
  content: z.string(),
  updated_at: z.string().optional(),
})
export type Transcript = z.infer<typeof Transcript>

const Sha256 = z.string().regex(/^[0-9a-f]{64}$/)
const Base64 = z.base64().max(Math.ceil(transcriptPartBytesMax / 3) * 4)

/** What is kept of a run's session, byte for byte, and an upload that has not come to its end. */
export const TranscriptState = z.object({
  transcript: z
    .object({
      format: z.string(),
      session_id: HarnessSessionId.nullish(),
      bytes: z.int().nonnegative(),
      sha256: Sha256,
      updated_at: z.string(),
    })
    .nullable(),
  upload: z.object({ upload_id: z.string(), bytes: z.int().nonnegative() }).nullable(),
})
export type TranscriptState = z.infer<typeof TranscriptState>

/** Which lease the writer holds: without it a worker that lost its execution would write over what a later one wrote. */
const HeldLease = z.object({ execution_id: ExecutionId, worker_id: WorkerId, fence: z.int().positive() })
export type HeldLease = z.infer<typeof HeldLease>

/**
 * `PUT …/parts` (ours): bytes of the session's file, in order. An upload begins at 0 or, with `extends`, behind what is kept;
 * it is known by its id, so that one that was broken off goes on where it was. The answer says how far it is.
 */
const PutTranscriptPart = z.object({
  upload_id: z.string().min(1).max(80),
  /** The digest of what is kept, when this upload adds to it. */
  extends: Sha256.nullish(),
  offset: z.int().nonnegative(),
  data: Base64,
  lease: HeldLease.nullish(),
})

/** `POST …/commit` (ours): from here on the uploaded session is the run's. */
const CommitTranscript = z.object({
  upload_id: z.string().min(1).max(80),
  format: z.string().min(1).max(64),
  session_id: HarnessSessionId,
  bytes: z.int().nonnegative(),
  sha256: Sha256,
  lease: HeldLease.nullish(),
})

const ReadPart = z.object({ offset: z.coerce.number().int().nonnegative().default(0) })

/** Transcripts: short ones at once, whole sessions in parts. */
export const transcriptRoutes = {
  getTranscript: route({
    method: 'GET',
    path: '/agent/runs/:run_id/transcript',
    params: ofRun,
    response: Transcript,
  }),
  putTranscript: route({
    method: 'PUT',
    path: '/agent/runs/:run_id/transcript',
    params: ofRun,
    body: Transcript,
    response: Empty,
  }),
  describeTranscript: route({
    method: 'GET',
    path: '/agent/runs/:run_id/transcript/state',
    params: ofRun,
    response: TranscriptState,
  }),
  putTranscriptPart: route({
    method: 'PUT',
    path: '/agent/runs/:run_id/transcript/parts',
    params: ofRun,
    body: PutTranscriptPart,
    response: z.object({ bytes: z.int().nonnegative() }),
  }),
  commitTranscript: route({
    method: 'POST',
    path: '/agent/runs/:run_id/transcript/commit',
    params: ofRun,
    body: CommitTranscript,
    response: Empty,
  }),
  /** From `offset` as much as fits into one answer; the digest tells whether two answers are of the same transcript. */
  readTranscriptPart: route({
    method: 'GET',
    path: '/agent/runs/:run_id/transcript/parts',
    params: ofRun,
    query: ReadPart,
    response: z.object({ data: z.base64(), bytes: z.int(), sha256: Sha256 }),
  }),
}
