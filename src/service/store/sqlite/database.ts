import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite'

/** A row as SQLite gives it. */
export type Row = Readonly<Record<string, unknown>>

/** The statements of one connection, each prepared once. */
export type Sql = {
  readonly one: (text: string, ...values: SQLInputValue[]) => Row | null
  readonly all: (text: string, ...values: SQLInputValue[]) => readonly Row[]
  /** Answers the number of the row. */
  readonly insert: (text: string, ...values: SQLInputValue[]) => number
  /** Answers how many rows changed. */
  readonly run: (text: string, ...values: SQLInputValue[]) => number
  readonly exec: (text: string) => void
  /** `UPDATE table SET ... WHERE key = ?` for the columns that are given. */
  readonly update: (table: string, key: readonly [column: string, value: string], columns: Columns) => number
  /** Leaves the file and takes it up again, as after a restart. */
  readonly reopen: () => void
  readonly close: () => void
}
export type Columns = Readonly<Record<string, SQLInputValue | undefined>>

/**
 * Opens the file for durable writing: what is committed has reached the disk (WAL with `synchronous = FULL`). The
 * write-ahead log is copied back when the store says so, never in the middle of an answer.
 */
export function openSql(file: string): Sql {
  const open = (): DatabaseSync => {
    const opened = new DatabaseSync(file, { timeout: 2_000 })
    try {
      opened.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON')
      opened.exec('PRAGMA wal_autocheckpoint = 0')
      return opened
    } catch (error) {
      opened.close()
      throw error
    }
  }
  let database = open()
  const prepared = new Map<string, StatementSync>()
  const statement = (text: string): StatementSync => {
    const known = prepared.get(text)
    if (known) return known
    const made = database.prepare(text)
    prepared.set(text, made)
    return made
  }
  const run = (text: string, ...values: SQLInputValue[]) => Number(statement(text).run(...values).changes)
  return {
    one: (text, ...values) => statement(text).get(...values) ?? null,
    all: (text, ...values) => statement(text).all(...values),
    insert: (text, ...values) => Number(statement(text).run(...values).lastInsertRowid),
    run,
    exec: (text) => database.exec(text),
    update: (table, [column, key], columns) => {
      const given = Object.entries(columns).filter(
        (entry): entry is [string, SQLInputValue] => entry[1] !== undefined,
      )
      if (given.length === 0) return 0
      const assignments = given.map(([name]) => `${name} = ?`).join(', ')
      return run(
        `UPDATE ${table} SET ${assignments} WHERE ${column} = ?`,
        ...given.map(([, value]) => value),
        key,
      )
    },
    reopen: () => {
      prepared.clear()
      if (database.isOpen) database.close()
      database = open()
    },
    close: () => {
      prepared.clear()
      database.close()
    },
  }
}

/** A flag as SQLite keeps it; undefined stays "not given". */
export const flag = (value: boolean | undefined): number | undefined =>
  value === undefined ? undefined : value ? 1 : 0
