import type { ExecutionId } from '../../shared/domain/ids.ts'
import { leaseMs } from '../../shared/limits.ts'
import type { HandlersOf } from '../handler.ts'
import { Refusal } from '../refusal.ts'
import { knownRun } from '../runs/known-run.ts'
import { wireTime } from '../wire-time.ts'
import type { Execution } from '../store/rows.ts'
import type { Transaction } from '../store/store.ts'
import { leasedTo } from './lease.ts'
import { reportExecution } from './report-execution.ts'
import type { Workers } from './workers.ts'

/** What workers tell of the executions they hold. Whoever has lost its lease is told to stop, and changes nothing. */
export const workerHandlers = (
  workers: Workers,
): HandlersOf<'listWorkers' | 'renewLease' | 'reportExecution' | 'appendOutput'> => ({
  listWorkers: ({ tx }) => ({
    workers: workers.all(tx.now).map(({ workerId, harnesses, labels, since, at }) => ({
      worker_host: workerId,
      connection_count: 1,
      connected_at: wireTime(since),
      last_seen_at: wireTime(at),
      harnesses: [...harnesses],
      labels: [...labels],
    })),
  }),

  renewLease: ({ tx, caller, params, body }) => {
    workers.sawRenewal(body.worker_id, tx.now)
    const execution = leasedTo(knownExecution(tx, params.execution_id), body, caller)
    if (execution === null) return { expires_at: wireTime(tx.now), is_cancelled: true, is_lost: true }
    const expiresAt = tx.now + leaseMs
    tx.executions.change(execution.executionId, { leaseExpiresAt: expiresAt })
    const { state, statusMessage } = knownRun(tx, execution.runId)
    return {
      expires_at: wireTime(expiresAt),
      is_cancelled: execution.isCancelled,
      is_lost: false,
      answer: state === 'BLOCKED' ? (statusMessage?.answer ?? null) : null,
    }
  },

  reportExecution: ({ tx, caller, params, body }) => ({
    applied: reportExecution(tx, knownExecution(tx, params.execution_id), body, caller),
  }),

  appendOutput: ({ tx, caller, params, body }) => {
    const execution = leasedTo(knownExecution(tx, params.execution_id), body, caller)
    if (execution === null || knownRun(tx, execution.runId).isKilled) return
    tx.outputs.append(execution, body.part, body.text)
  },
})

function knownExecution(tx: Transaction, executionId: ExecutionId): Execution {
  const execution = tx.executions.find(executionId)
  if (execution === null) throw new Refusal('resource_not_found', `no execution ${executionId}`)
  return execution
}
