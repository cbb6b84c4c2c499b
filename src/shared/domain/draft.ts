import { z } from 'zod'
import { draftCharsMax } from '../limits.ts'
import type { ConversationId } from './ids.ts'

/** Names one box that a person writes into: what kind it is, and whom it is for. */
export const DraftKey = z
  .string()
  .regex(/^(?:follow-up|message|start|deny|comments):[A-Za-z0-9-]{1,64}$/)
  .brand('DraftKey')
export type DraftKey = z.infer<typeof DraftKey>
export type DraftKind = 'follow-up' | 'message' | 'start' | 'deny' | 'comments'

export const DraftText = z.string().max(draftCharsMax)

/** The box of a kind for an agent; the start dialog without a parent belongs to nobody. */
export const draftKey = (kind: DraftKind, whom: ConversationId | 'nobody'): DraftKey =>
  DraftKey.parse(`${kind}:${whom}`)

/** Whether a draft is for this agent. */
export const isDraftFor = (key: DraftKey, whom: ConversationId): boolean => key.endsWith(`:${whom}`)
