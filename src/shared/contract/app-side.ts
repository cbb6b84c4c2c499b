import { z } from 'zod'
import { call } from './wire.ts'
import { ConversationId, MessageId, Sequence } from '../domain/ids.ts'
import { changesPatchCharsMax, inboxAgentsMax } from '../limits.ts'

/** A message between agents, or from the person, as the inbox shows it. Times are milliseconds since the epoch. */
export const Letter = z.object({
  id: MessageId,
  sequence: Sequence,
  to: ConversationId,
  /** Null: the person, or somebody this app does not know. */
  from: ConversationId.nullable(),
  fromName: z.string(),
  subject: z.string(),
  body: z.string(),
  /** A notice is written by the service: a child ended, or asks. */
  kind: z.string(),
  state: z.enum(['pending', 'surfaced', 'delivered']),
  sentAt: z.number(),
})
export type Letter = z.infer<typeof Letter>

/** A file that differs from the last commit. */
export const ChangedFile = z.object({
  path: z.string(),
  status: z.enum(['added', 'changed', 'deleted', 'renamed', 'untracked', 'conflicted']),
})
export type ChangedFile = z.infer<typeof ChangedFile>

/** What stands in an agent's directory that is not committed. */
export const Changes = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('no-repository') }),
  z.object({ kind: z.literal('refused'), because: z.string() }),
  z.object({
    kind: z.literal('changes'),
    /** The root of the repository. */
    root: z.string(),
    branch: z.string(),
    files: z.array(ChangedFile),
    /** A unified diff against the last commit, untracked files included; cut at `changesPatchCharsMax`. */
    patch: z.string().max(changesPatchCharsMax + 200),
    isCut: z.boolean(),
  }),
])
export type Changes = z.infer<typeof Changes>

/** What the column beside the panes asks: letters, changes. */
export const sideCalls = {
  /** The newest letters to these agents, oldest first. Reading them here marks nothing. */
  readLetters: call(
    z.object({ to: z.array(ConversationId).max(inboxAgentsMax) }),
    z.object({ letters: z.array(Letter), isWhole: z.boolean() }),
  ),
  readChanges: call(z.object({ conversationId: ConversationId }), Changes),
  /** A person has read the letters of these families until then. */
  markLettersRead: call(z.object({ families: z.array(ConversationId).max(1_000), at: z.number() }), z.void()),
  /** The order in which a person dragged the families. */
  orderFamilies: call(z.object({ order: z.array(ConversationId).max(1_000) }), z.void()),
} as const
