import type { ExecutionId, MessageId, RunId, SubscriptionId } from '../../shared/domain/ids.ts'
import type { Caller } from '../caller.ts'
import { Refusal } from '../refusal.ts'
import { isLeased } from '../executions/lease.ts'
import type { Transaction } from '../store/store.ts'
import { accessTable, type AnyRouteName, type RunReach, type WorkerReach } from './access-table.ts'

export type PathParams = {
  readonly run_id?: RunId
  readonly message_id?: MessageId
  readonly execution_id?: ExecutionId
  readonly subscription_id?: SubscriptionId
  readonly schedule_id?: string
  readonly artifact_uid?: string
}
export type Relation = 'self' | 'descendant' | 'family' | 'stranger'

/** Whether a token that reaches so far may touch a run that stands in this relation to it. */
export function isWithinReach(reach: RunReach | WorkerReach, relation: Relation): boolean {
  switch (reach) {
    case 'any':
      return true
    case 'family':
      return relation !== 'stranger'
    case 'descendant':
      return relation === 'descendant'
    case 'self':
      return relation === 'self'
    case 'held': // a worker's words
    case 'known':
    case 'none':
      return false
  }
}

/** Refuses with 403 what the caller may not do to the run, message or artifact that the path names. */
export function requireAccess(
  tx: Transaction,
  caller: Caller,
  route: AnyRouteName,
  params: PathParams,
): void {
  if (caller.kind === 'owner') return
  const reach = accessTable[route][caller.kind]
  if (reach === 'any') return
  if (reach !== 'none') {
    const target = targetOf(tx, params)
    if (target === null) return // the handler says what does not exist
    if (
      caller.kind === 'worker'
        ? mayWorkerReach(tx, caller.tokenId, reach, target)
        : isWithinReach(reach, relationOf(tx, caller.run, target))
    )
      return
  }
  const who = caller.kind === 'worker' ? 'a worker' : `the token of run ${caller.run.runId}`
  throw new Refusal('not_authorized', `${who} may not do this (${route})`)
}

/** Whether the worker with this token holds an execution of the run at this moment. */
export const isHeldBy = (tx: Transaction, tokenId: string, { runId }: { readonly runId: RunId }): boolean =>
  tx.executions.open(runId).some((execution) => isLeased(execution) && execution.holder === tokenId)

const mayWorkerReach = (
  tx: Transaction,
  tokenId: string,
  reach: RunReach | WorkerReach,
  target: { readonly runId: RunId },
): boolean =>
  isHeldBy(tx, tokenId, target) || (reach === 'known' && tx.executions.hasHeld(tokenId, target.runId))

/** How `target` stands to the run that asks. */
export function relationOf(
  tx: Transaction,
  asking: { readonly runId: RunId; readonly rootRunId: RunId },
  target: { readonly runId: RunId; readonly rootRunId: RunId },
): Relation {
  if (target.runId === asking.runId) return 'self'
  if (target.rootRunId !== asking.rootRunId) return 'stranger'
  return tx.runs.ancestors(target.runId).includes(asking.runId) ? 'descendant' : 'family'
}

function targetOf(tx: Transaction, params: PathParams) {
  const message = params.message_id === undefined ? null : tx.messages.find(params.message_id)
  const artifact = params.artifact_uid === undefined ? null : tx.artifacts.find(params.artifact_uid)
  const runId = params.run_id ?? message?.runId ?? artifact?.runId
  return runId === undefined ? null : tx.runs.find(runId)
}
