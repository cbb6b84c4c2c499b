import { keepsNothing } from '../../shared/domain/harness-name.ts'
import type { MessageId } from '../../shared/domain/ids.ts'
import { messagesPageDefault } from '../../shared/limits.ts'
import { heldExecution } from '../runs/signals.ts'
import type { HandlersOf } from '../handler.ts'
import { Refusal } from '../refusal.ts'
import { knownRun, livingRun } from '../runs/known-run.ts'
import type { Run, StoredMessage } from '../store/rows.ts'
import type { Transaction } from '../store/store.ts'
import { appendMessage } from './append-message.ts'
import {
  byExecution,
  bySession,
  confirmSurfaced,
  deliver,
  markShown,
  releaseSurfaced,
  surface,
  takeMailbox,
} from './mailbox.ts'
import { messageHeader, messageItem } from './message-item.ts'
import { recipientOf } from './recipients.ts'

type Subject =
  | 'sendMessages'
  | 'listMessages'
  | 'readMessage'
  | 'markSurfaced'
  | 'markDelivered'
  | 'takeMailbox'
  | 'shownMailbox'
  | 'releaseMailbox'

/** `beingShown`: the claims of takes that the service itself is showing. */
export const messageHandlers = (beingShown: ReadonlySet<string>): HandlersOf<Subject> => ({
  sendMessages: ({ tx, caller, body }) => {
    const senderId = body.sender_run_id ?? (caller.kind === 'run' ? caller.run.runId : null)
    if (caller.kind === 'run' && senderId !== caller.run.runId)
      throw new Refusal('not_authorized', 'a run writes in its own name only')
    const sender = senderId === null ? null : livingRun(tx, senderId)
    const recipients = body.to.map((address) => recipientOf(tx, sender, caller, address))
    const { subject, body: text } = body
    const sent = new Map<string, MessageId>() // one letter for each recipient, however often it is named
    for (const recipient of recipients) {
      if (sent.has(recipient.runId)) continue
      const letter = { senderRunId: senderId, subject, body: text, kind: 'message' }
      sent.set(recipient.runId, appendMessage(tx, recipient, letter))
    }
    return { message_ids: recipients.flatMap((recipient) => sent.get(recipient.runId) ?? []) }
  },

  listMessages: ({ tx, params, query }) => {
    const found = tx.messages.list({
      runId: knownRun(tx, params.run_id).runId,
      only: { unread: query.unread ?? false, pending: query.pending ?? false },
      sentAfter: query.since === undefined ? null : Date.parse(query.since),
      limit: query.limit ?? messagesPageDefault,
      isNewest: query.newest ?? false,
    })
    return found.map(query.bodies ? messageItem : messageHeader)
  },

  readMessage: ({ tx, params }) => {
    const message = knownMessage(tx, params.message_id)
    if (message.readAt === null) tx.messages.change(message.messageId, { readAt: tx.now })
    return messageItem(knownMessage(tx, params.message_id))
  },

  markSurfaced: ({ tx, params, body }) => {
    const message = knownMessage(tx, params.message_id)
    const { session_id: session } = body
    if (message.state === 'delivered' || message.surfacedTo === session) return
    if (message.state === 'surfaced')
      throw new Refusal(
        'conflict',
        `message ${message.messageId} stands in another context (${message.surfacedTo})`,
      )
    const recipient = livingRun(tx, message.runId)
    surface(tx, recipient, message.messageId, { surfacedTo: session, claimId: null, isShown: true })
  },

  markDelivered: ({ tx, params }) => {
    const message = knownMessage(tx, params.message_id)
    if (message.state !== 'delivered') deliver(tx, knownRun(tx, message.runId), message.messageId)
  },

  takeMailbox: ({ tx, params, body }) => {
    const run = livingRun(tx, params.run_id)
    const announced = confirmAnnounced(tx, run)
    // Hooks take turns by a lock of their own: what one of them has not shown it never will.
    const taken = takeMailbox(tx, run, body.session_id, body.max_chars, { beingShown, graceMs: 0 })
    return {
      claim_id: taken.claimId,
      messages: taken.messages.map(messageItem),
      remaining: taken.remaining,
      delivered: [...announced, ...taken.delivered],
    }
  },

  shownMailbox: ({ tx, params, body }) => markShown(tx, knownRun(tx, params.run_id), body.claim_id),

  releaseMailbox: ({ tx, params, body }) => ({
    released: [...releaseSurfaced(tx, livingRun(tx, params.run_id), bySession(body.session_id))],
  }),
})

/** A take is a sign of life of the execution too: what its prompt announced has arrived. */
export function confirmAnnounced(tx: Transaction, run: Run): readonly MessageId[] {
  const execution = heldExecution(tx, run)
  return execution === null || keepsNothing(run.harness)
    ? []
    : confirmSurfaced(tx, run, byExecution(execution.executionId))
}

/** The message; refuses with 404. */
export function knownMessage(tx: Transaction, messageId: MessageId): StoredMessage {
  const message = tx.messages.find(messageId)
  if (message === null) throw new Refusal('resource_not_found', `no message ${messageId}`)
  return message
}
