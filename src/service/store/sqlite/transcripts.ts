import { createHash } from 'node:crypto'
import type { RunId } from '../../../shared/domain/ids.ts'
import type { StoredTranscript } from '../rows.ts'
import type { Transaction } from '../store.ts'
import type { Sql } from './database.ts'

const hashOf = (content: string): string => createHash('sha256').update(content).digest('hex')

/** The last transcript of each run: a short one as text in its row, one that was uploaded in parts as its parts. */
export function transcriptTable(sql: Sql, now: () => number): Transaction['transcripts'] {
  const keep = (runId: RunId, row: Omit<StoredTranscript, 'updatedAt'>, content: string): void =>
    void sql.run(
      `INSERT OR REPLACE INTO transcripts (run_id, format, session_id, content, updated_at, bytes, sha256)
       VALUES (?, ?, ?, ?, ?, ?, ?)`,
      ...[runId, row.format, row.sessionId, content, now(), row.bytes, row.sha256],
    )
  const dropUpload = (runId: RunId): void => {
    sql.run('DELETE FROM transcript_uploads WHERE run_id = ?', runId)
    sql.run('DELETE FROM transcript_parts WHERE run_id = ? AND is_kept = 0', runId)
  }
  const insertPart = (runId: RunId, isKept: 0 | 1, beginsAt: number, data: Buffer): void =>
    void sql.run(
      'INSERT INTO transcript_parts (run_id, is_kept, begins_at, data) VALUES (?, ?, ?, ?)',
      ...[runId, isKept, beginsAt, data],
    )
  const contentOf = (runId: RunId): string => {
    const row = sql.one('SELECT content FROM transcripts WHERE run_id = ?', runId)
    return row === null ? '' : String(row.content)
  }

  return {
    put: (runId, { format, sessionId, content }) => {
      sql.run('DELETE FROM transcript_parts WHERE run_id = ? AND is_kept = 1', runId)
      keep(runId, { format, sessionId, bytes: Buffer.byteLength(content), sha256: hashOf(content) }, content)
    },
    find: (runId) => {
      const row = sql.one(
        'SELECT format, session_id, bytes, sha256, updated_at FROM transcripts WHERE run_id = ?',
        runId,
      )
      if (row === null) return null
      return {
        format: String(row.format),
        sessionId: row.session_id as StoredTranscript['sessionId'], // written by `put` and `commit`
        bytes: Number(row.bytes),
        sha256: typeof row.sha256 === 'string' ? row.sha256 : hashOf(contentOf(runId)),
        updatedAt: Number(row.updated_at),
      }
    },
    copy: (from, to) => {
      sql.run(
        `INSERT INTO transcripts (run_id, format, session_id, content, updated_at, bytes, sha256)
         SELECT ?2, format, session_id, content, ?3, bytes, sha256 FROM transcripts WHERE run_id = ?1`,
        ...[from, to, now()],
      )
      sql.run(
        `INSERT INTO transcript_parts (run_id, is_kept, begins_at, data)
         SELECT ?2, 1, begins_at, data FROM transcript_parts WHERE run_id = ?1 AND is_kept = 1 ORDER BY begins_at`,
        ...[from, to],
      )
    },
    read: (runId, offset, limit) => {
      const parts = sql.all(
        `SELECT begins_at, data FROM transcript_parts
         WHERE run_id = ?1 AND is_kept = 1 AND begins_at < ?3 AND begins_at + length(data) > ?2 ORDER BY begins_at`,
        ...[runId, offset, offset + limit],
      )
      if (parts.length === 0) return Buffer.from(contentOf(runId)).subarray(offset, offset + limit)
      const [first] = parts
      const whole = Buffer.concat(parts.map(({ data }) => data as Uint8Array)) // a BLOB
      const from = offset - Number(first?.begins_at)
      return whole.subarray(from, from + limit)
    },
    upload: (runId) => {
      const row = sql.one('SELECT * FROM transcript_uploads WHERE run_id = ?', runId)
      if (row === null) return null
      return { uploadId: String(row.upload_id), base: Number(row.base), bytes: Number(row.bytes) }
    },
    beginUpload: (runId, uploadId, base) => {
      dropUpload(runId)
      sql.run('INSERT INTO transcript_uploads VALUES (?, ?, ?, ?)', runId, uploadId, base, base)
    },
    append: (runId, upload, data) => {
      insertPart(runId, 0, upload.bytes, data)
      const bytes = upload.bytes + data.length
      sql.run('UPDATE transcript_uploads SET bytes = ? WHERE run_id = ?', bytes, runId)
      return { ...upload, bytes }
    },
    commit: (runId, upload, { format, sessionId, sha256 }) => {
      if (upload.base === 0) sql.run('DELETE FROM transcript_parts WHERE run_id = ? AND is_kept = 1', runId)
      else {
        const content = contentOf(runId)
        if (content !== '') insertPart(runId, 1, 0, Buffer.from(content))
      }
      sql.run('UPDATE transcript_parts SET is_kept = 1 WHERE run_id = ? AND is_kept = 0', runId)
      dropUpload(runId)
      keep(runId, { format, sessionId, bytes: upload.bytes, sha256 }, '')
    },
  }
}
