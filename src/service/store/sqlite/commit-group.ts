import { StoreFailure, type Committed } from '../store.ts'
import type { StoredEvent } from '../rows.ts'
import type { Sql } from './database.ts'
import { storeFailureOf } from './store-failure.ts'

/** A change that was asked for and is not decided yet. */
export type Waiting = { readonly decide: () => void; readonly settle: (failure: Failure | null) => void }
export type Failure = { readonly error: unknown }
/** What the group has written so far, to be told of once it is durable. */
export type Fresh = { readonly events: StoredEvent[]; readonly outputs: Committed['outputs'][number][] }
export type GroupOutcome = {
  readonly failures: readonly (Failure | null)[]
  /** Why the whole group failed; null when it is durable. */
  readonly broken: StoreFailure | null
}

/**
 * Runs the group in one transaction, each change undone alone when it refuses. When the disk fails, all of them have.
 * Refusals are rare, so the first try sets no savepoints; a change has no effect but its transaction's, so it may be
 * decided again.
 */
export function commitGroup(sql: Sql, group: readonly Waiting[], fresh: Fresh): GroupOutcome {
  try {
    if (commitAll(sql, group, fresh)) return { failures: group.map(() => null), broken: null }
    sql.run('BEGIN IMMEDIATE')
    const failures = group.map((change) => runOne(sql, change, fresh))
    sql.run('COMMIT')
    return { failures, broken: null }
  } catch (error) {
    forget(fresh, { events: 0, outputs: 0 })
    rollBack(sql)
    const broken = storeFailureOf(error)
    return { failures: group.map(() => ({ error: broken ?? error })), broken }
  }
}

/** False when one of them refused: then nothing has happened. */
function commitAll(sql: Sql, group: readonly Waiting[], fresh: Fresh): boolean {
  sql.run('BEGIN IMMEDIATE')
  try {
    for (const change of group) change.decide()
  } catch (error) {
    if (storeFailureOf(error) !== null) throw error
    sql.run('ROLLBACK')
    forget(fresh, { events: 0, outputs: 0 })
    return false
  }
  sql.run('COMMIT')
  return true
}

function runOne(sql: Sql, change: Waiting, fresh: Fresh): Failure | null {
  const before = { events: fresh.events.length, outputs: fresh.outputs.length }
  sql.run('SAVEPOINT change')
  try {
    change.decide()
    sql.run('RELEASE change')
    return null
  } catch (error) {
    if (storeFailureOf(error) !== null) throw error // SQLite may have rolled the whole transaction back by itself
    sql.run('ROLLBACK TO change')
    sql.run('RELEASE change')
    forget(fresh, before)
    return { error }
  }
}

function rollBack(sql: Sql): void {
  try {
    sql.run('ROLLBACK')
  } catch {
    // SQLite has rolled back by itself (disk full, I/O error); there is nothing left to undo
  }
}

const forget = (fresh: Fresh, from: { events: number; outputs: number }): void => {
  fresh.events.length = from.events
  fresh.outputs.length = from.outputs
}
