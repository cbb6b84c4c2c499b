import type { OutputChunk } from '../../../shared/contract/api/worker.ts'
import type { RunId } from '../../../shared/domain/ids.ts'
import { outputCharsPerRunMax } from '../../../shared/limits.ts'
import type { Transaction } from '../store.ts'
import type { Row, Sql } from './database.ts'

/** What remote agents print, bounded per run: the oldest goes first. */
export function outputTable(
  sql: Sql,
  appended: (runId: RunId, chunk: OutputChunk) => void,
): Transaction['outputs'] {
  const dropOldest = (runId: RunId, chars: number): number => {
    let left = chars
    for (const row of sql.all(
      'SELECT position, length(text) AS chars FROM outputs WHERE run_id = ? ORDER BY position',
      runId,
    )) {
      if (left <= outputCharsPerRunMax) break
      sql.run('DELETE FROM outputs WHERE run_id = ? AND position = ?', runId, Number(row.position))
      left -= Number(row.chars)
    }
    return left
  }
  return {
    append: (execution, part, text) => {
      const { executionId, runId, number, leaseNumber } = execution
      const known = sql.one(
        'SELECT 1 FROM outputs WHERE execution_id = ? AND lease_number = ? AND part = ?',
        ...[executionId, leaseNumber, part],
      )
      if (known !== null) return null
      const kept = sql.one('SELECT output_chars, output_position FROM runs WHERE run_id = ?', runId)
      const position = Number(kept?.output_position ?? 0) + 1
      const row = [runId, position, executionId, number, leaseNumber, part, text]
      sql.run('INSERT INTO outputs VALUES (?, ?, ?, ?, ?, ?, ?)', ...row)
      // SQLite counts code points; so does the sum, because both sides come from length(text).
      const added = Number(sql.one('SELECT length(?) AS chars', text)?.chars)
      const total = Number(kept?.output_chars ?? 0) + added
      const left = total > outputCharsPerRunMax ? dropOldest(runId, total) : total
      sql.run('UPDATE runs SET output_chars = ?, output_position = ? WHERE run_id = ?', left, position, runId)
      appended(runId, { position, execution_id: executionId, number, text })
      return position
    },
    lastPosition: (runId) => lastPosition(sql, runId),
    gap: (runId, since) => {
      const last = lastPosition(sql, runId)
      if (since > last) return { kind: 'ahead', last }
      const kept = sql.one('SELECT min(position) AS first FROM outputs WHERE run_id = ?', runId)?.first
      const upTo = kept === null ? last : Number(kept) - 1
      return since < upTo ? { kind: 'compacted', upTo } : { kind: 'none' }
    },
    after: (runId, since, limit) =>
      sql
        .all(
          'SELECT * FROM outputs WHERE run_id = ? AND position > ? ORDER BY position LIMIT ?',
          runId,
          since,
          limit,
        )
        .map(toChunk),
  }
}

const lastPosition = (sql: Sql, runId: RunId): number =>
  Number(sql.one('SELECT output_position FROM runs WHERE run_id = ?', runId)?.output_position ?? 0)

const toChunk = (row: Row): OutputChunk => ({
  position: Number(row.position),
  execution_id: row.execution_id as OutputChunk['execution_id'], // written by this file from an execution's id
  number: Number(row.number),
  text: String(row.text),
})
