import type { RunId } from '../../shared/domain/ids.ts'
import { Refusal } from '../refusal.ts'
import type { Run } from '../store/rows.ts'
import type { Transaction } from '../store/store.ts'

/** The run, killed or not; refuses with 404. */
export function knownRun(tx: Transaction, runId: RunId): Run {
  const run = tx.runs.find(runId)
  if (run === null) throw new Refusal('resource_not_found', `no run ${runId}`)
  return run
}

/** The run, if something may still happen to it; refuses with 404 or 410. */
export function livingRun(tx: Transaction, runId: RunId): Run {
  const run = knownRun(tx, runId)
  if (run.isKilled) throw new Refusal('run_killed', `run ${runId} (${run.name}) was killed`)
  return run
}
