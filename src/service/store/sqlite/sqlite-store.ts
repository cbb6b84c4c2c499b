import type { Clock } from '../../../shared/kernel/clock.ts'
import { Emitter } from '../../../shared/kernel/emitter.ts'
import type { Committed, Store, StoreHealth, Transaction } from '../store.ts'
import { newId } from '../../new-id.ts'
import { commitGroup, type Fresh, type Waiting } from './commit-group.ts'
import { artifactTable, attachmentTable, notificationTable, workerTokenTable } from './artifact-tables.ts'
import { openDatabase } from './schema.ts'
import type { Sql } from './database.ts'
import { eventTable } from './events.ts'
import { executionTable } from './executions.ts'
import { messageTable } from './messages.ts'
import { outputTable } from './outputs.ts'
import { runTable } from './runs.ts'
import { firingTable } from './firings.ts'
import { subscriptionTable } from './subscriptions.ts'
import { wakeTable } from './wakes.ts'
import { answerTable, tokenTable } from './small-tables.ts'
import { transcriptTable } from './transcripts.ts'

const checkpointChanges = 500 // some megabytes of log: seldom enough to be cheap, often enough to keep reads fast

/**
 * The store on one SQLite file. Changes that arrive in the same turn of the loop share one commit (and one fsync);
 * a change that refuses is rolled back alone. Readers run between commits, so they never see half of one.
 */
export function openSqliteStore(file: string, clock: Clock): Store {
  const { sql, setAside } = openDatabase(file, clock.now)
  const committed = new Emitter<Committed>()
  const healthChanged = new Emitter<StoreHealth>()
  let health: StoreHealth = 'ok'
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

  const becomes = (next: StoreHealth): void => {
    if (next === health) return
    health = next
    healthChanged.fire(next)
  }
  const copyLog = (): void => {
    if (isClosed) return
    try {
      sql.run('PRAGMA wal_checkpoint(PASSIVE)')
    } catch {
      // A full or failing disk: the log stays as it is, nothing is lost, and the next round tries again.
    }
  }
  const commit = (group: readonly Waiting[]) => {
    // What was written before an I/O error is read from the file, not from what this connection believes.
    if (health === 'io') sql.reopen()
    const outcome = commitGroup(sql, group, fresh)
    if (outcome.broken?.kind === 'full') copyLog() // may free the log for reuse, which needs no more space
    becomes(outcome.broken?.kind ?? 'ok')
    return outcome.failures
  }
  const flush = (): void => {
    scheduled = null
    const group = waiting
    waiting = []
    if (group.length === 0) return
    now = clock.now()
    fresh = { events: [], outputs: [] }
    let failures: ReturnType<typeof commit>
    try {
      failures = commit(group)
    } catch (error) {
      failures = group.map(() => ({ error }))
    }
    try {
      if (fresh.events.length > 0 || fresh.outputs.length > 0) committed.fire(fresh)
    } finally {
      group.forEach((change, index) => change.settle(failures[index] ?? null)) // what is durable is acknowledged
    }
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
    setAside,
    onCommitted: committed.event,
    health: () => health,
    onHealth: healthChanged.event,
    close: () => {
      if (scheduled) clearImmediate(scheduled)
      flush()
      committed.dispose()
      healthChanged.dispose()
      isClosed = true
      sql.close()
    },
  }
}

function createTransaction(sql: Sql, now: () => number, fresh: () => Fresh): Transaction {
  return {
    get now() {
      return now()
    },
    newId: () => newId(now()),
    runs: runTable(sql, now),
    events: eventTable(sql, now, (event) => void fresh().events.push(event)),
    messages: messageTable(sql),
    wakes: wakeTable(sql, now),
    subscriptions: subscriptionTable(sql),
    firings: firingTable(sql, now),
    executions: executionTable(sql, now),
    outputs: outputTable(sql, (runId, chunk) => void fresh().outputs.push({ runId, chunk })),
    transcripts: transcriptTable(sql, now),
    tokens: tokenTable(sql, now),
    workerTokens: workerTokenTable(sql, now),
    artifacts: artifactTable(sql, now),
    attachments: attachmentTable(sql),
    notifications: notificationTable(sql, now),
    answers: answerTable(sql, now),
  }
}
