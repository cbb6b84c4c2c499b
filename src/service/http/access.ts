import type { RouteName } from '../../shared/contract/api/routes.ts'
import type { ExecutionId, MessageId, RunId } from '../../shared/domain/ids.ts'
import type { Caller } from '../caller.ts'
import { Refusal } from '../refusal.ts'
import type { Transaction } from '../store/store.ts'

/** How far a run's own token reaches: `any` routes look closer at what they are asked. */
type Reach = 'any' | 'family' | 'descendant' | 'self' | 'owner'
type PathParams = {
  readonly run_id?: RunId
  readonly message_id?: MessageId
  readonly execution_id?: ExecutionId
}
export type Relation = 'self' | 'descendant' | 'family' | 'stranger'

export const reachOfRunToken: Readonly<Record<RouteName, Reach>> = {
  createRun: 'any', // below itself
  listRuns: 'any', // its family
  getRun: 'family',
  cancelRun: 'descendant',
  killRun: 'descendant',
  followUpRun: 'descendant',
  reopenRun: 'owner',
  undoReopen: 'owner',
  reportSignal: 'self',
  issueToken: 'owner',
  setEventSequence: 'self',
  getTranscript: 'family',
  putTranscript: 'self',
  sendMessages: 'any', // to its family, in its own name
  listMessages: 'family',
  readMessage: 'family',
  markSurfaced: 'self',
  markDelivered: 'self',
  takeMailbox: 'self',
  shownMailbox: 'self',
  releaseMailbox: 'self',
  listEvents: 'any', // of its family
  publishEvent: 'self',
  claimLease: 'owner',
  renewLease: 'owner',
  reportExecution: 'owner',
  appendOutput: 'owner',
  capabilities: 'any',
  health: 'any',
}

/** Whether a token that reaches so far may touch a run that stands in this relation to it. */
export function isWithinReach(reach: Reach, relation: Relation): boolean {
  switch (reach) {
    case 'any':
      return true
    case 'family':
      return relation !== 'stranger'
    case 'descendant':
      return relation === 'descendant'
    case 'self':
      return relation === 'self'
    case 'owner':
      return false
  }
}

/** Refuses with 403 what the caller may not do to the run or message that the path names. */
export function requireAccess(tx: Transaction, caller: Caller, route: RouteName, params: PathParams): void {
  if (caller.kind === 'owner') return
  const reach = reachOfRunToken[route]
  if (reach === 'any') return
  if (reach !== 'owner') {
    const target = targetOf(tx, params)
    if (target === null) return // the handler says what does not exist
    if (isWithinReach(reach, relationOf(tx, caller.run, target))) return
  }
  throw new Refusal('not_authorized', `the token of run ${caller.run.runId} may not do this (${route})`)
}

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
  const runId = params.run_id ?? message?.runId
  return runId === undefined ? null : tx.runs.find(runId)
}
