import { MessageId, type RunId } from '../../shared/domain/ids.ts'
import type { Run } from '../store/rows.ts'
import type { Transaction } from '../store/store.ts'

/** Puts a message into the recipient's mailbox: the row and its event are one change. */
export function appendMessage(
  tx: Transaction,
  recipient: Run,
  letter: {
    readonly senderRunId: RunId | null
    readonly subject: string
    readonly body: string
    readonly kind: string
  },
): MessageId {
  const messageId = MessageId.parse(tx.newId())
  const sequence = tx.events.append(recipient, { type: 'new_message', refId: messageId })
  tx.messages.insert({ messageId, sequence, runId: recipient.runId, sentAt: tx.now, ...letter })
  return messageId
}
