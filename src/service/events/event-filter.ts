import type { RunId } from '../../shared/domain/ids.ts'
import type { Caller } from '../caller.ts'
import { Refusal } from '../refusal.ts'
import { knownRun } from '../runs/known-run.ts'
import type { EventFilter } from '../store/rows.ts'
import type { Transaction } from '../store/store.ts'

/** What a reader asks for. */
export type AskedEvents = {
  readonly run_ids?: readonly RunId[] | undefined
  readonly ancestor_run_id?: RunId | undefined
  readonly include_self?: boolean | undefined
}

/** The filter it may have: a run hears its own family, and itself when it names nobody. */
export function eventFilter(tx: Transaction, caller: Caller, asked: AskedEvents): EventFilter {
  if (asked.run_ids !== undefined && asked.ancestor_run_id !== undefined)
    throw new Refusal('invalid_request', 'either run_ids or ancestor_run_id')
  if (asked.ancestor_run_id !== undefined) {
    const ancestor = knownRun(tx, asked.ancestor_run_id)
    refuseStrangers(caller, ancestor.rootRunId)
    const self = asked.include_self === true ? 'included' : 'excluded'
    return { kind: 'family', ancestor: ancestor.runId, root: ancestor.rootRunId, self }
  }
  if (asked.run_ids !== undefined) {
    for (const runId of asked.run_ids) refuseStrangers(caller, knownRun(tx, runId).rootRunId)
    return { kind: 'runs', runIds: asked.run_ids }
  }
  return caller.kind === 'run' ? { kind: 'runs', runIds: [caller.run.runId] } : { kind: 'all' } // no worker gets here
}

function refuseStrangers(caller: Caller, root: RunId): void {
  if (caller.kind === 'run' && caller.run.rootRunId !== root)
    throw new Refusal('not_authorized', 'a run hears of its own family only')
}
