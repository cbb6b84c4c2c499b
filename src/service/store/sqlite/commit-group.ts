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

/** Runs the group in one transaction, each change undone alone when it refuses. When the disk fails, all of them have. */
export function commitGroup(sql: Sql, group: readonly Waiting[], fresh: Fresh): GroupOutcome {
  try {
    sql.run('BEGIN IMMEDIATE')
    const failures = group.map((change) => runOne(sql, change, fresh, group.length > 1))
    sql.run('COMMIT')
    return { failures, broken: null }
  } catch (error) {
    forget(fresh, { events: 0, outputs: 0 })
    rollBack(sql)
    const broken = storeFailureOf(error)
    return { failures: group.map(() => ({ error: broken ?? error })), broken }
  }
}

/** A change that is alone needs no savepoint: its refusal is the transaction's. */
function runOne(sql: Sql, change: Waiting, fresh: Fresh, hasCompany: boolean): Failure | null {
  const before = { events: fresh.events.length, outputs: fresh.outputs.length }
  if (hasCompany) sql.run('SAVEPOINT change')
  try {
    change.decide()
    if (hasCompany) sql.run('RELEASE change')
    return null
  } catch (error) {
    if (storeFailureOf(error) !== null) throw error // SQLite may have rolled the whole transaction back by itself
    if (hasCompany) {
      sql.run('ROLLBACK TO change')
      sql.run('RELEASE change')
    } else {
      sql.run('ROLLBACK')
      sql.run('BEGIN IMMEDIATE')
    }
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
