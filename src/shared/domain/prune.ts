import type { Conversation } from './conversation.ts'
import { rootOf } from './family.ts'
import type { ConversationId } from './ids.ts'

/** What keeps a family from being let go, whatever its age. */
export type PruneFacts = {
  readonly conversations: ReadonlyMap<ConversationId, Conversation>
  /** Somebody in it has a process, mail that waits, or a pane that a person put into a tab. */
  readonly isInUse: (conversation: Conversation) => boolean
}

/**
 * The conversations to let go so that at most `max` stay. Families go whole, the one that changed longest ago first; the
 * freshest family stays even when it alone is larger, and so does one that is in use. Deterministic: ties go by id.
 */
export function pruneFamilies(facts: PruneFacts, max: number): readonly ConversationId[] {
  const families = new Map<ConversationId, Conversation[]>()
  for (const one of facts.conversations.values()) {
    const root = rootOf(facts.conversations, one).id
    families.set(root, [...(families.get(root) ?? []), one])
  }
  const freshestFirst = [...families.values()].sort(
    (one, other) => changedAt(other) - changedAt(one) || (firstId(one) < firstId(other) ? -1 : 1),
  )
  let kept = 0
  return freshestFirst.flatMap((family, position) => {
    const stays = position === 0 || kept + family.length <= max || family.some((one) => facts.isInUse(one))
    if (stays) kept += family.length
    return stays ? [] : family.map((one) => one.id)
  })
}

const changedAt = (family: readonly Conversation[]): number => Math.max(...family.map((one) => one.changedAt))
const firstId = (family: readonly Conversation[]): string => family.map((one) => one.id).sort()[0] ?? ''
