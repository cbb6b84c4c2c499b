import { isEnded } from '../../shared/domain/run.ts'
import { byExecution, releaseSurfaced } from '../messages/mailbox.ts'
import { Refusal } from '../refusal.ts'
import type { Run } from '../store/rows.ts'
import type { Transaction } from '../store/store.ts'
import { moveRun } from './move-run.ts'

/** Cancels the run now; a worker that holds it hears of it with its next renewal. Children go on. */
export function cancelRun(tx: Transaction, run: Run): void {
  const isWorkedOn = tx.executions.open(run.runId).length > 0 // a follow-up may stand behind a turn that has ended
  if (isEnded(run.state) && run.state !== 'CANCELLED' && !isWorkedOn)
    throw new Refusal('invalid_request', `run ${run.runId} has ended already (${run.state})`)
  cancelExecutions(tx, run)
  moveRun(tx, run, 'cancelled')
}

/** Makes the run a tombstone: its tokens end, and whatever comes later for it has no effect. */
export function killRun(tx: Transaction, run: Run): void {
  if (run.isKilled) return
  cancelExecutions(tx, run)
  moveRun(tx, run, 'cancelled')
  tx.runs.change(run.runId, { isKilled: true })
  tx.tokens.revokeAll(run.runId)
  tx.events.append(run, { type: 'run_killed' })
}

/** What nobody has begun ends here; what a worker holds ends with its report, or with its lease. */
function cancelExecutions(tx: Transaction, run: Run): void {
  for (const { executionId, state } of tx.executions.open(run.runId)) {
    if (state === 'leased' || state === 'started') {
      tx.executions.change(executionId, { isCancelled: true })
      continue
    }
    tx.executions.change(executionId, { state: 'ended', isCancelled: true })
    releaseSurfaced(tx, run, byExecution(executionId))
  }
}
