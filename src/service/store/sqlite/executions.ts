import type { Execution } from '../rows.ts'
import type { Transaction } from '../store.ts'
import { flag, type Row, type Sql } from './database.ts'

/** Executions of remote runs. */
export function executionTable(sql: Sql): Transaction['executions'] {
  return {
    insert: (execution) => {
      sql.run(
        `INSERT INTO executions (execution_id, run_id, number, harness, prompt, state, labels)
         VALUES (?1, ?2, (SELECT count(*) + 1 FROM executions WHERE run_id = ?2), ?3, ?4, ?5, ?6)`,
        ...[execution.executionId, execution.runId, execution.harness, execution.prompt, execution.state],
        JSON.stringify(execution.labels ?? []),
      )
    },
    find: (executionId) => {
      const row = sql.one('SELECT * FROM executions WHERE execution_id = ?', executionId)
      return row === null ? null : toExecution(row)
    },
    change: (executionId, change) => {
      sql.update('executions', ['execution_id', executionId], {
        prompt: change.prompt,
        state: change.state,
        is_cancelled: flag(change.isCancelled),
        worker_id: change.workerId,
        lease_number: change.leaseNumber,
        lease_expires_at: change.leaseExpiresAt,
        holder: change.holder,
        refusals: change.refusals,
      })
    },
    open: (runId) =>
      sql
        .all(`SELECT * FROM executions WHERE run_id = ? AND state <> 'ended' ORDER BY position`, runId)
        .map(toExecution),
    hasHeld: (holder, runId) =>
      sql.one('SELECT 1 FROM executions WHERE run_id = ? AND holder = ? LIMIT 1', runId, holder) !== null,
    oldestWaiting: ({ workerId, harnesses, labels }) => {
      const row = sql.one(
        `SELECT * FROM executions AS e
         WHERE state = 'waiting' AND harness IN (SELECT value FROM json_each(?1))
           AND NOT EXISTS (SELECT 1 FROM json_each(e.labels) WHERE value NOT IN (SELECT value FROM json_each(?2)))
         ORDER BY position LIMIT 1`,
        JSON.stringify(harnesses),
        JSON.stringify([...labels, workerId]),
      )
      return row === null ? null : toExecution(row)
    },
    leased: () =>
      sql
        .all('SELECT * FROM executions WHERE lease_expires_at IS NOT NULL ORDER BY lease_expires_at')
        .map(toExecution),
  }
}

/** The casts hold because only this file writes the table, from values of these very types. */
const toExecution = (row: Row): Execution => ({
  executionId: row.execution_id as Execution['executionId'],
  runId: row.run_id as Execution['runId'],
  number: Number(row.number),
  harness: String(row.harness),
  prompt: String(row.prompt),
  state: row.state as Execution['state'],
  isCancelled: row.is_cancelled === 1,
  workerId: row.worker_id as string | null,
  leaseNumber: Number(row.lease_number),
  leaseExpiresAt: row.lease_expires_at as number | null,
  holder: row.holder as string | null,
  labels: JSON.parse(row.labels as string) as string[],
  refusals: Number(row.refusals),
})
