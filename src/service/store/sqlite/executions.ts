import { keeperHeadStartMs } from '../../../shared/worker-limits.ts'
import type { Execution, WorkerOffer } from '../rows.ts'
import type { Transaction } from '../store.ts'
import { flag, type Row, type Sql } from './database.ts'

/** Executions of remote runs. */
export function executionTable(sql: Sql, now: () => number): Transaction['executions'] {
  const waiting = (reserved: 'free' | 'reserved', offer: WorkerOffer): Row | null =>
    sql.one(
      `SELECT * FROM executions AS e
       WHERE state = 'waiting' AND harness IN (SELECT value FROM json_each(?1))
         AND NOT EXISTS (SELECT 1 FROM json_each(e.labels) WHERE value NOT IN (SELECT value FROM json_each(?2)))
         AND (?3 IS NULL OR run_id = ?3)
         AND ${reserved === 'free' ? 'NOT' : ''} EXISTS (
           SELECT 1 FROM executions AS p
           WHERE p.run_id = e.run_id AND p.number = e.number - 1 AND p.kept_until > ?4 AND e.queued_at > ?5
             AND p.worker_id <> ?6 AND p.worker_id IN (SELECT value FROM json_each(?7)))
       ORDER BY ${reserved === 'free' ? 'position' : 'queued_at'} LIMIT 1`,
      ...[JSON.stringify(offer.harnesses), JSON.stringify([...offer.labels, offer.workerId]), offer.onlyRun],
      ...[now(), now() - keeperHeadStartMs, offer.workerId, JSON.stringify(offer.connected)],
    )
  return {
    insert: (execution) => {
      sql.run(
        `INSERT INTO executions (execution_id, run_id, number, harness, prompt, state, labels, queued_at)
         VALUES (?1, ?2, (SELECT count(*) + 1 FROM executions WHERE run_id = ?2), ?3, ?4, ?5, ?6, ?7)`,
        ...[execution.executionId, execution.runId, execution.harness, execution.prompt, execution.state],
        JSON.stringify(execution.labels ?? []),
        now(),
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
        queued_at: change.queuedAt,
        kept_until: change.keptUntil,
      })
    },
    open: (runId) =>
      sql
        .all(`SELECT * FROM executions WHERE run_id = ? AND state <> 'ended' ORDER BY position`, runId)
        .map(toExecution),
    hasHeld: (holder, runId) =>
      sql.one('SELECT 1 FROM executions WHERE run_id = ? AND holder = ? LIMIT 1', runId, holder) !== null,
    oldestWaiting: (offer) => {
      const row = waiting('free', offer)
      return row === null ? null : toExecution(row)
    },
    reservedUntil: (offer) => {
      const row = waiting('reserved', offer)
      return row === null ? null : toExecution(row).queuedAt + keeperHeadStartMs
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
  queuedAt: Number(row.queued_at),
  keptUntil: row.kept_until as number | null,
})
