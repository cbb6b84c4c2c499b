import type { CreateSource } from '../../shared/contract/api/source.ts'
import type { RunId, SubscriptionId } from '../../shared/domain/ids.ts'
import type { Caller } from '../caller.ts'
import { Refusal } from '../refusal.ts'
import { knownRun } from '../runs/known-run.ts'
import type { Subscription } from '../store/source-rows.ts'
import type { Transaction } from '../store/store.ts'

/**
 * What a run may ask to be told of: what comes to the service, for its own family. Files and commands are of the machine
 * the service runs on, and a run may be on another: those are the owner's.
 */
export function refuseSource(
  tx: Transaction,
  caller: Caller,
  { source, target }: Pick<CreateSource, 'source' | 'target'>,
): void {
  if (caller.kind === 'owner') return
  if (caller.kind === 'worker') throw new Refusal('not_authorized', 'a worker adds no sources')
  if (source.kind === 'file' || source.kind === 'command')
    throw new Refusal(
      'not_authorized',
      `a ${source.kind} source belongs to the service's machine: its owner adds it`,
    )
  if (source.kind === 'run') refuseStranger(tx, caller.run.rootRunId, source.run_id)
  if (target.kind === 'run') refuseStranger(tx, caller.run.rootRunId, target.run_id)
  else if (target.parent_run_id !== caller.run.runId)
    throw new Refusal('not_authorized', 'a run starts its own children only: parent_run_id must be its own')
}

/** The subscription, if the caller may touch it; refuses with 404 or 403. */
export function knownSource(tx: Transaction, caller: Caller, id: SubscriptionId): Subscription {
  const found = tx.subscriptions.find(id)
  if (found === null) throw new Refusal('resource_not_found', `no source ${id}`)
  if (caller.kind === 'owner') return found
  if (caller.kind === 'run' && found.rootRunId === caller.run.rootRunId) return found
  throw new Refusal('not_authorized', 'a run sees the sources of its own family only')
}

function refuseStranger(tx: Transaction, root: RunId, runId: RunId): void {
  if (knownRun(tx, runId).rootRunId !== root)
    throw new Refusal('not_authorized', `run ${runId} belongs to another family`)
}
