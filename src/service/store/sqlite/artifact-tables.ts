import type { StoredArtifact, StoredAttachment, StoredNotification, StoredWorkerToken } from '../rows.ts'
import type { Transaction } from '../store.ts'
import type { Row, Sql } from './database.ts'

/** What runs leave behind. */
export function artifactTable(sql: Sql, now: () => number): Transaction['artifacts'] {
  return {
    insert: ({ artifactUid, runId, type, data }) =>
      void sql.run(
        'INSERT INTO artifacts (artifact_uid, run_id, type, data, created_at) VALUES (?, ?, ?, ?, ?)',
        ...[artifactUid, runId, type, JSON.stringify(data), now()],
      ),
    find: (uid) => {
      const row = sql.one('SELECT * FROM artifacts WHERE artifact_uid = ?', uid)
      return row === null ? null : toArtifact(row)
    },
    ofRun: (runId) =>
      sql.all('SELECT * FROM artifacts WHERE run_id = ? ORDER BY position', runId).map(toArtifact),
    remove: (uid) => void sql.run('DELETE FROM artifacts WHERE artifact_uid = ?', uid),
    allUids: () => sql.all('SELECT artifact_uid FROM artifacts').map((row) => String(row.artifact_uid)),
  }
}

/** The casts hold because only this file writes the table, from values of these very types. */
const toArtifact = (row: Row): StoredArtifact => ({
  artifactUid: String(row.artifact_uid),
  runId: row.run_id as StoredArtifact['runId'],
  type: String(row.type),
  data: JSON.parse(String(row.data)) as StoredArtifact['data'],
  createdAt: Number(row.created_at),
})

/** What was given with the prompts of runs; the bytes stand in the table. */
export function attachmentTable(sql: Sql): Transaction['attachments'] {
  return {
    insert: ({ attachmentUid, runId, position, name, mimeType, sha256, bytes }) =>
      void sql.run(
        'INSERT INTO attachments VALUES (?, ?, ?, ?, ?, ?, ?)',
        ...[attachmentUid, runId, position, name, mimeType, sha256],
        bytes,
      ),
    ofRun: (runId) =>
      sql
        .all(
          `SELECT attachment_uid, run_id, position, name, mime_type, sha256, length(bytes) AS size
           FROM attachments WHERE run_id = ? ORDER BY position`,
          runId,
        )
        .map((row) => ({ ...toAttachment(row), sizeBytes: Number(row.size) })),
    find: (runId, uid) => {
      const row = sql.one('SELECT * FROM attachments WHERE attachment_uid = ? AND run_id = ?', uid, runId)
      return row === null ? null : { ...toAttachment(row), bytes: row.bytes as Uint8Array } // a BLOB
    },
  }
}

const toAttachment = (row: Row): Omit<StoredAttachment, 'bytes'> => ({
  attachmentUid: String(row.attachment_uid),
  runId: row.run_id as StoredAttachment['runId'], // written by `insert`
  position: Number(row.position),
  name: String(row.name),
  mimeType: String(row.mime_type),
  sha256: String(row.sha256),
})

/** What agents told people. */
export function notificationTable(sql: Sql, now: () => number): Transaction['notifications'] {
  return {
    insert: ({ notificationId, runId, message }) =>
      void sql.run(
        'INSERT INTO notifications (notification_id, run_id, message, sent_at) VALUES (?, ?, ?, ?)',
        ...[notificationId, runId, message, now()],
      ),
    ofRun: (runId, limit) =>
      sql
        .all('SELECT * FROM notifications WHERE run_id = ? ORDER BY position DESC LIMIT ?', runId, limit)
        .map(toNotification)
        .reverse(),
  }
}

const toNotification = (row: Row): StoredNotification => ({
  notificationId: String(row.notification_id),
  runId: row.run_id as StoredNotification['runId'], // written by `insert`
  message: String(row.message),
  sentAt: Number(row.sent_at),
})

/** Tokens of workers, by hash. */
export function workerTokenTable(sql: Sql, now: () => number): Transaction['workerTokens'] {
  return {
    insert: (hash, { tokenId, name, expiresAt }) =>
      void sql.run(
        'INSERT INTO worker_tokens (token_id, hash, name, issued_at, expires_at) VALUES (?, ?, ?, ?, ?)',
        ...[tokenId, hash, name, now(), expiresAt],
      ),
    find: (hash) => {
      const row = sql.one('SELECT * FROM worker_tokens WHERE hash = ?', hash)
      return row === null ? null : toWorkerToken(row)
    },
    list: () => sql.all('SELECT * FROM worker_tokens ORDER BY issued_at, token_id').map(toWorkerToken),
    revoke: (tokenId) =>
      sql.run(
        'UPDATE worker_tokens SET revoked_at = coalesce(revoked_at, ?) WHERE token_id = ?',
        now(),
        tokenId,
      ) > 0,
  }
}

const toWorkerToken = (row: Row): StoredWorkerToken => ({
  tokenId: String(row.token_id),
  name: String(row.name),
  issuedAt: Number(row.issued_at),
  expiresAt: row.expires_at as number | null, // as `insert` and `revoke` write them
  revokedAt: row.revoked_at as number | null,
})
