import type { z } from 'zod'
import type { Message, MessageHeader } from '../../shared/contract/api/message.ts'
import { wireTime, wireTimeOrNull } from '../wire-time.ts'
import type { StoredMessage } from '../store/rows.ts'

/** The message as the wire tells it in lists. */
export const messageHeader = (message: StoredMessage): z.input<typeof MessageHeader> => ({
  message_id: message.messageId,
  sequence: message.sequence,
  run_id: message.runId,
  sender_run_id: message.senderRunId,
  sender_name: message.senderName,
  subject: message.subject,
  sent_at: wireTime(message.sentAt),
  kind: message.kind,
  state: message.state,
  surfaced_at: wireTimeOrNull(message.surfacedAt),
  delivered_at: wireTimeOrNull(message.deliveredAt),
  read_at: wireTimeOrNull(message.readAt),
})

/** The message with its text. */
export const messageItem = (message: StoredMessage): z.input<typeof Message> => ({
  ...messageHeader(message),
  body: message.body,
})
