import type { MessageId } from '../../../shared/domain/ids.ts'
import type { MessageOutline, StoredMessage } from '../rows.ts'
import type { Transaction } from '../store.ts'
import { flag, type Row, type Sql } from './database.ts'

const withSender =
  'SELECT m.*, s.name AS sender_name FROM messages AS m LEFT JOIN runs AS s ON s.run_id = m.sender_run_id'

/** Messages. A delivered one is never changed again but for `read_at`: the table itself refuses. */
export function messageTable(sql: Sql): Transaction['messages'] {
  return {
    insert: (message) => {
      sql.run(
        `INSERT INTO messages (message_id, sequence, run_id, sender_run_id, subject, body, chars, kind, sent_at)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
        message.messageId,
        message.sequence,
        message.runId,
        message.senderRunId,
        message.subject,
        message.body,
        message.subject.length + message.body.length,
        message.kind,
        message.sentAt,
      )
    },
    find: (messageId) => {
      const row = sql.one(`${withSender} WHERE m.message_id = ?`, messageId)
      return row === null ? null : toMessage(row)
    },
    change: (messageId, change) => {
      sql.update('messages', ['message_id', messageId], { read_at: change.readAt })
      sql.update('messages', [`state <> 'delivered' AND message_id`, messageId], {
        state: change.state,
        surfaced_to: change.surfacedTo,
        claim_id: change.claimId,
        is_shown: flag(change.isShown),
        surfaced_at: change.surfacedAt,
        delivered_at: change.deliveredAt,
      })
    },
    remove: (messageId) => void sql.run('DELETE FROM messages WHERE message_id = ?', messageId),
    list: ({ runId, only, sentAfter, limit, isNewest = false }) => {
      const conditions = ['m.run_id = ?1', '?2 IS NULL OR m.sent_at > ?2']
      if (only.unread) conditions.push('m.read_at IS NULL')
      if (only.pending) conditions.push(`m.state = 'pending'`)
      const text = `${withSender} WHERE (${conditions.join(') AND (')}) ORDER BY m.sequence ${isNewest ? 'DESC' : 'ASC'} LIMIT ?3`
      const found = sql.all(text, runId, sentAfter, limit).map(toMessage)
      return isNewest ? found.toReversed() : found
    },
    open: (runId) =>
      sql
        .all(
          `SELECT message_id, state, surfaced_to, surfaced_at, claim_id, is_shown, chars FROM messages
           WHERE run_id = ? AND state <> 'delivered' ORDER BY sequence`,
          runId,
        )
        .map(toOutline),
    pendingCount: (runId) =>
      Number(
        sql.one(
          // `messages_open` holds those alone that are not delivered
          `SELECT count(*) AS pending FROM messages WHERE run_id = ? AND state <> 'delivered' AND state = 'pending'`,
          runId,
        )?.pending,
      ),
    pendingNotice: (recipient, sender) => {
      const row = sql.one(
        `SELECT message_id FROM messages WHERE run_id = ? AND sender_run_id = ? AND state = 'pending' AND kind = 'notice'`,
        ...[recipient, sender],
      )
      return row === null ? null : (row.message_id as MessageId) // written by us as a message id
    },
    hasSentSince: (sender, recipient, since) =>
      sql.one(
        `SELECT 1 FROM messages WHERE sender_run_id = ? AND run_id = ? AND sequence > ? AND kind <> 'notice' LIMIT 1`,
        ...[sender, recipient, since],
      ) !== null,
  }
}

/** The casts hold because only this file writes the table, from values of these very types. */
const toOutline = (row: Row): MessageOutline => ({
  messageId: row.message_id as MessageId,
  state: row.state as MessageOutline['state'],
  surfacedTo: row.surfaced_to as string | null,
  surfacedAt: row.surfaced_at as number | null,
  claimId: row.claim_id as string | null,
  isShown: row.is_shown === 1,
  chars: Number(row.chars),
})

const toMessage = (row: Row): StoredMessage => ({
  messageId: row.message_id as MessageId,
  sequence: Number(row.sequence),
  runId: row.run_id as StoredMessage['runId'],
  senderRunId: row.sender_run_id as StoredMessage['senderRunId'],
  senderName: row.sender_name as string | null,
  subject: String(row.subject),
  body: String(row.body),
  kind: String(row.kind),
  state: row.state as StoredMessage['state'],
  surfacedTo: row.surfaced_to as string | null,
  claimId: row.claim_id as string | null,
  isShown: row.is_shown === 1,
  sentAt: Number(row.sent_at),
  surfacedAt: row.surfaced_at as number | null,
  deliveredAt: row.delivered_at as number | null,
  readAt: row.read_at as number | null,
})
