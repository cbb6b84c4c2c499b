import type { SourceTarget } from '../../../shared/contract/api/source.ts'
import type { Source, SourceFilter, SourceMessage } from '../../../shared/domain/source.ts'
import type { Subscription, SubscriptionTable } from '../source-rows.ts'
import { flag, type Row, type Sql } from './database.ts'

/** Who listens to what. */
export function subscriptionTable(sql: Sql): SubscriptionTable {
  return {
    insert: (one) => {
      sql.run(
        `INSERT INTO subscriptions (subscription_id, name, kind, source, target, filter, message, coalesce,
           target_run_id, root_run_id, watched_run_id, secret, created_by_run_id, is_enabled, created_at, updated_at, next_at)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
        ...[one.subscriptionId, one.name, one.source.kind, JSON.stringify(one.source)],
        ...[
          JSON.stringify(one.target),
          JSON.stringify(one.filter),
          JSON.stringify(one.message),
          one.coalesce,
        ],
        ...[one.targetRunId, one.rootRunId, watchedRun(one.source), one.secret, one.createdByRunId],
        ...[flag(one.isEnabled) ?? 0, one.createdAt, one.updatedAt, one.nextAt],
      )
    },
    find: (id) => {
      const row = sql.one('SELECT * FROM subscriptions WHERE subscription_id = ?', id)
      return row === null ? null : toSubscription(row)
    },
    change: (id, change) => {
      sql.update('subscriptions', ['subscription_id', id], {
        name: change.name,
        source: change.source && JSON.stringify(change.source),
        watched_run_id: change.source && watchedRun(change.source),
        target: change.target && JSON.stringify(change.target),
        filter: change.filter && JSON.stringify(change.filter),
        message: change.message && JSON.stringify(change.message),
        coalesce: change.coalesce,
        is_enabled: flag(change.isEnabled),
        updated_at: change.updatedAt,
        next_at: change.nextAt,
        last_fired_at: change.lastFiredAt,
        last_error: change.lastError,
        progress: change.progress,
      })
    },
    remove: (id) => {
      sql.run('DELETE FROM firings WHERE subscription_id = ?', id)
      sql.run('DELETE FROM subscriptions WHERE subscription_id = ?', id)
    },
    list: (filter) => {
      const conditions = ['1 = 1']
      const values: string[] = []
      const demand = (condition: string, ...given: string[]): void => {
        conditions.push(condition)
        values.push(...given)
      }
      if (filter.kinds !== undefined)
        demand(`kind IN (${filter.kinds.map(() => '?').join(', ')})`, ...filter.kinds)
      if (filter.targetRunId !== undefined) demand('target_run_id = ?', filter.targetRunId)
      if (filter.rootRunId !== undefined) demand('root_run_id = ?', filter.rootRunId)
      if (filter.only === 'enabled') conditions.push('is_enabled = 1')
      return sql
        .all(`SELECT * FROM subscriptions WHERE ${conditions.join(' AND ')} ORDER BY position`, ...values)
        .map(toSubscription)
    },
    count: () => Number(sql.one('SELECT count(*) AS found FROM subscriptions')?.found),
    watching: (runId) =>
      sql
        .all(
          'SELECT * FROM subscriptions WHERE watched_run_id = ? AND is_enabled = 1 ORDER BY position',
          runId,
        )
        .map(toSubscription),
    due: (at, limit) =>
      sql
        .all(
          `SELECT * FROM subscriptions WHERE next_at IS NOT NULL AND is_enabled = 1 AND next_at <= ?
           ORDER BY next_at LIMIT ?`,
          at,
          limit,
        )
        .map(toSubscription),
    nextDue: () => {
      const row = sql.one(
        'SELECT min(next_at) AS at FROM subscriptions WHERE next_at IS NOT NULL AND is_enabled = 1',
      )
      return (row?.at ?? null) as number | null // a column of integers
    },
  }
}

const watchedRun = (source: Source): string | null => (source.kind === 'run' ? source.run_id : null)

/** The casts hold because only this file writes the table, from values of these very types. */
const toSubscription = (row: Row): Subscription => ({
  subscriptionId: row.subscription_id as Subscription['subscriptionId'],
  name: String(row.name),
  source: JSON.parse(String(row.source)) as Source,
  target: JSON.parse(String(row.target)) as SourceTarget,
  filter: JSON.parse(String(row.filter)) as SourceFilter,
  message: JSON.parse(String(row.message)) as SourceMessage,
  coalesce: row.coalesce as Subscription['coalesce'],
  targetRunId: row.target_run_id as Subscription['targetRunId'],
  rootRunId: row.root_run_id as Subscription['rootRunId'],
  secret: row.secret as string | null,
  createdByRunId: row.created_by_run_id as Subscription['createdByRunId'],
  isEnabled: row.is_enabled === 1,
  createdAt: Number(row.created_at),
  updatedAt: Number(row.updated_at),
  nextAt: row.next_at as number | null,
  lastFiredAt: row.last_fired_at as number | null,
  lastError: row.last_error as string | null,
  progress: row.progress as string | null,
})
