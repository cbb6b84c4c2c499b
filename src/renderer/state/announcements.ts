import type { AgentView } from '../../shared/contract/app.ts'
import { statusLooks } from '../design/status-look.ts'

/** What a screen reader is told after a change: who is in another state, and who is new. Empty when nobody is. */
export function announceChanges(before: readonly AgentView[], after: readonly AgentView[]): string {
  const known = new Map(before.map((agent) => [agent.conversationId, agent.status]))
  return after
    .filter((agent) => known.get(agent.conversationId) !== agent.status)
    .map(
      (agent) =>
        `${agent.name} ${statusLooks[agent.status].word}${agent.detail === '' ? '' : `, ${agent.detail}`}`,
    )
    .join('. ')
}
