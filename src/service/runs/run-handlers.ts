import type { Asked, HandlersOf } from '../handler.ts'
import { Refusal } from '../refusal.ts'
import { createRun, type StartedBy } from './create-run.ts'
import { cancelFamily, killFamily } from './end-run.ts'
import { followUpRun } from '../executions/follow-up-run.ts'
import { knownRun, livingRun } from './known-run.ts'
import { listRuns } from './list-runs.ts'
import { relocateRun } from './relocate-run.ts'
import { reopenRun, undoReopen } from './reopen-run.ts'
import { runItem } from './run-item.ts'
import { noIdentities } from '../identity-handlers.ts'
import { applySignal } from './signals.ts'

type Subject =
  | 'createRun'
  | 'createRunAlias'
  | 'listRuns'
  | 'getRun'
  | 'cancelRun'
  | 'cancelTask'
  | 'killRun'
  | 'followUpRun'
  | 'reopenRun'
  | 'undoReopen'
  | 'reportSignal'
  | 'setEventSequence'
  | 'relocateRun'

type Resolve = StartedBy['resolve']
type AskedToStart = Pick<Asked<'createRun'>, 'tx' | 'caller' | 'body'>

const startRun = ({ tx, caller, body }: AskedToStart, resolve: Resolve) => {
  const parent = caller.kind === 'run' ? (body.parent_run_id ?? caller.run.runId) : body.parent_run_id
  if (caller.kind === 'run' && parent !== caller.run.runId)
    throw new Refusal('not_authorized', 'a run starts its own children only')
  const request = parent === undefined ? body : { ...body, parent_run_id: parent }
  if (body.agent_identity_uid !== undefined) noIdentities()
  const kind = caller.kind === 'run' ? 'run' : 'owner'
  const run = createRun(tx, request, { kind, ...(resolve === undefined ? {} : { resolve }) })
  return { run_id: run.runId, task_id: run.runId, state: run.state, at_capacity: false }
}

/** Runs. `resolve` fills in what a request names. */
export const runHandlers = (resolve: Resolve): HandlersOf<Subject> => ({
  createRun: (asked) => startRun(asked, resolve),
  createRunAlias: (asked) => startRun(asked, resolve),

  listRuns: ({ tx, caller, query }) => {
    const asked = query.ancestor_run_id === undefined ? undefined : [query.ancestor_run_id].flat()
    if (caller.kind !== 'run') return listRuns(tx, query, asked)
    const { rootRunId } = caller.run
    if (asked?.some((ancestor) => knownRun(tx, ancestor).rootRunId !== rootRunId))
      throw new Refusal('not_authorized', 'a run sees its own family only')
    return listRuns(tx, query, asked ?? [rootRunId])
  },

  getRun: ({ tx, params }) => runItem(tx, knownRun(tx, params.run_id)),

  cancelRun: ({ tx, params, body }) => {
    cancelFamily(tx, livingRun(tx, params.run_id), body.children)
    return params.run_id
  },

  cancelTask: ({ tx, params }) => {
    cancelFamily(tx, livingRun(tx, params.run_id), 'leave')
    return params.run_id
  },

  killRun: ({ tx, params, body }) => killFamily(tx, knownRun(tx, params.run_id), body.children),

  followUpRun: ({ tx, caller, params, body }) => {
    const by =
      caller.kind === 'run' ? { kind: 'agent' as const, run: caller.run } : { kind: 'person' as const }
    const { executionId, answered } = followUpRun(tx, knownRun(tx, params.run_id), body, by)
    return {
      ...(executionId === null ? {} : { execution_id: executionId }),
      ...(answered === null ? {} : { answered: { ask_id: answered.ask_id, answer: answered.answer } }),
    }
  },

  reopenRun: ({ tx, params, body }) =>
    runItem(tx, reopenRun(tx, livingRun(tx, params.run_id), body.session_id ?? null)),

  undoReopen: ({ tx, params, body }) => runItem(tx, undoReopen(tx, livingRun(tx, params.run_id), body.state)),

  reportSignal: ({ tx, params, body }) =>
    applySignal(tx, knownRun(tx, params.run_id), body.signal, body.execution_id),

  setEventSequence: ({ tx, params, body }) => {
    const run = knownRun(tx, params.run_id)
    // A cursor beyond the log would pass over events that are still to come.
    if (body.sequence > tx.events.lastSequence())
      throw new Refusal('invalid_request', `sequence: the log ends at ${tx.events.lastSequence()}`)
    if (body.sequence > run.cursor) tx.runs.change(run.runId, { cursor: body.sequence })
  },

  relocateRun: ({ tx, params, body }) => runItem(tx, relocateRun(tx, livingRun(tx, params.run_id), body)),
})
