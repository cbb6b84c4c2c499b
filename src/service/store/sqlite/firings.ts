import type { Firing, FiringTable } from '../source-rows.ts'
import type { Row, Sql } from './database.ts'

/** A firing is delivered when its message is: that is read where it stands, not kept twice. */
const withDelivery = `SELECT f.*, CASE WHEN f.state = 'fired' AND m.state = 'delivered' THEN 'delivered' ELSE f.state END
  AS shown_state, m.state AS message_state FROM firings AS f LEFT JOIN messages AS m ON m.message_id = f.message_id`

/** What became of each happening. */
export function firingTable(sql: Sql, now: () => number): FiringTable {
  const first = (row: Row | null): Firing | null => (row === null ? null : toFiring(row))
  return {
    insert: (one) => {
      sql.run(
        `INSERT INTO firings (firing_id, subscription_id, state, reason, event_type, payload, dedupe_key, message_id,
           run_id, occurred_at, updated_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
        ...[one.firingId, one.subscriptionId, one.state, one.reason, one.eventType, one.payload],
        ...[one.dedupeKey, one.messageId, one.runId, one.occurredAt, one.updatedAt],
      )
    },
    find: (id) => first(sql.one(`${withDelivery} WHERE f.firing_id = ?`, id)),
    change: (id, change) => {
      sql.update('firings', ['firing_id', id], {
        state: change.state,
        reason: change.reason,
        times: change.times,
        message_id: change.messageId,
        run_id: change.runId,
        updated_at: change.updatedAt,
      })
    },
    byKey: (subscriptionId, dedupeKey) =>
      first(
        sql.one(
          `${withDelivery} WHERE f.subscription_id = ? AND f.dedupe_key = ?`,
          subscriptionId,
          dedupeKey,
        ),
      ),
    list: (subscriptionId, before, limit) =>
      sql
        .all(
          `${withDelivery} WHERE f.subscription_id = ? AND (?2 IS NULL OR f.position < ?2)
           ORDER BY f.position DESC LIMIT ?3`,
          ...[subscriptionId, before, limit],
        )
        .map(toFiring),
    toldSince: (subscriptionId, since) =>
      Number(
        sql.one(
          `SELECT count(*) AS told FROM firings
           WHERE subscription_id = ? AND occurred_at > ? AND occurred_at <= ? AND state IN ('fired', 'coalesced')`,
          subscriptionId,
          since,
          now(),
        )?.told,
      ),
    newest: (subscriptionId) =>
      first(
        sql.one(
          `${withDelivery} WHERE f.subscription_id = ? ORDER BY f.position DESC LIMIT 1`,
          subscriptionId,
        ),
      ),
    waiting: (subscriptionId) =>
      first(
        sql.one(
          `${withDelivery} WHERE f.subscription_id = ? AND f.state = 'fired' AND m.state = 'pending'
           ORDER BY f.position DESC LIMIT 1`,
          subscriptionId,
        ),
      ),
    trim: (subscriptionId, kept) =>
      void sql.run(
        `DELETE FROM firings WHERE subscription_id = ?1 AND state <> 'asking' AND position <=
           (SELECT position FROM firings WHERE subscription_id = ?1 ORDER BY position DESC LIMIT 1 OFFSET ?2)`,
        subscriptionId,
        kept,
      ),
  }
}

/** The casts hold because only this file writes the table, from values of these very types. */
const toFiring = (row: Row): Firing => ({
  position: Number(row.position),
  firingId: row.firing_id as Firing['firingId'],
  subscriptionId: row.subscription_id as Firing['subscriptionId'],
  state: row.shown_state as Firing['state'],
  reason: String(row.reason),
  eventType: String(row.event_type),
  payload: String(row.payload),
  times: Number(row.times),
  messageId: row.message_id as Firing['messageId'],
  runId: row.run_id as Firing['runId'],
  occurredAt: Number(row.occurred_at),
  updatedAt: Number(row.updated_at),
})
