import { StartFailure } from '../../start-failure.ts'
import { openSql, type Sql } from './database.ts'
import { migrations } from './migrations.ts'

const checkedPagesMax = 16_384 // 64 MiB: read through in a few tenths of a second; a larger file is checked as it is used

/** Opens the database and brings it up to this build's schema; a file that cannot be trusted is left as it is. */
export function openDatabase(file: string): Sql {
  let sql: Sql | null = null
  try {
    sql = openSql(file)
    refuseNewer(sql, file)
    refuseBroken(sql)
    for (let version = versionOf(sql); version < migrations.length; version += 1) migrate(sql, version)
    return sql
  } catch (error) {
    sql?.close()
    if (error instanceof StartFailure || !isUnreadable(error)) throw error
    throw new StartFailure(
      'unreadable-database',
      `the database ${file} is damaged (${error.message}). Nothing was changed. ` +
        `Restore a backup, or move the file aside to start with an empty one: mv '${file}' '${file}.damaged'`,
      { cause: error },
    )
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
  if (Number(sql.one('PRAGMA page_count')?.page_count) > checkedPagesMax) return
  const found = sql.one('PRAGMA quick_check(1)')?.quick_check
  if (found !== 'ok') throw new DamagedDatabase(String(found))
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

class DamagedDatabase extends Error {}

/** SQLITE_CORRUPT (11) and SQLITE_NOTADB (26), as node:sqlite tells them. */
const isUnreadable = (error: unknown): error is Error =>
  error instanceof DamagedDatabase ||
  (error instanceof Error && 'errcode' in error && (Number(error.errcode) & 0xff) === 11) ||
  (error instanceof Error && 'errcode' in error && Number(error.errcode) === 26)
