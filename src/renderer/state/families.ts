import type { AgentView } from '../../shared/contract/app.ts'
import { attentionOrder, type AgentStatus } from '../../shared/domain/agent-status.ts'
import type { ConversationId } from '../../shared/domain/ids.ts'

/** An agent with its children, oldest first, so that rows stay where they are. */
export type FamilyNode = { readonly agent: AgentView; readonly children: readonly FamilyNode[] }

export type Families = {
  /** Roots with somebody alive below them, in the order they were started. */
  readonly current: readonly FamilyNode[]
  /** Roots whose whole family has ended, the latest first. */
  readonly earlier: readonly FamilyNode[]
}

const endedStatuses: ReadonlySet<AgentStatus> = new Set(['finished', 'failed', 'cancelled', 'killed'])

/** The sidebar's tree. An agent whose parent is not known is a root; a cycle is cut. */
export function familiesOf(agents: readonly AgentView[]): Families {
  const known = new Set(agents.map((agent) => agent.conversationId))
  const bySeniority = [...agents].sort((a, b) => a.createdAt - b.createdAt)
  const childrenOf = childrenByParent(bySeniority)
  const nodeOf = (agent: AgentView, above: ReadonlySet<ConversationId>): FamilyNode => ({
    agent,
    children: (childrenOf.get(agent.conversationId) ?? [])
      .filter((child) => !above.has(child.conversationId))
      .map((child) => nodeOf(child, new Set([...above, child.conversationId]))),
  })
  const roots = bySeniority
    .filter((agent) => agent.parentId === null || !known.has(agent.parentId))
    .map((agent) => nodeOf(agent, new Set([agent.conversationId])))
  const earlier = roots.filter(hasEnded).sort((a, b) => b.agent.changedAt - a.agent.changedAt)
  return { current: roots.filter((root) => !hasEnded(root)), earlier }
}

/** Who stands directly below whom, each in the order of the list: one walk over it, however long it is. */
export function childrenByParent(
  agents: readonly AgentView[],
): ReadonlyMap<ConversationId, readonly AgentView[]> {
  const children = new Map<ConversationId, AgentView[]>()
  for (const agent of agents) {
    if (agent.parentId === null) continue
    const known = children.get(agent.parentId)
    if (known) known.push(agent)
    else children.set(agent.parentId, [agent])
  }
  return children
}

/** The topmost known ancestor. */
export function rootOf(agents: readonly AgentView[], agent: AgentView): AgentView {
  const ancestors = ancestorsOf(agents, agent)
  return ancestors[0] ?? agent
}

/** From the root down to the parent. */
export function ancestorsOf(agents: readonly AgentView[], agent: AgentView): readonly AgentView[] {
  const ancestors: AgentView[] = []
  let parent = findAgent(agents, agent.parentId)
  while (parent && !ancestors.includes(parent) && parent !== agent) {
    ancestors.unshift(parent)
    parent = findAgent(agents, parent.parentId)
  }
  return ancestors
}

/** The agent with this id, if the view has it. */
export const findAgent = (agents: readonly AgentView[], id: ConversationId | null): AgentView | undefined =>
  id === null ? undefined : agents.find((agent) => agent.conversationId === id)

/** Who waits for a person, most urgent and longest first. */
export const needsPerson = (agents: readonly AgentView[]): readonly AgentView[] =>
  agents
    .filter((agent) => needingStatuses.has(agent.status))
    .sort((a, b) => attentionOrder[a.status] - attentionOrder[b.status] || a.changedAt - b.changedAt)

const needingStatuses: ReadonlySet<AgentStatus> = new Set(['blocked', 'missing'])

const hasEnded = (node: FamilyNode): boolean =>
  endedStatuses.has(node.agent.status) && node.children.every((child) => hasEnded(child))
