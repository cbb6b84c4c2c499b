import type { Conversation } from './conversation.ts'
import type { ConversationId } from './ids.ts'

/** All that stand above a conversation, the nearest first; a parent that is gone ends the line. */
export function ancestorsOf(
  all: ReadonlyMap<ConversationId, Conversation>,
  conversation: Conversation,
): readonly Conversation[] {
  const ancestors: Conversation[] = []
  const seen = new Set<ConversationId>([conversation.id]) // a cycle in stored data must not hang anything
  let current = conversation
  while (current.parentId !== null && !seen.has(current.parentId)) {
    const parent = all.get(current.parentId)
    if (!parent) break
    seen.add(parent.id)
    ancestors.push(parent)
    current = parent
  }
  return ancestors
}

/** The topmost ancestor that is known; a conversation whose parent is gone is its own root. */
export const rootOf = (
  all: ReadonlyMap<ConversationId, Conversation>,
  conversation: Conversation,
): Conversation => ancestorsOf(all, conversation).at(-1) ?? conversation

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
