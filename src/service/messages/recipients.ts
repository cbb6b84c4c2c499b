import { RunId } from '../../shared/domain/ids.ts'
import type { Caller } from '../caller.ts'
import { Refusal } from '../refusal.ts'
import { knownRun } from '../runs/known-run.ts'
import type { Run } from '../store/rows.ts'
import type { Transaction } from '../store/store.ts'

/** The run that an address means: its id, `parent`, or the name of one member of the sender's family. */
export function recipientOf(tx: Transaction, sender: Run | null, caller: Caller, address: string): Run {
  const id = RunId.safeParse(address)
  const run = id.success
    ? knownRun(tx, id.data)
    : address === 'parent'
      ? parentOf(tx, sender)
      : named(tx, sender, address)
  if (caller.kind === 'run' && run.rootRunId !== caller.run.rootRunId)
    throw new Refusal('not_authorized', `run ${run.runId} belongs to another family`)
  if (run.isKilled) throw new Refusal('run_killed', `run ${run.runId} (${run.name}) was killed`)
  return run
}

function parentOf(tx: Transaction, sender: Run | null): Run {
  const parent =
    sender?.parentRunId === undefined || sender.parentRunId === null ? null : tx.runs.find(sender.parentRunId)
  if (parent === null) throw new Refusal('resource_not_found', 'parent: the sender has none')
  return parent
}

/** A person has no family: a name that is unique among all runs will do. */
function named(tx: Transaction, sender: Run | null, name: string): Run {
  const found = tx.runs.named(sender?.rootRunId ?? null, name)
  const living = found.filter((run) => !run.isKilled)
  const [first] = living.length > 0 ? living : found
  if (first === undefined) {
    const known = sender === null ? [] : tx.runs.familyNames(sender.rootRunId)
    const hint = known.length > 0 ? `; known names: ${known.join(', ')}` : ''
    throw new Refusal('resource_not_found', `no run is named ${name}${hint}`)
  }
  if (living.length > 1)
    throw new Refusal(
      'invalid_request',
      `several runs are named ${name}: ${living.map((run) => run.runId).join(', ')}`,
    )
  return first
}
