import type { ActivityEntry } from '../../shared/contract/app.ts'
import type { ConversationId } from '../../shared/domain/ids.ts'

/** Groups of kinds that people look for together. */
export const kindGroups = {
  all: 'Everything',
  wakes: 'Wakes and holds',
  messages: 'Messages',
  trouble: 'Questions and failures',
  turns: 'Starts, turns, restores',
} as const
export type KindGroup = keyof typeof kindGroups

export type ActivityFilter = { readonly kinds: KindGroup; readonly query: string }

/** Whose activity: of one agent, of a family, of all. */
export type ActivityScope =
  | { readonly kind: 'all' }
  | { readonly kind: 'family'; readonly familyId: ConversationId }
  | { readonly kind: 'agent'; readonly conversationId: ConversationId }

const groupOfKind: Readonly<Record<ActivityEntry['kind'], KindGroup>> = {
  woken: 'wakes',
  held: 'wakes',
  'follow-up': 'wakes',
  message: 'messages',
  blocked: 'trouble',
  failed: 'trouble',
  started: 'turns',
  asleep: 'turns',
  restored: 'turns',
  killed: 'turns',
  note: 'turns',
}

/** The entries that fit, the latest first. */
export function filterActivity(
  entries: readonly ActivityEntry[],
  scope: ActivityScope,
  { kinds, query }: ActivityFilter,
): readonly ActivityEntry[] {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean)
  const fits = (entry: ActivityEntry): boolean => {
    if (kinds !== 'all' && groupOfKind[entry.kind] !== kinds) return false
    if (scope.kind === 'family' && entry.familyId !== scope.familyId) return false
    if (scope.kind === 'agent' && entry.conversationId !== scope.conversationId) return false
    if (words.length === 0) return true
    const text = `${entry.title} ${entry.why} ${entry.facts}`.toLowerCase()
    return words.every((word) => text.includes(word))
  }
  return entries.filter(fits).toReversed()
}

/** One JSON object a line, the oldest first: what every tool can read. */
export const activityAsText = (entries: readonly ActivityEntry[]): string =>
  entries
    .toReversed()
    .map(({ at, ...entry }) => `${JSON.stringify({ at: new Date(at).toISOString(), ...entry })}\n`)
    .join('')
