import { hourMs, wakeDecisionsKept } from '../../../shared/limits.ts'
import type { RunId } from '../../../shared/domain/ids.ts'
import type { LastDecision, PendingOutline, WakeBook, WakeDecisionRow, WakeTable } from '../wake-rows.ts'
import { flag, type Row, type Sql } from './database.ts'

/** Books and decisions of wakes; of each run so many decisions are kept. */
export function wakeTable(sql: Sql, now: () => number): WakeTable {
  return {
    book: (runId) => toBook(sql.one('SELECT * FROM wake_books WHERE run_id = ?', runId)),
    change: ({ runId, rootRunId }, change) => {
      sql.run('INSERT OR IGNORE INTO wake_books (run_id, root_run_id) VALUES (?, ?)', runId, rootRunId)
      sql.update('wake_books', ['run_id', runId], {
        failures: change.failures,
        last_failed_at: change.lastFailedAt,
        last_error: change.lastError,
        armed_at: change.armedAt,
        family_armed_at: change.familyArmedAt,
        sleeps_on: flag(change.sleepsOn),
        kind: change.last?.kind,
        because: change.last?.because,
        reason: change.last?.reason,
        until: change.last?.until,
        decided_at: change.last?.decidedAt,
      })
    },
    record: (decision) => {
      sql.run(
        `INSERT INTO wake_decisions (run_id, root_run_id, decided_at, kind, because, reason, facts, execution_id)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
        ...[decision.runId, decision.rootRunId, decision.decidedAt, decision.kind, decision.because],
        ...[decision.reason, JSON.stringify(decision.facts), decision.executionId],
      )
      // Those of the last hour bound the next wakes and stay, however many they are.
      sql.run(
        `DELETE FROM wake_decisions WHERE run_id = ?1 AND decided_at < ?2 AND position <=
           (SELECT position FROM wake_decisions WHERE run_id = ?1 ORDER BY position DESC LIMIT 1 OFFSET ?3)`,
        decision.runId,
        decision.decidedAt - hourMs,
        wakeDecisionsKept,
      )
    },
    decisions: (runId, limit) =>
      sql
        .all('SELECT * FROM wake_decisions WHERE run_id = ? ORDER BY position DESC LIMIT ?', runId, limit)
        .map(toDecision),
    wokenSince: (runId, since) =>
      sql
        .all(
          `SELECT decided_at FROM wake_decisions WHERE run_id = ? AND kind = 'follow-up' AND decided_at > ?
             AND decided_at <= ? ORDER BY decided_at`,
          runId,
          since,
          now(),
        )
        .map((row) => Number(row.decided_at)),
    familyWokenSince: (root, since) =>
      Number(
        sql.one(
          `SELECT count(*) AS wakes FROM wake_decisions
           WHERE root_run_id = ? AND kind = 'follow-up' AND decided_at > ? AND decided_at <= ?`,
          root,
          since,
          now(),
        )?.wakes,
      ),
    pending: (runId, limit) =>
      sql
        .all(
          `SELECT m.message_id, m.sequence, m.sent_at, m.kind, m.sender_run_id, s.name AS sender_name
           FROM messages AS m LEFT JOIN runs AS s ON s.run_id = m.sender_run_id
           WHERE m.run_id = ? AND m.state = 'pending' ORDER BY m.sequence LIMIT ?`,
          runId,
          limit,
        )
        .map(toPending),
    withMail: () =>
      sql
        .all(
          `SELECT DISTINCT m.run_id FROM messages AS m JOIN runs AS r ON r.run_id = m.run_id
           WHERE m.state = 'pending' AND r.location = 'REMOTE' AND r.is_killed = 0`,
        )
        .map((row) => row.run_id as RunId), // written by us as run ids
    waiting: (root) =>
      sql
        .all(
          `SELECT b.*, (SELECT count(*) FROM messages AS m WHERE m.run_id = b.run_id AND m.state = 'pending') AS pending
           FROM wake_books AS b JOIN runs AS r ON r.run_id = b.run_id
           WHERE b.root_run_id = ? AND b.kind IN ('hold', 'wait') AND r.is_killed = 0`,
          root,
        )
        .flatMap((row) => {
          const { last, failures } = toBook(row)
          const pending = Number(row.pending)
          return last === null || pending === 0
            ? []
            : [{ runId: row.run_id as RunId, last, failures, pending }] // as above
        }),
  }
}

/** The casts of this file hold because only it writes the tables, from values of these very types. */
function toBook(row: Row | null): WakeBook {
  if (row === null)
    return {
      ...{ failures: 0, lastFailedAt: null, lastError: null, armedAt: 0, familyArmedAt: 0 },
      ...{ sleepsOn: false, last: null },
    }
  return {
    failures: Number(row.failures),
    lastFailedAt: row.last_failed_at as number | null,
    lastError: row.last_error as string | null,
    armedAt: Number(row.armed_at),
    familyArmedAt: Number(row.family_armed_at),
    sleepsOn: row.sleeps_on === 1,
    last: row.kind === null ? null : toLast(row),
  }
}

const toLast = (row: Row): LastDecision => ({
  kind: String(row.kind),
  because: row.because as string | null,
  reason: String(row.reason),
  until: row.until as number | null,
  decidedAt: Number(row.decided_at),
})

const toPending = (row: Row): PendingOutline => ({
  messageId: row.message_id as PendingOutline['messageId'],
  sequence: Number(row.sequence),
  sentAt: Number(row.sent_at),
  kind: String(row.kind),
  senderRunId: row.sender_run_id as PendingOutline['senderRunId'],
  senderName: row.sender_name as string | null,
})

const toDecision = (row: Row): WakeDecisionRow => ({
  position: Number(row.position),
  runId: row.run_id as RunId,
  rootRunId: row.root_run_id as RunId,
  decidedAt: Number(row.decided_at),
  kind: String(row.kind),
  because: row.because as string | null,
  reason: String(row.reason),
  facts: JSON.parse(String(row.facts)) as WakeDecisionRow['facts'],
  executionId: row.execution_id as WakeDecisionRow['executionId'],
})
