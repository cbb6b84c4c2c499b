import type { HarnessSessionId } from '../../shared/domain/ids.ts'
import { isEnded, lifecycleEventTypes, type RunState } from '../../shared/domain/run.ts'
import { byAnySession, releaseSurfaced } from '../messages/mailbox.ts'
import { Refusal } from '../refusal.ts'
import type { Run } from '../store/rows.ts'
import type { Transaction } from '../store/store.ts'
import { knownRun } from './known-run.ts'
import { linkSession, moveRun } from './move-run.ts'

/**
 * The last remote step of a local wake: from here on the run works. No process serves its session at this moment, so
 * what an earlier one was shown and did not confirm is pending again.
 */
export function reopenRun(tx: Transaction, run: Run, sessionId: HarnessSessionId | null): Run {
  if (run.location === 'REMOTE')
    throw new Refusal('operation_not_supported', `run ${run.runId} is remote: follow it up instead`)
  if (!isEnded(run.state)) throw new Refusal('conflict', `run ${run.runId} has not ended (${run.state})`)
  if (sessionId !== null && run.harnessSessionId !== null && sessionId !== run.harnessSessionId)
    throw new Refusal(
      'conflict',
      `run ${run.runId} goes on in session ${run.harnessSessionId}, not in ${sessionId}`,
    )
  releaseSurfaced(tx, run, byAnySession)
  const moved = moveRun(tx, linkSession(tx, run, sessionId), 'reopened')
  if (moved === null) throw new Refusal('conflict', `run ${run.runId} cannot be reopened (${run.state})`)
  tx.runs.change(run.runId, { reopenedFrom: run.state })
  return knownRun(tx, run.runId)
}

/** The process could not be started: the run is what it was. Refused once something has begun. */
export function undoReopen(tx: Transaction, run: Run, state: RunState): Run {
  if (run.state === state && run.reopenedFrom === null) return run // a request that was repeated
  if (run.reopenedFrom === null)
    throw new Refusal('conflict', `run ${run.runId} was not reopened, or has begun to work since`)
  tx.runs.change(run.runId, { state, reopenedFrom: null })
  const type = lifecycleEventTypes[state]
  if (type !== undefined) tx.events.append(run, { type })
  return knownRun(tx, run.runId)
}
