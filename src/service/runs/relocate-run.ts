import type { z } from 'zod'
import type { RelocateRun } from '../../shared/contract/api/run.ts'
import { keepsNothing } from '../../shared/domain/harness-name.ts'
import { isEnded } from '../../shared/domain/run.ts'
import { byAnySession, releaseSurfaced } from '../messages/mailbox.ts'
import { Refusal } from '../refusal.ts'
import type { Run } from '../store/rows.ts'
import type { Transaction } from '../store/store.ts'
import { knownRun } from './known-run.ts'
import { linkSession } from './move-run.ts'

/**
 * The same run, carried out elsewhere: its id, its mail, its children and what it is bound to stay. One writer: it is refused
 * while a worker has an execution of it or its turn has not ended, and whoever wrote before has no token any more.
 */
export function relocateRun(
  tx: Transaction,
  run: Run,
  { to, session_id: session }: z.output<typeof RelocateRun>,
): Run {
  if (run.location === to) return linkSession(tx, run, session) // the answer was lost, or the session is known only now
  const isWorkedOn = to === 'LOCAL' && tx.executions.open(run.runId).length > 0
  if (isWorkedOn || !isEnded(run.state))
    throw new Refusal('conflict', `run ${run.runId} is at work: stop it first`, { retryable: true })
  if (to === 'REMOTE') refuseLostSession(tx, run, session)
  tx.tokens.revokeAll(run.runId)
  releaseSurfaced(tx, run, byAnySession)
  const { place: _elsewhere, ...config } = run.config ?? {}
  tx.runs.change(run.runId, { location: to, executionId: null, config, watchLink: null })
  linkSession(tx, run, session)
  tx.events.append(run, { type: 'run_relocated', refId: to })
  return knownRun(tx, run.runId)
}

/** A worker could only begin another session in its name. */
function refuseLostSession(tx: Transaction, run: Run, session: Run['harnessSessionId']): void {
  if (keepsNothing(run.harness)) return
  if (session !== null && tx.transcripts.find(run.runId)?.sessionId === session) return
  throw new Refusal(
    'invalid_request',
    `the session of run ${run.runId} is not kept here: upload its transcript first`,
  )
}
