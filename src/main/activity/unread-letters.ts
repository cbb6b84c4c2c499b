import type { ActivityEntry } from '../../shared/domain/activity.ts'
import type { ConversationId } from '../../shared/domain/ids.ts'

/** How many letters each agent got since a person last read those of its family; null for who is not shown. */
export function unreadLetters(
  newest: readonly ActivityEntry[],
  readAtOf: (id: ConversationId) => number | null,
): ReadonlyMap<ConversationId, number> {
  const readAt = new Map<ConversationId, number | null>()
  const unread = new Map<ConversationId, number>()
  for (const { kind, conversationId: id, at } of newest) {
    if (kind !== 'message' || id === null) continue
    if (!readAt.has(id)) readAt.set(id, readAtOf(id))
    const known = readAt.get(id) ?? null
    if (known !== null && at > known) unread.set(id, (unread.get(id) ?? 0) + 1)
  }
  return unread
}
