import type { Conversation } from './conversation.ts'
import type { ConversationId } from './ids.ts'

/** The topmost ancestor that is known; a conversation whose parent is gone is its own root. */
export function rootOf(
  all: ReadonlyMap<ConversationId, Conversation>,
  conversation: Conversation,
): Conversation {
  const seen = new Set<ConversationId>()
  let current = conversation
  while (current.parentId !== null && !seen.has(current.id)) {
    seen.add(current.id) // a cycle in stored data must not hang anything
    const parent = all.get(current.parentId)
    if (!parent) return current
    current = parent
  }
  return current
}
