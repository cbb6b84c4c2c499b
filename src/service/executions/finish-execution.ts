import { isEnded } from '../../shared/domain/run.ts'
import { byAnySession, byExecution, confirmSurfaced, releaseSurfaced } from '../messages/mailbox.ts'
import { knownRun } from '../runs/known-run.ts'
import { moveRun } from '../runs/move-run.ts'
import type { Execution } from '../store/rows.ts'
import type { Transaction } from '../store/store.ts'

/**
 * Ends an execution, after its run was moved. A success is a sign of life: what stood in its context has arrived;
 * otherwise it is pending again. Then the execution that stands behind it may begin.
 */
export function finishExecution(
  tx: Transaction,
  execution: Execution,
  outcome: 'succeeded' | 'not-succeeded',
): void {
  const run = knownRun(tx, execution.runId)
  tx.executions.change(execution.executionId, { state: 'ended', leaseExpiresAt: null })
  if (outcome === 'succeeded') {
    confirmSurfaced(tx, run, byExecution(execution.executionId))
    confirmSurfaced(tx, run, (message) => byAnySession(message) && message.isShown)
  }
  releaseSurfaced(tx, run, byExecution(execution.executionId))
  releaseSurfaced(tx, run, byAnySession)
  const next = tx.executions.open(run.runId).find(({ state }) => state === 'behind')
  if (next === undefined || run.isKilled) return
  tx.executions.change(next.executionId, { state: 'waiting', queuedAt: tx.now })
  tx.runs.change(run.runId, { executionId: next.executionId })
  if (isEnded(run.state)) moveRun(tx, knownRun(tx, run.runId), 'requeued')
}
