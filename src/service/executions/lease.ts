import type { z } from 'zod'
import type { ClaimLease, Lease } from '../../shared/contract/api/worker.ts'
import { normalizeHarnessName } from '../../shared/domain/harness-name.ts'
import type { WorkerId } from '../../shared/domain/ids.ts'
import { isEnded } from '../../shared/domain/run.ts'
import { leaseAttemptsMax, leaseMs } from '../../shared/limits.ts'
import type { Caller } from '../caller.ts'
import { byAnySession, releaseSurfaced } from '../messages/mailbox.ts'
import { attachmentItem } from '../runs/attachments.ts'
import { knownRun } from '../runs/known-run.ts'
import { markTurnBegan, moveRun } from '../runs/move-run.ts'
import { runItem } from '../runs/run-item.ts'
import { wireTime } from '../wire-time.ts'
import type { Execution, Run } from '../store/rows.ts'
import type { Transaction } from '../store/store.ts'
import { hashToken, newToken } from '../tokens.ts'
import { finishExecution } from './finish-execution.ts'

/** `askAgainAt`: something waits that another worker keeps the session of, and is anybody's from then on. */
export type Claimed = {
  readonly lease: z.input<typeof Lease> | null
  readonly askAgainAt: number | null
}

/** Hands the oldest execution that waits and that the worker can take to it. Whoever keeps a run's session comes first. */
export function claimLease(
  tx: Transaction,
  request: z.output<typeof ClaimLease>,
  { holder, connected }: { readonly holder: Holder; readonly connected: readonly string[] },
): Claimed {
  const { worker_id: workerId, harnesses, labels, run_id: onlyRun = null } = request
  const offer = { workerId, harnesses: harnesses.map(normalizeHarnessName), labels, onlyRun, connected }
  const execution = tx.executions.oldestWaiting(offer)
  if (execution === null) return { lease: null, askAgainAt: tx.executions.reservedUntil(offer) }
  return { lease: leaseTo(tx, execution, workerId, holder), askAgainAt: null }
}

function leaseTo(
  tx: Transaction,
  execution: Execution,
  workerId: WorkerId,
  holder: Holder,
): z.input<typeof Lease> {
  const { executionId, runId } = execution
  const expiresAt = tx.now + leaseMs
  const fence = execution.leaseNumber + 1
  tx.executions.change(executionId, {
    state: 'leased',
    workerId,
    leaseNumber: fence,
    leaseExpiresAt: expiresAt,
    holder,
  })
  tx.runs.change(runId, { executionId })
  moveRun(tx, knownRun(tx, runId), 'claimed')
  const run = markTurnBegan(tx, knownRun(tx, runId))
  const token = newToken()
  tx.tokens.revokeAll(runId) // an agent that an earlier lease left behind must not speak for the run
  tx.tokens.insert(hashToken(token), runId)
  return {
    execution_id: executionId,
    number: execution.number,
    fence,
    run: runItem(tx, run),
    prompt: execution.prompt,
    attachments: tx.attachments.ofRun(runId).map(attachmentItem),
    session_id: run.harnessSessionId,
    continues: execution.number === 1 ? continued(tx, run) : null,
    token,
    expires_at: wireTime(expiresAt),
  }
}

/** A run that was created to continue a conversation has its transcript before it has a session of its own. */
function continued(tx: Transaction, run: Run): z.input<typeof Lease>['continues'] {
  const session = tx.transcripts.find(run.runId)?.sessionId ?? null
  return session === null || session === run.harnessSessionId ? null : { session_id: session }
}

/** Whose a lease is: the id of a worker's token, or null for the owner's. */
export type Holder = Execution['holder']
export const holderOf = (caller: Caller): Holder => (caller.kind === 'worker' ? caller.tokenId : null)

/** The execution, if this very lease of it is alive, and the caller's: no token speaks for another one's leases. */
export function leasedTo(
  execution: Execution,
  { worker_id: workerId, fence }: { readonly worker_id: WorkerId; readonly fence: number },
  caller: Caller,
): Execution | null {
  const isMine = caller.kind === 'owner' || execution.holder === holderOf(caller)
  const isThis = execution.workerId === workerId && execution.leaseNumber === fence
  return isLeased(execution) && isMine && isThis ? execution : null
}

/** Whether a worker holds it at this moment. */
export const isLeased = ({ state }: Pick<Execution, 'state'>): boolean =>
  state === 'leased' || state === 'started'

/** The worker hands it back: the run waits again, and nobody counts this as an attempt, unless the worker died of it. */
export function refuseLease(tx: Transaction, execution: Execution, reason: string | undefined): void {
  if (reason === 'crashed') return loseLease(tx, execution)
  const run = knownRun(tx, execution.runId)
  tx.tokens.revokeAll(run.runId)
  if (execution.isCancelled || isEnded(run.state)) return finishExecution(tx, execution, 'not-succeeded')
  const message = reason === 'stopped' ? 'its worker was stopped while it worked: it is done again' : null
  requeue(tx, execution, message, { refusals: execution.refusals + 1 })
}

/**
 * Takes back every lease that ran out, and answers when the next one will. A lease that seems to last longer than any
 * can was written before the clock was set back: it counts from now.
 */
export function expireLeases(tx: Transaction): number | null {
  for (const { executionId, leaseExpiresAt } of tx.executions.leased())
    if ((leaseExpiresAt ?? 0) > tx.now + leaseMs)
      tx.executions.change(executionId, { leaseExpiresAt: tx.now + leaseMs })
  for (const execution of tx.executions.leased())
    if (execution.leaseExpiresAt !== null && execution.leaseExpiresAt <= tx.now) loseLease(tx, execution)
  return tx.executions.leased()[0]?.leaseExpiresAt ?? null
}

/** The service was away: its own absence is no worker's silence. */
export function extendLeases(tx: Transaction): void {
  for (const { executionId } of tx.executions.leased())
    tx.executions.change(executionId, { leaseExpiresAt: tx.now + leaseMs })
}

/** The worker is gone. What had ended stays ended; what had not is done again, a few times at most. */
function loseLease(tx: Transaction, execution: Execution): void {
  const run = knownRun(tx, execution.runId)
  tx.tokens.revokeAll(run.runId)
  if (execution.isCancelled || run.state === 'FAILED' || run.state === 'ERROR' || run.state === 'CANCELLED')
    return finishExecution(tx, execution, 'not-succeeded')
  if (run.state === 'SUCCEEDED') return finishExecution(tx, execution, 'succeeded')
  if (execution.leaseNumber - execution.refusals >= leaseAttemptsMax) {
    const message = `${leaseAttemptsMax} workers were lost while they worked on it`
    moveRun(tx, run, 'errored', { status: { message, error_code: 'worker_lost', retryable: true } })
    return finishExecution(tx, execution, 'not-succeeded')
  }
  requeue(tx, execution, 'its worker was lost while it worked: it is done again', {})
}

function requeue(
  tx: Transaction,
  execution: Execution,
  because: string | null,
  change: { readonly refusals?: number },
): void {
  const run = knownRun(tx, execution.runId)
  tx.executions.change(execution.executionId, {
    state: 'waiting',
    workerId: null,
    leaseExpiresAt: null,
    ...change,
  })
  releaseSurfaced(tx, run, byAnySession)
  moveRun(tx, run, 'lease-lost', { status: because === null ? null : { message: because } })
}
