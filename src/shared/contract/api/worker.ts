import { z } from 'zod'
import { HarnessName } from '../../domain/harness-name.ts'
import { AskAnswer } from '../../domain/ask-answer.ts'
import { ExecutionId, HarnessSessionId, RunId, WorkerId } from '../../domain/ids.ts'
import { outputChunkCharsMax } from '../../limits.ts'
import { AttachmentItem } from './attachment.ts'
import { LaggedEvent } from './event.ts'
import { RunItem, StatusMessage } from './run.ts'

/** What a run may ask of the worker that takes it. A worker's id counts as one of its labels. */
export const WorkerLabel = z.string().trim().min(1).max(128)
/** Which lease of the execution is meant: an older one changes nothing, whoever still believes to hold it. */
const Fence = z.int().positive()

/** `POST workers/leases` (ours): a long poll for one execution; 200 with `lease: null` when none came. */
export const ClaimLease = z.object({
  worker_id: WorkerId,
  harnesses: z.array(HarnessName).min(1).max(64),
  labels: z.array(WorkerLabel).max(64).default([]),
  wait_ms: z.int().min(0).max(60_000).default(0),
  /** Executions of this run alone. */
  run_id: RunId.optional(),
})

/** One execution handed to one worker. `prompt` is the run's, or the follow-up's that caused this execution. */
export const Lease = z.object({
  execution_id: ExecutionId,
  /** 1 for a run's first execution. */
  number: z.int().positive(),
  /** Sent back with everything that is told of this lease. */
  fence: Fence,
  run: RunItem,
  prompt: z.string(),
  /** What was given with the run's prompt. */
  attachments: z.array(AttachmentItem).default([]),
  /** What to resume; null starts a new harness session. */
  session_id: HarnessSessionId.nullable(),
  /** A first execution that goes on where another run's session was: the run's transcript is that session's. */
  continues: z.object({ session_id: HarnessSessionId }).nullable().default(null),
  /** The run's own token, for the agent. */
  token: z.string(),
  expires_at: z.string(),
})
export type Lease = z.infer<typeof Lease>
export const ClaimedLease = z.object({ lease: Lease.nullable() })

/** `GET agent/connected-self-hosted-workers` (Warp's client): who has asked or renewed within the last minute. */
export const ListedWorkers = z.object({
  workers: z.array(
    z.object({
      worker_host: z.string(),
      connection_count: z.int().positive(),
      connected_at: z.string(),
      last_seen_at: z.string(),
      /** Ours. */
      harnesses: z.array(z.string()),
      labels: z.array(z.string()),
    }),
  ),
})

/** `POST workers/leases/{execution_id}/renew`: the answer says whether to go on. */
export const RenewLease = z.object({ worker_id: WorkerId, fence: Fence })
export const RenewedLease = z.object({
  expires_at: z.string(),
  is_cancelled: z.boolean(),
  /** It is another worker's by now, or nobody's: what is told of it changes nothing any more. */
  is_lost: z.boolean().default(false),
  /** To the question that the agent waits with; told until the run says that it went on. */
  answer: AskAnswer.nullish(),
})

/**
 * `POST workers/leases/{execution_id}/report`: the execution's course. A late report answers `applied: false`. `refused`
 * hands the lease back: the run waits in the queue again, and this was no attempt, unless its worker `crashed`.
 */
export const ReportExecution = z.object({
  worker_id: WorkerId,
  fence: Fence,
  event: z.enum(['started', 'succeeded', 'failed', 'errored', 'cancelled', 'refused']),
  /** Of a refusal. */
  reason: z.enum(['at_capacity', 'draining', 'stopped', 'crashed']).optional(),
  session_id: HarnessSessionId.nullish(),
  /** A web page where a person can watch it. */
  session_link: z
    .url({ protocol: /^https?$/ })
    .max(2_000)
    .optional(),
  status_message: StatusMessage.nullish(),
  /** For so long the worker keeps the session and the files of the run for its next execution. */
  keep_ms: z.int().nonnegative().optional(),
  /** The agent's last words, for the notice to the parent. */
  summary: z.string().max(4_000).optional(),
})
export const ReportedExecution = z.object({ applied: z.boolean() })

/** `POST workers/leases/{execution_id}/output`: text with terminal codes, in order. `part` makes a repeat harmless. */
export const AppendOutput = z.object({
  worker_id: WorkerId,
  fence: Fence,
  part: z.int().nonnegative(),
  text: z.string().max(outputChunkCharsMax),
})

/** One piece of a run's output, over all its executions. `position` is the reader's cursor. */
export const OutputChunk = z.object({
  position: z.int().positive(),
  execution_id: ExecutionId,
  number: z.int().positive(),
  text: z.string(),
})
export type OutputChunk = z.infer<typeof OutputChunk>

/**
 * Told to a reader of output that cannot have all it asked for, as the log's `lagged` is; `position` is where it goes on.
 * `compacted`: what stood up to there was dropped for newer output.
 */
export const LaggedOutput = z.object({
  run_id: RunId,
  position: z.int().nonnegative(),
  because: LaggedEvent.shape.because,
  since: z.int().nonnegative(),
  latest: z.int().nonnegative(),
})
export type LaggedOutput = z.infer<typeof LaggedOutput>

/** `GET agent/runs/{run_id}/output/stream?since=` (SSE): chunks after that position, then live. */
export const StreamOutputQuery = z.object({ since: z.coerce.number().int().nonnegative().optional() })
