import { isSame } from '../kernel/is-same.ts'
import type { ConversationId } from '../domain/ids.ts'
import type { AgentView, AppView, ViewChange } from './app.ts'

/** What makes `before` into `after`; null when nothing does. */
export function changeOf(before: AppView, after: AppView): ViewChange | null {
  const { agents: agentsBefore, ...partsBefore } = before
  const { agents: agentsAfter, ...partsAfter } = after
  const known = new Map(agentsBefore.map((agent) => [agent.conversationId, agent]))
  const agents = agentsAfter.filter((agent) => !isSame(agent, known.get(agent.conversationId)))
  const order = idsOf(agentsAfter)
  const parts = Object.fromEntries(
    Object.entries(partsAfter).filter(
      ([name, part]) => !isSame(part, partsBefore[name as keyof typeof partsBefore]), // its own names
    ),
  )
  const isOrdered = isSame(order, idsOf(agentsBefore))
  if (isOrdered && agents.length === 0 && Object.keys(parts).length === 0) return null
  return { parts, agents, order: isOrdered ? null : order }
}

/** The view after a change; what was not changed keeps its identity. An agent that nobody told of is left out. */
export function applyChange(view: AppView, { parts, agents, order }: ViewChange): AppView {
  if (agents.length === 0 && order === null) return { ...view, ...parts }
  const told = new Map(agents.map((agent) => [agent.conversationId, agent]))
  if (order === null)
    return { ...view, ...parts, agents: view.agents.map((one) => told.get(one.conversationId) ?? one) }
  const known = new Map(view.agents.map((agent) => [agent.conversationId, agent]))
  const ordered = order.flatMap((id): AgentView[] => {
    const agent = told.get(id) ?? known.get(id)
    return agent ? [agent] : []
  })
  return { ...view, ...parts, agents: ordered }
}

const idsOf = (agents: readonly AgentView[]): ConversationId[] => agents.map((agent) => agent.conversationId)
