import { randomUUID } from 'node:crypto'
import type { Clock } from '../../../shared/kernel/clock.ts'
import { Emitter } from '../../../shared/kernel/emitter.ts'
import type { StoredEvent } from '../rows.ts'
import type { Committed, Store, Transaction } from '../store.ts'
import { openDatabase } from './schema.ts'
import type { Sql } from './database.ts'
import { eventTable } from './events.ts'
import { executionTable } from './executions.ts'
import { messageTable } from './messages.ts'
import { outputTable } from './outputs.ts'
import { runTable } from './runs.ts'
import { answerTable, tokenTable, transcriptTable } from './small-tables.ts'

type Waiting = { readonly decide: () => void; readonly settle: (failure: Failure | null) => void }
type Failure = { readonly error: unknown }
type Fresh = { events: StoredEvent[]; outputs: Committed['outputs'][number][] }

const checkpointChanges = 500 // some megabytes of log: seldom enough to be cheap, often enough to keep reads fast

/**
 * The store on one SQLite file. Changes that arrive in the same turn of the loop share one commit (and one fsync);
 * a change that refuses is rolled back alone. Readers run between commits, so they never see half of one.
 */
export function openSqliteStore(file: string, clock: Clock): Store {
  const sql = openDatabase(file)
  const committed = new Emitter<Committed>()
  let fresh: Fresh = { events: [], outputs: [] }
  let now = clock.now()
  const transaction = createTransaction(
    sql,
    () => now,
    () => fresh,
  )
  let waiting: Waiting[] = []
  let isClosed = false
  let scheduled: NodeJS.Immediate | null = null
  let uncopied = 0 // changes that stand in the write-ahead log only
  sql.exec('PRAGMA wal_autocheckpoint = 0')

  const copyLog = (): void => {
    if (!isClosed) sql.run('PRAGMA wal_checkpoint(PASSIVE)')
  }
  const flush = (): void => {
    scheduled = null
    const group = waiting
    waiting = []
    if (group.length === 0) return
    now = clock.now()
    fresh = { events: [], outputs: [] }
    const failures = commitGroup(sql, group, fresh)
    if (fresh.events.length > 0 || fresh.outputs.length > 0) committed.fire(fresh)
    group.forEach((change, index) => change.settle(failures[index] ?? null))
    uncopied += group.length
    if (uncopied < checkpointChanges) return
    uncopied = 0
    setImmediate(copyLog).unref() // behind the answers, not before them
  }

  return {
    read: (ask) => {
      now = clock.now()
      return ask(transaction)
    },
    change: <Value>(decide: (transaction: Transaction) => Value) =>
      new Promise<Value>((resolve, reject) => {
        let value: Value
        waiting.push({
          decide: () => (value = decide(transaction)),
          settle: (failure) => (failure ? reject(failure.error as Error) : resolve(value)), // rethrown as it was thrown
        })
        scheduled ??= setImmediate(flush)
      }),
    onCommitted: committed.event,
    close: () => {
      if (scheduled) clearImmediate(scheduled)
      flush()
      committed.dispose()
      isClosed = true
      sql.close()
    },
  }
}

/** Runs the group in one transaction; answers who failed. When the commit fails, all of them did. */
function commitGroup(sql: Sql, group: readonly Waiting[], fresh: Fresh): readonly (Failure | null)[] {
  try {
    sql.run('BEGIN IMMEDIATE')
    const failures = group.map((change) => runOne(sql, change, fresh))
    sql.run('COMMIT')
    return failures
  } catch (error) {
    forget(fresh, { events: 0, outputs: 0 })
    try {
      sql.run('ROLLBACK')
    } catch {
      // SQLite has rolled back by itself (disk full, I/O error); there is nothing left to undo
    }
    return group.map(() => ({ error }))
  }
}

function runOne(sql: Sql, change: Waiting, fresh: Fresh): Failure | null {
  const before = { events: fresh.events.length, outputs: fresh.outputs.length }
  sql.run('SAVEPOINT change')
  try {
    change.decide()
    sql.run('RELEASE change')
    return null
  } catch (error) {
    sql.run('ROLLBACK TO change')
    sql.run('RELEASE change')
    forget(fresh, before)
    return { error }
  }
}

const forget = (fresh: Fresh, from: { events: number; outputs: number }): void => {
  fresh.events.length = from.events
  fresh.outputs.length = from.outputs
}

function createTransaction(sql: Sql, now: () => number, fresh: () => Fresh): Transaction {
  return {
    get now() {
      return now()
    },
    newId: randomUUID,
    runs: runTable(sql, now),
    events: eventTable(sql, now, (event) => void fresh().events.push(event)),
    messages: messageTable(sql),
    executions: executionTable(sql),
    outputs: outputTable(sql, (runId, chunk) => void fresh().outputs.push({ runId, chunk })),
    transcripts: transcriptTable(sql, now),
    tokens: tokenTable(sql, now),
    answers: answerTable(sql, now),
  }
}
