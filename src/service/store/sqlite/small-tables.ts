import type { RunId } from '../../../shared/domain/ids.ts'
import { answerKeptMs } from '../../../shared/limits.ts'
import type { Transaction } from '../store.ts'
import type { Sql } from './database.ts'

const forgottenAtOnce = 20

/** Tokens of runs, by hash. */
export function tokenTable(sql: Sql, now: () => number): Transaction['tokens'] {
  return {
    insert: (hash, runId, expiresAt) =>
      void sql.run(
        'INSERT INTO tokens (hash, run_id, issued_at, expires_at) VALUES (?, ?, ?, ?)',
        ...[hash, runId, now(), expiresAt ?? null],
      ),
    runOf: (hash) => {
      const row = sql.one('SELECT run_id, revoked_at, expires_at FROM tokens WHERE hash = ?', hash)
      if (row === null) return null
      return {
        runId: row.run_id as RunId, // written by `insert` from a run id
        isRevoked: row.revoked_at !== null,
        expiresAt: row.expires_at as number | null,
      }
    },
    revokeAll: (runId) =>
      void sql.run('UPDATE tokens SET revoked_at = ? WHERE run_id = ? AND revoked_at IS NULL', now(), runId),
  }
}

/** Answers remembered for their idempotency key; each new one sweeps out a few that are too old. */
export function answerTable(sql: Sql, now: () => number): Transaction['answers'] {
  return {
    find: (key, route, subject) => {
      const row = sql.one(
        'SELECT * FROM answers WHERE key = ? AND route = ? AND subject = ?',
        key,
        route,
        subject,
      )
      if (row === null || Number(row.answered_at) <= now() - answerKeptMs) return null
      const { request_hash: requestHash, status, body } = row
      return { requestHash: String(requestHash), status: Number(status), body: body as string | null } // as remembered
    },
    remember: (key, route, subject, answer) => {
      sql.run(
        `DELETE FROM answers WHERE (key, route, subject) IN
           (SELECT key, route, subject FROM answers WHERE answered_at <= ? LIMIT ${forgottenAtOnce})`,
        now() - answerKeptMs,
      )
      const row = [key, route, subject, answer.requestHash, answer.status, answer.body, now()]
      sql.run('INSERT OR REPLACE INTO answers VALUES (?, ?, ?, ?, ?, ?, ?)', ...row)
    },
  }
}
