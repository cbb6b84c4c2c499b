import { moveAside } from '../../files/move-aside.ts'
import { StartFailure } from '../../start-failure.ts'
import { StoreFailure } from '../store.ts'
import { openSql, type Sql } from './database.ts'
import { migrations } from './migrations.ts'
import { storeFailureOf } from './store-failure.ts'
import { checkedPagesMax } from '../../../shared/limits.ts'

/**
 * `quick_check` walks every page and its order, without comparing each index to its table as `integrity_check` does: a
 * fraction of the time for nearly all of the damage. A larger file than this is walked table by table but for the log and
 * the output, which hold nearly all of its pages; damage there is met when it is read, and then said.
 */
const smallTables = ['runs', 'run_ancestors', 'executions', 'tokens', 'answers', 'compacted']

export type OpenedDatabase = {
  readonly sql: Sql
  /** Where a damaged database was moved to; null when the one that was there is used. */
  readonly setAside: string | null
}

/**
 * Opens the database and brings it up to this build's schema. One that is damaged is moved aside, whole, and an empty one
 * begun: nothing is erased, and whoever waits for the service is told instead of locked out. One of a newer version is
 * left as it is and refused.
 */
export function openDatabase(file: string, now: () => number): OpenedDatabase {
  try {
    return { sql: openChecked(file), setAside: null }
  } catch (error) {
    if (storeFailureOf(error)?.kind !== 'damaged') throw error
    const setAside = moveAside(file, 'damaged', now())
    return { sql: openChecked(file), setAside }
  }
}

function openChecked(file: string): Sql {
  const sql = openSql(file)
  try {
    refuseNewer(sql, file)
    refuseBroken(sql)
    for (let version = versionOf(sql); version < migrations.length; version += 1) migrate(sql, version)
    return sql
  } catch (error) {
    sql.close()
    throw error
  }
}

const versionOf = (sql: Sql): number => Number(sql.one('PRAGMA user_version')?.user_version)

function refuseNewer(sql: Sql, file: string): void {
  const version = versionOf(sql)
  if (version <= migrations.length) return
  throw new StartFailure(
    'unreadable-database',
    `the database ${file} was written by a newer Reveille (schema ${version}; this one knows ${migrations.length}). ` +
      'Nothing was changed. Start the newer version, or choose another --data-dir',
  )
}

function refuseBroken(sql: Sql): void {
  const isLarge = Number(sql.one('PRAGMA page_count')?.page_count) > checkedPagesMax
  const known = new Set(
    sql.all(`SELECT name FROM sqlite_schema WHERE type = 'table'`).map(({ name }) => name),
  )
  const checks = isLarge
    ? smallTables.filter((table) => known.has(table)).map((table) => `PRAGMA quick_check('${table}')`)
    : ['PRAGMA quick_check(1)']
  for (const check of checks) {
    const found = sql.one(check)?.quick_check
    if (found !== 'ok') throw new StoreFailure('damaged', { cause: new Error(String(found)) })
  }
}

function migrate(sql: Sql, version: number): void {
  sql.exec('BEGIN IMMEDIATE')
  try {
    sql.exec(migrations[version] ?? '')
    sql.exec(`PRAGMA user_version = ${version + 1}`)
    sql.exec('COMMIT')
  } catch (error) {
    sql.exec('ROLLBACK')
    throw error
  }
}
