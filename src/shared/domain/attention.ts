import type { AgentStatus } from './agent-status.ts'
import type { ConversationId } from './ids.ts'

/** What is known of an agent, to judge whether a person should hear of it. */
export type AttentionFacts = {
  readonly conversationId: ConversationId
  readonly parentId: ConversationId | null
  readonly name: string
  readonly status: AgentStatus
  readonly detail: string
  readonly changedAt: number
}

/** One thing a person may want to hear of. The same cause has the same key, however often it is told. */
export type AttentionCause = {
  readonly key: string
  readonly conversationId: ConversationId
  readonly kind: 'asks' | 'failed' | 'ended'
  readonly title: string
  readonly body: string
}

/** What is worth a notification now. Children that end are their parent's business; children that ask are not. */
export function attentionCauses(
  agents: readonly AttentionFacts[],
  level: 'needs-me' | 'all' | 'none',
): readonly AttentionCause[] {
  if (level === 'none') return []
  return agents.flatMap((agent) => {
    const cause = causeOf(agent)
    return cause && (level === 'all' || cause.kind !== 'ended') ? [cause] : []
  })
}

function causeOf(agent: AttentionFacts): AttentionCause | null {
  const { conversationId, name, detail, status, changedAt } = agent
  switch (status) {
    case 'blocked': {
      const body = detail.replace(/^asks: /, '')
      return {
        key: `${conversationId}:asks:${detail}`,
        conversationId,
        kind: 'asks',
        title: `${name} asks`,
        body,
      }
    }
    case 'failed':
    case 'missing':
      return {
        key: `${conversationId}:failed:${changedAt}`,
        conversationId,
        kind: 'failed',
        title: status === 'failed' ? `${name} failed` : `${name} cannot be brought back`,
        body: detail,
      }
    case 'idle':
    case 'dormant':
    case 'finished':
      if (agent.parentId !== null) return null
      return {
        key: `${conversationId}:ended:${changedAt}`,
        conversationId,
        kind: 'ended',
        title: `${name} ended its turn`,
        body: detail,
      }
    case 'queued':
    case 'starting':
    case 'working':
    case 'waking':
    case 'waiting':
    case 'cancelled':
    case 'killed':
    case 'unreachable':
    case 'unknown':
      return null
  }
}

/** What to show and what to take away; `known` is for the next time. */
export type AttentionStep = {
  readonly show: readonly AttentionCause[]
  readonly close: readonly string[]
  readonly known: ReadonlySet<string>
}

/**
 * One notification a cause, gone when the cause is: nothing for what is on screen, nothing in quiet hours, and nothing
 * for what was so when the app came up (`known` is null then).
 */
export function nextAttention(
  known: ReadonlySet<string> | null,
  causes: readonly AttentionCause[],
  facts: { readonly isOnScreen: (id: ConversationId) => boolean; readonly isQuiet: boolean },
): AttentionStep {
  const now = new Set(causes.map((cause) => cause.key))
  if (known === null) return { show: [], close: [], known: now }
  const seen = causes.filter((cause) => facts.isOnScreen(cause.conversationId)).map((cause) => cause.key)
  const isNew = (cause: AttentionCause): boolean => !known.has(cause.key) && !seen.includes(cause.key)
  return {
    show: facts.isQuiet ? [] : causes.filter(isNew),
    close: [...[...known].filter((key) => !now.has(key)), ...seen.filter((key) => known.has(key))],
    known: now,
  }
}
