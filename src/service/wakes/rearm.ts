import { isEnded } from '../../shared/domain/run.ts'
import type { Run } from '../store/rows.ts'
import type { Transaction } from '../store/store.ts'
import { considerRun, isParked } from './consider-run.ts'
import type { WakeSettings } from './wake-settings.ts'

/**
 * A person takes responsibility: failures and budgets so far do not count any more, for the run and for its family, and
 * what waits goes on. Others of the family that its budget held are asked again by the event.
 */
export function rearm(tx: Transaction, run: Run, settings: WakeSettings): void {
  tx.wakes.change(run, { failures: 0, lastFailedAt: null, lastError: null, armedAt: tx.now })
  tx.wakes.change({ runId: run.rootRunId, rootRunId: run.rootRunId }, { familyArmedAt: tx.now })
  tx.events.append(run, { type: 'wake_armed' })
  if (isEnded(run.state)) considerRun(tx, run.runId, settings, 'by-person')
  for (const { runId, last } of tx.wakes.waiting(run.rootRunId)) {
    const other = runId === run.runId ? null : tx.runs.find(runId)
    if (other !== null && isParked(last.kind, last.because) && last.because === 'family-budget-spent')
      tx.events.append(other, { type: 'wake_armed' })
  }
}
