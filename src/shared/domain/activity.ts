import { z } from 'zod'
import { activityScopeMax, activityWordsCharsMax } from '../window-limits.ts'
import { ConversationId } from './ids.ts'

/** What can happen. A kind that a newer version wrote is a note to this one. */
export const ActivityKind = z.enum([
  'woken',
  'held',
  'message',
  'source',
  'asleep',
  'started',
  'blocked',
  'failed',
  'follow-up',
  'restored',
  'killed',
  'note',
])
export type ActivityKind = z.infer<typeof ActivityKind>

/**
 * One thing that happened; `why` is the decision's own reason. Ids grow, also after the file was lost: each is the name of a
 * mark in the terminal of its agent (see `place-mark.ts`).
 */
export const ActivityEntry = z.object({
  id: z.int(),
  at: z.number(),
  kind: ActivityKind.catch('note'),
  conversationId: ConversationId.nullable(),
  /** The root of its family when it happened. */
  familyId: ConversationId.nullable(),
  title: z.string(),
  why: z.string(),
  /** The facts a decision was made on, in a line; empty for what was no decision. */
  facts: z.string(),
})
export type ActivityEntry = z.infer<typeof ActivityEntry>

/** What is looked for: of whom, of which kinds (empty: all), with which words, since when. */
export const ActivityQuery = z.object({
  /** Null: of everybody. A family is known by its living members, and by its root for those that are gone. */
  of: z
    .object({
      conversationIds: z.array(ConversationId).max(activityScopeMax),
      familyId: ConversationId.nullable(),
    })
    .nullable(),
  kinds: z.array(ActivityKind),
  words: z.string().max(activityWordsCharsMax),
  since: z.number().nullable(),
})
export type ActivityQuery = z.infer<typeof ActivityQuery>

/** What an index knows of an entry. */
export type ActivityFacts = Pick<ActivityEntry, 'at' | 'kind' | 'conversationId' | 'familyId'>

/** Whether an entry may fit, its words aside. */
export function fitsFacts(query: ActivityQuery): (entry: ActivityFacts) => boolean {
  const { of, since } = query
  const kinds = new Set<ActivityKind>(query.kinds)
  const ids = new Set<ConversationId>(of?.conversationIds)
  const isOf = ({ conversationId, familyId }: ActivityFacts): boolean =>
    of === null ||
    (conversationId !== null && ids.has(conversationId)) ||
    (familyId !== null && familyId === of.familyId)
  return (entry) =>
    (since === null || entry.at >= since) && (kinds.size === 0 || kinds.has(entry.kind)) && isOf(entry)
}

/** The words of a search, small. */
export const searchWords = (words: string): readonly string[] =>
  words.toLowerCase().split(/\s+/).filter(Boolean)

/** Whether an entry fits, words and all. */
export function fitsActivity(query: ActivityQuery): (entry: ActivityEntry) => boolean {
  const fits = fitsFacts(query)
  const words = searchWords(query.words)
  return (entry) => {
    if (!fits(entry)) return false
    if (words.length === 0) return true
    const text = `${entry.title} ${entry.why} ${entry.facts}`.toLowerCase()
    return words.every((word) => text.includes(word))
  }
}
