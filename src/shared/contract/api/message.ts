import { z } from 'zod'
import { HarnessSessionId, MessageId, RunId, Sequence } from '../../domain/ids.ts'
import { bodyCharsMax, recipientsMax, subjectCharsMax } from '../../limits.ts'

/** `POST agent/messages`. `to` takes run ids and, ours, `parent` or the name of a member of the sender's family. */
export const SendMessages = z.object({
  to: z.array(z.string().trim().min(1).max(200)).min(1).max(recipientsMax),
  subject: z.string().max(subjectCharsMax),
  body: z.string().max(bodyCharsMax),
  /** Absent with a run's own token (the run sends) and for a person (null on the messages). */
  sender_run_id: RunId.optional(),
})
/** In the order of `to`. */
export const SentMessages = z.object({ message_ids: z.array(MessageId) })

/** pending -> surfaced -> delivered; `kind` is ours: a notice tells a parent that a child's turn ended. */
export const MessageHeader = z.object({
  message_id: MessageId,
  sequence: Sequence,
  run_id: RunId,
  sender_run_id: RunId.nullish(),
  sender_name: z.string().nullish(),
  subject: z.string(),
  sent_at: z.string(),
  kind: z.string(),
  state: z.enum(['pending', 'surfaced', 'delivered']),
  surfaced_at: z.string().nullish(),
  delivered_at: z.string().nullish(),
  read_at: z.string().nullish(),
  /** Only where it was asked for. */
  body: z.string().optional(),
})
export type MessageHeader = z.infer<typeof MessageHeader>

/** A message with its body. */
export const Message = MessageHeader.extend({ body: z.string() })
export type Message = z.infer<typeof Message>

/** `GET agent/messages/{run_id}`: headers, oldest first. `pending` is ours: only what is not surfaced or delivered. */
export const ListMessagesQuery = z.object({
  unread: z.stringbool().optional(),
  pending: z.stringbool().optional(),
  since: z.iso.datetime({ offset: true }).optional(),
  /** Ours: with their bodies; and the last ones instead of the first. Neither marks anything. */
  bodies: z.stringbool().optional(),
  newest: z.stringbool().optional(),
  limit: z.coerce.number().int().min(1).max(100).optional(),
})
/** A bare list on the wire, as Oz has it. */
export const ListedMessages = z.array(MessageHeader).transform((messages) => ({ messages }))

/**
 * `POST agent/runs/{id}/mailbox/take` (ours). In one transaction: what this session was shown before is delivered
 * (this request is its sign of life), what it was given but never shown is pending again, and of what is pending
 * the oldest messages that fit are surfaced to it. `max_chars` 0 takes none: a pure sign of life.
 */
export const TakeMailbox = z.object({
  session_id: HarnessSessionId,
  max_chars: z.int().min(0).max(1_000_000),
})
export const TakenMailbox = z.object({
  claim_id: z.string(),
  messages: z.array(Message),
  remaining: z.int().nonnegative(),
  delivered: z.array(MessageId),
})
export type TakenMailbox = z.infer<typeof TakenMailbox>

/** `POST .../mailbox/shown` (ours): the claim's messages stand in the agent's context now. */
export const ShownMailbox = z.object({ claim_id: z.string().min(1).max(64) })

/** `POST .../mailbox/release` (ours): the session ended; what it did not confirm is pending again. */
export const ReleaseMailbox = z.object({ session_id: HarnessSessionId })
export const ReleasedMailbox = z.object({ released: z.array(MessageId) })

/** `POST agent/messages/{id}/surfaced` (ours): put into `session_id`'s context by other means than a take. */
export const SurfacedMessage = z.object({ session_id: HarnessSessionId })
