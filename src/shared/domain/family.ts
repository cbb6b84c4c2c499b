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

/**
 * Whether a person chose the directory: for this agent, or as a directory of an agent above it that holds this one's.
 * An agent cannot make a directory trusted by naming it.
 */
export function mayTrust(
  all: ReadonlyMap<ConversationId, Conversation>,
  conversation: Conversation,
): boolean {
  const seen = new Set<ConversationId>()
  let current: Conversation | undefined = conversation
  while (current && !seen.has(current.id)) {
    seen.add(current.id)
    if (current.startedBy === 'person' && holds(current.directory, conversation.directory)) return true
    current = current.parentId === null ? undefined : all.get(current.parentId)
  }
  return false
}

const holds = (outer: string, inner: string): boolean => {
  if (inner.split(/[\\/]/).includes('..')) return false
  const root = outer.replace(/[\\/]+$/, '')
  return inner === outer || inner === root || inner.startsWith(`${root}/`) || inner.startsWith(`${root}\\`)
}
