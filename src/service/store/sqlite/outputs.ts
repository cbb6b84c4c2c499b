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
    while (left > outputCharsPerRunMax) {
      const oldest = sql.one(
        'SELECT position, text FROM outputs WHERE run_id = ? ORDER BY position LIMIT 1',
        runId,
      )
      if (oldest === null) return 0
      sql.run('DELETE FROM outputs WHERE run_id = ? AND position = ?', runId, Number(oldest.position))
      left -= charsOf(String(oldest.text))
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
      const total = Number(kept?.output_chars ?? 0) + charsOf(text)
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

/** Code points, as the sums of older rows were counted; not by SQLite's `length`, which ends at a NUL. */
function charsOf(text: string): number {
  let chars = text.length
  for (let index = 1; index < text.length; index += 1)
    if (isHigh(text.charCodeAt(index - 1)) && isLow(text.charCodeAt(index))) chars -= 1
  return chars
}
const isHigh = (code: number): boolean => code >= 0xd800 && code <= 0xdbff
const isLow = (code: number): boolean => code >= 0xdc00 && code <= 0xdfff

const lastPosition = (sql: Sql, runId: RunId): number =>
  Number(sql.one('SELECT output_position FROM runs WHERE run_id = ?', runId)?.output_position ?? 0)

const toChunk = (row: Row): OutputChunk => ({
  position: Number(row.position),
  execution_id: row.execution_id as OutputChunk['execution_id'], // written by this file from an execution's id
  number: Number(row.number),
  text: String(row.text),
})
