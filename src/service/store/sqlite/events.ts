import type { RunId } from '../../../shared/domain/ids.ts'
import type { EventFilter, StoredEvent } from '../rows.ts'
import type { Transaction } from '../store.ts'
import type { Row, Sql } from './database.ts'

/** The log. Every appended event is also handed to `appended`, which tells of it after the commit. */
export function eventTable(
  sql: Sql,
  now: () => number,
  appended: (event: StoredEvent) => void,
): Transaction['events'] {
  const after = (filter: EventFilter, since: number, limit: number): readonly StoredEvent[] => {
    switch (filter.kind) {
      case 'all':
        return sql
          .all('SELECT * FROM events WHERE sequence > ? ORDER BY sequence LIMIT ?', since, limit)
          .map(toEvent)
      case 'runs':
        return ofRuns(sql, filter.runIds, since, limit)
      case 'family':
        return ofFamily(sql, filter, since, limit)
    }
  }
  return {
    append: (run, event) => {
      const { type, refId = null, executionId = null } = event
      const { runId, rootRunId } = run
      const occurredAt = now()
      const sequence = sql.insert(
        'INSERT INTO events (type, run_id, root_run_id, ref_id, execution_id, occurred_at) VALUES (?, ?, ?, ?, ?, ?)',
        type,
        runId,
        rootRunId,
        refId,
        executionId,
        occurredAt,
      )
      appended({ sequence, type, runId, rootRunId, refId, executionId, occurredAt })
      return sequence
    },
    after,
    lastSequence: () => lastSequence(sql),
    gap: (filter, since) => {
      const last = lastSequence(sql)
      if (since > last) return { kind: 'ahead', last }
      const upTo = compactedUpTo(sql, filter)
      return since < upTo ? { kind: 'compacted', upTo } : { kind: 'none' }
    },
    compact: ({ sequence, occurredAt, limit }) => {
      const old = `sequence IN (SELECT sequence FROM events WHERE sequence < ?1 ORDER BY sequence LIMIT ?3)
        AND occurred_at < ?2 AND sequence < (SELECT max(sequence) FROM events)`
      sql.run(
        `INSERT INTO compacted SELECT root_run_id, max(sequence) FROM events WHERE ${old} GROUP BY root_run_id
         ON CONFLICT (root_run_id) DO UPDATE SET up_to = max(up_to, excluded.up_to)`,
        ...[sequence, occurredAt, limit],
      )
      return sql.run(`DELETE FROM events WHERE ${old}`, sequence, occurredAt, limit)
    },
  }
}

/** The last number that was given out, also when its entry is gone. */
const lastSequence = (sql: Sql): number =>
  Number(sql.one(`SELECT seq FROM sqlite_sequence WHERE name = 'events'`)?.seq ?? 0)

/** The last entry of these readers' runs that was taken out of the log; the empty id stands for every family. */
function compactedUpTo(sql: Sql, filter: EventFilter): number {
  const upTo = (condition: string, ...values: string[]): number =>
    Number(sql.one(`SELECT max(up_to) AS up_to FROM compacted WHERE ${condition}`, ...values)?.up_to ?? 0)
  switch (filter.kind) {
    case 'all':
      return upTo('true')
    case 'family':
      return upTo(`root_run_id IN (?, '')`, filter.root)
    case 'runs':
      return upTo(
        `root_run_id = '' OR root_run_id IN
           (SELECT root_run_id FROM runs WHERE run_id IN (SELECT value FROM json_each(?)))`,
        JSON.stringify(filter.runIds),
      )
  }
}

/** Each run's part comes in order from its index; the merge keeps the cost at what is asked for. */
function ofRuns(sql: Sql, runIds: readonly RunId[], since: number, limit: number): readonly StoredEvent[] {
  const text = 'SELECT * FROM events WHERE run_id = ? AND sequence > ? ORDER BY sequence LIMIT ?'
  const parts = [...new Set(runIds)].flatMap((runId) => sql.all(text, runId, since, limit).map(toEvent))
  return parts.sort((a, b) => a.sequence - b.sequence).slice(0, limit)
}

function ofFamily(
  sql: Sql,
  filter: Extract<EventFilter, { kind: 'family' }>,
  since: number,
  limit: number,
): readonly StoredEvent[] {
  const withoutSelf = filter.self === 'excluded' ? 'AND events.run_id <> ?2' : ''
  const below =
    filter.ancestor === filter.root
      ? ''
      : 'AND EXISTS (SELECT 1 FROM run_ancestors AS a WHERE a.ancestor_run_id = ?2 AND a.run_id = events.run_id)'
  const text = `SELECT * FROM events INDEXED BY events_by_family
    WHERE root_run_id = ?1 AND ?2 IS NOT NULL AND sequence > ?3 ${below} ${withoutSelf} ORDER BY sequence LIMIT ?4`
  return sql.all(text, filter.root, filter.ancestor, since, limit).map(toEvent)
}

/** The casts hold because only this file writes the table, from values of these very types. */
const toEvent = (row: Row): StoredEvent => ({
  sequence: Number(row.sequence),
  type: String(row.type),
  runId: row.run_id as StoredEvent['runId'],
  rootRunId: row.root_run_id as StoredEvent['rootRunId'],
  refId: row.ref_id as string | null,
  executionId: row.execution_id as StoredEvent['executionId'],
  occurredAt: Number(row.occurred_at),
})
