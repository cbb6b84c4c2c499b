import { closeSync, existsSync, fsyncSync, openSync, renameSync, rmSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { lockDirectory } from './files/lock.ts'
import { moveAside } from './files/move-aside.ts'
import { prepareDirectory } from './files/service-directory.ts'
import { StartFailure } from './start-failure.ts'
import { migrations } from './store/sqlite/migrations.ts'
import { openDatabase } from './store/sqlite/schema.ts'

/**
 * Copies the database into one file, while the service works on it: SQLite reads one moment of it (a writer is not held
 * up), the copy is compact, checked, and there whole or not at all.
 */
export function backUp(dataDir: string, file: string): string {
  const { database: from } = prepareDirectory(dataDir)
  if (!existsSync(from)) throw new StartFailure('bad-arguments', `there is no database ${from}`)
  const target = resolve(file)
  if (existsSync(target)) throw new StartFailure('bad-arguments', `${target} exists already; name a new file`)
  const draft = `${target}.${process.pid}.new`
  rmSync(draft, { force: true })
  try {
    const database = new DatabaseSync(from, { timeout: 5_000 })
    try {
      database.prepare('VACUUM INTO ?').run(draft)
    } finally {
      database.close()
    }
    checkedVersion(draft)
    syncToDisk(draft)
    renameSync(draft, target)
    syncToDisk(dirname(target))
    return target
  } catch (error) {
    rmSync(draft, { force: true })
    throw error
  }
}

/**
 * Puts a backup in the place of the database; what was there is moved aside. The numbers of the log go on behind those
 * that were given out, and every reader that had come further is told to ask anew, so that no client takes new entries
 * for old ones.
 */
export function restore(
  dataDir: string,
  file: string,
  now: () => number,
): { readonly movedTo: string | null } {
  const source = resolve(file)
  if (!existsSync(source)) throw new StartFailure('bad-arguments', `there is no file ${source}`)
  checkedVersion(source)
  const paths = prepareDirectory(dataDir)
  const lock = lockDirectory(paths)
  try {
    const draft = `${paths.database}.${process.pid}.new`
    rmSync(draft, { force: true })
    const database = new DatabaseSync(source, { readOnly: true })
    database.prepare('VACUUM INTO ?').run(draft)
    database.close()
    openDatabase(draft, now).sql.close() // brought up to this version
    goOnBehind(draft, lastSequenceOf(paths.database))
    syncToDisk(draft)
    const movedTo = existsSync(paths.database) ? moveAside(paths.database, 'replaced', now()) : null
    renameSync(draft, paths.database)
    syncToDisk(paths.directory)
    return { movedTo }
  } finally {
    lock.dispose()
  }
}

/** Refuses what is no intact database of this or an earlier version. */
function checkedVersion(file: string): number {
  const refuse = (why: string, cause?: unknown): never => {
    throw new StartFailure('unreadable-database', `${file} cannot be used: ${why}. Nothing was changed`, {
      cause,
    })
  }
  let database: DatabaseSync | null = null
  try {
    database = new DatabaseSync(file, { readOnly: true })
    const found = database.prepare('PRAGMA integrity_check(1)').get()?.['integrity_check']
    const version = Number(database.prepare('PRAGMA user_version').get()?.['user_version'])
    if (found !== 'ok') return refuse(`it is damaged (${String(found)})`)
    if (version === 0) return refuse('it is no database of this service')
    if (version > migrations.length) return refuse(`it was written by a newer Reveille (schema ${version})`)
    return version
  } catch (error) {
    if (error instanceof StartFailure) throw error
    return refuse(`it is no database (${error instanceof Error ? error.message : String(error)})`, error)
  } finally {
    database?.close()
  }
}

function goOnBehind(file: string, last: number): void {
  const database = new DatabaseSync(file)
  try {
    const own = Number(
      database.prepare(`SELECT seq FROM sqlite_sequence WHERE name = 'events'`).get()?.['seq'] ?? 0,
    )
    if (last <= own) return
    database.prepare(`UPDATE sqlite_sequence SET seq = ? WHERE name = 'events'`).run(last + 1)
    database.prepare(`INSERT OR REPLACE INTO compacted VALUES ('', ?)`).run(last + 1)
  } finally {
    database.close()
  }
}

/** How far the log came that is being replaced; 0 when it cannot be read any more. */
function lastSequenceOf(file: string): number {
  if (!existsSync(file)) return 0
  let database: DatabaseSync | null = null
  try {
    database = new DatabaseSync(file)
    return Number(
      database.prepare(`SELECT seq FROM sqlite_sequence WHERE name = 'events'`).get()?.['seq'] ?? 0,
    )
  } catch {
    return 0
  } finally {
    database?.close()
  }
}

function syncToDisk(path: string): void {
  if (process.platform === 'win32') return // a directory cannot be opened there, a file only for writing
  const handle = openSync(path, 'r')
  fsyncSync(handle)
  closeSync(handle)
}
