import { isEnded } from '../../shared/domain/run.ts'
import { byExecution, releaseSurfaced } from '../messages/mailbox.ts'
import { Refusal } from '../refusal.ts'
import type { Run } from '../store/rows.ts'
import type { Transaction } from '../store/store.ts'
import { moveRun } from './move-run.ts'

/** Cancels the run now; a worker that holds it hears of it with its next renewal. Children go on. */
function cancelRun(tx: Transaction, run: Run): void {
  const isWorkedOn = tx.executions.open(run.runId).length > 0 // a follow-up may stand behind a turn that has ended
  if (isEnded(run.state) && run.state !== 'CANCELLED' && !isWorkedOn)
    throw new Refusal('invalid_request', `run ${run.runId} has ended already (${run.state})`)
  cancelExecutions(tx, run)
  moveRun(tx, run, 'cancelled')
}

/** Makes the run a tombstone: its tokens end, and whatever comes later for it has no effect. */
function killRun(tx: Transaction, run: Run): void {
  if (run.isKilled) return
  cancelExecutions(tx, run)
  moveRun(tx, run, 'cancelled')
  tx.runs.change(run.runId, { isKilled: true })
  tx.tokens.revokeAll(run.runId)
  tx.events.append(run, { type: 'run_killed' })
  releaseSources(tx, run)
}

/** What shall become of the runs below one that is ended. */
export type Children = 'leave' | 'take'

/** Cancels the run, and all below it when they are to be taken; what has ended already stays as it is. */
export function cancelFamily(tx: Transaction, run: Run, children: Children): void {
  const below = children === 'take' ? descendantsOf(tx, run) : []
  const isAnyAtWork = below.some((one) => !isEnded(one.state) || tx.executions.open(one.runId).length > 0)
  const isOver = isEnded(run.state) && tx.executions.open(run.runId).length === 0
  if (!isOver || !isAnyAtWork) cancelRun(tx, run)
  for (const one of below)
    if (!one.isKilled && (!isEnded(one.state) || tx.executions.open(one.runId).length > 0)) cancelRun(tx, one)
}

/** Kills the run, and all below it when they are to be taken. */
export function killFamily(tx: Transaction, run: Run, children: Children): void {
  killRun(tx, run) // first: a parent that is killed is told nothing of its children's ends
  if (children === 'take') for (const one of descendantsOf(tx, run)) killRun(tx, one)
}

function descendantsOf(tx: Transaction, run: Run): Run[] {
  return tx.runs.children(run.runId).flatMap((id) => {
    const child = tx.runs.find(id)
    return child === null ? [] : [child, ...descendantsOf(tx, child)]
  })
}

/** Nothing outside reaches a tombstone: what was bound to it is switched off, and says why. */
function releaseSources(tx: Transaction, run: Run): void {
  for (const { subscriptionId } of tx.subscriptions.list({ targetRunId: run.runId, only: 'enabled' }))
    tx.subscriptions.change(subscriptionId, {
      isEnabled: false,
      lastError: 'its run was killed',
      updatedAt: tx.now,
    })
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
