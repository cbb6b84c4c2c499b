import type { z } from 'zod'
import type { ReportExecution } from '../../shared/contract/api/worker.ts'
import { assertNever } from '../../shared/kernel/assert-never.ts'
import type { Caller } from '../caller.ts'
import { knownRun } from '../runs/known-run.ts'
import { linkSession, moveRun } from '../runs/move-run.ts'
import type { Execution, StatusText } from '../store/rows.ts'
import type { Transaction } from '../store/store.ts'
import { finishExecution } from './finish-execution.ts'
import { leasedTo, refuseLease } from './lease.ts'

type Report = z.output<typeof ReportExecution>

/** Takes over what a worker says about its execution; false when its lease is over. */
export function reportExecution(tx: Transaction, asked: Execution, report: Report, by: Caller): boolean {
  const execution = leasedTo(asked, report, by)
  if (execution === null) return false
  if (report.event === 'refused') {
    refuseLease(tx, execution, report.reason)
    return true
  }
  const known = knownRun(tx, execution.runId)
  if (!known.isKilled) linkSession(tx, known, report.session_id)
  if (!execution.isCancelled) move(tx, execution, report)
  if (report.session_link !== undefined) tx.runs.change(known.runId, { watchLink: report.session_link })
  if (report.keep_ms !== undefined)
    tx.executions.change(execution.executionId, { keptUntil: tx.now + report.keep_ms })
  switch (report.event) {
    case 'started':
      tx.executions.change(execution.executionId, { state: 'started' })
      return true
    case 'succeeded':
      finishExecution(tx, execution, 'succeeded')
      return true
    case 'failed':
    case 'errored':
    case 'cancelled':
      finishExecution(tx, execution, 'not-succeeded')
      return true
    default:
      return assertNever(report.event)
  }
}

function move(tx: Transaction, execution: Execution, report: Report): void {
  if (report.event === 'refused') return
  // The agent's own hooks may have told the same before: then the move does not apply, and nothing is told twice.
  const run = knownRun(tx, execution.runId)
  if (report.event === 'started') {
    if (execution.state === 'leased') moveRun(tx, run, 'started')
    return
  }
  const begun = run.state === 'CLAIMED' && report.event === 'succeeded' ? moveRun(tx, run, 'started') : null
  const summary = report.summary === undefined ? {} : { summary: report.summary }
  moveRun(tx, begun ?? run, report.event, { status: statusOf(report), ...summary })
}

function statusOf(report: Report): StatusText | null {
  const given = report.status_message
  if (given === null || given === undefined) return null
  return {
    message: given.message,
    ...(given.error_code === undefined ? {} : { error_code: given.error_code }),
    ...(given.retryable === undefined ? {} : { retryable: given.retryable }),
  }
}
