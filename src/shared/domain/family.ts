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

/** All conversations below one, children before grandchildren. */
export function descendantsOf(
  all: ReadonlyMap<ConversationId, Conversation>,
  id: ConversationId,
): Conversation[] {
  const found: Conversation[] = []
  const taken = new Set<ConversationId>([id])
  let level: ConversationId[] = [id]
  while (level.length > 0) {
    const parents = new Set(level)
    const next = [...all.values()].filter(
      (one) => one.parentId !== null && parents.has(one.parentId) && !taken.has(one.id),
    )
    for (const one of next) taken.add(one.id)
    found.push(...next)
    level = next.map((one) => one.id)
  }
  return found
}
