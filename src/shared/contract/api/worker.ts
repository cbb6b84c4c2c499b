import { z } from 'zod'
import { HarnessName } from '../../domain/harness-name.ts'
import { ExecutionId, HarnessSessionId, WorkerId } from '../../domain/ids.ts'
import { outputChunkCharsMax } from '../../limits.ts'
import { RunItem, StatusMessage } from './run.ts'

/** `POST workers/leases` (ours): a long poll for one execution; 200 with `lease: null` when none came. */
export const ClaimLease = z.object({
  worker_id: WorkerId,
  harnesses: z.array(HarnessName).min(1),
  wait_ms: z.int().min(0).max(60_000).default(0),
})

/** One execution handed to one worker. `prompt` is the run's, or the follow-up's that caused this execution. */
export const Lease = z.object({
  execution_id: ExecutionId,
  /** 1 for a run's first execution. */
  number: z.int().positive(),
  run: RunItem,
  prompt: z.string(),
  /** What to resume; null starts a new harness session. */
  session_id: HarnessSessionId.nullable(),
  /** The run's own token, for the agent. */
  token: z.string(),
  expires_at: z.string(),
})
export type Lease = z.infer<typeof Lease>
export const ClaimedLease = z.object({ lease: Lease.nullable() })

/** `POST workers/leases/{execution_id}/renew`: the answer says whether to go on. */
export const RenewLease = z.object({ worker_id: WorkerId })
export const RenewedLease = z.object({ expires_at: z.string(), is_cancelled: z.boolean() })

/** `POST workers/leases/{execution_id}/report`: the execution's course. A late report answers `applied: false`. */
export const ReportExecution = z.object({
  worker_id: WorkerId,
  event: z.enum(['started', 'succeeded', 'failed', 'errored', 'cancelled']),
  session_id: HarnessSessionId.nullish(),
  status_message: StatusMessage.nullish(),
  /** The agent's last words, for the notice to the parent. */
  summary: z.string().max(4_000).optional(),
})
export const ReportedExecution = z.object({ applied: z.boolean() })

/** `POST workers/leases/{execution_id}/output`: text with terminal codes, in order. `part` makes a repeat harmless. */
export const AppendOutput = z.object({
  worker_id: WorkerId,
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

/** `GET agent/runs/{run_id}/output/stream?since=` (SSE): chunks after that position, then live. */
export const StreamOutputQuery = z.object({ since: z.coerce.number().int().nonnegative().optional() })
