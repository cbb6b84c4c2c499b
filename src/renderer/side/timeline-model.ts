import type { ActivityKind, ActivityQuery } from '../../shared/domain/activity.ts'
import type { ConversationId } from '../../shared/domain/ids.ts'
import { activityScopeMax, activityWordsCharsMax } from '../../shared/window-limits.ts'

/** Groups of kinds that people look for together. */
export const kindGroups = {
  all: { label: 'Everything', kinds: [] },
  wakes: { label: 'Wakes and holds', kinds: ['woken', 'held', 'follow-up'] },
  messages: { label: 'Messages', kinds: ['message'] },
  sources: { label: 'Sources', kinds: ['source'] },
  trouble: { label: 'Questions and failures', kinds: ['blocked', 'failed'] },
  turns: { label: 'Starts, turns, restores', kinds: ['started', 'asleep', 'restored', 'killed', 'note'] },
} as const satisfies Record<string, { readonly label: string; readonly kinds: readonly ActivityKind[] }>
export type KindGroup = keyof typeof kindGroups

export type ActivityFilter = { readonly kinds: KindGroup; readonly query: string }

/** Whose activity: of one agent, of a family, of all. */
export type ActivityScope =
  | { readonly kind: 'all' }
  | { readonly kind: 'family'; readonly familyId: ConversationId }
  | { readonly kind: 'agent'; readonly conversationId: ConversationId }

/** What main is asked for; `members` are the living agents of the scope. */
export const activityQuery = (
  scope: ActivityScope,
  members: readonly ConversationId[],
  filter: ActivityFilter,
  since: number | null = null,
): ActivityQuery => ({
  of: ofScope(scope, members),
  kinds: [...kindGroups[filter.kinds].kinds],
  words: filter.query.trim().slice(0, activityWordsCharsMax),
  since,
})

function ofScope(scope: ActivityScope, members: readonly ConversationId[]): ActivityQuery['of'] {
  if (scope.kind === 'all') return null
  if (scope.kind === 'agent') return { conversationIds: [scope.conversationId], familyId: null }
  return { conversationIds: members.slice(0, activityScopeMax), familyId: scope.familyId }
}
