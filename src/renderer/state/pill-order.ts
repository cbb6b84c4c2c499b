import type { AgentView, AppView } from '../../shared/contract/app.ts'
import { attentionOrder, type AgentStatus } from '../../shared/domain/agent-status.ts'
import { panesOf } from '../../shared/domain/layout.ts'
import { ancestorsOf, childrenByParent, rootOf } from './families.ts'

/** A child, and who stands below it. */
export type PillChild = { readonly agent: AgentView; readonly below: RollUp | null }

/** What the pills are made of. */
type Seen = Pick<AppView, 'agents' | 'layout'>

/** A row of pills: the way down to the parent, the parent, its direct children. */
export type PillRow = {
  readonly crumbs: readonly AgentView[]
  readonly parent: AgentView
  readonly children: readonly PillChild[]
  /** The agent of the focused pane. */
  readonly current: AgentView
}

const doneRank = attentionOrder.idle

/**
 * Direct children in the order a person should look: pinned, then by attention; those who rest by recency, the others
 * as they were started, so that a pill does not jump each time its agent moves.
 */
export function orderPills(children: readonly AgentView[]): readonly AgentView[] {
  return [...children].sort((a, b) => {
    if (a.isPinned !== b.isPinned) return a.isPinned ? -1 : 1
    const rank = attentionOrder[a.status] - attentionOrder[b.status]
    if (rank !== 0) return rank
    const recency = attentionOrder[a.status] >= doneRank ? b.changedAt - a.changedAt : 0
    return recency || a.createdAt - b.createdAt
  })
}

/** The pills above the panes: the family of the focused agent, or of the first agent in the tab; null for a loner. */
export function pillRowOf(view: Seen): PillRow | null {
  const current = agentInView(view)
  if (!current) return null
  const childrenOf = (parent: AgentView) =>
    view.agents.filter((agent) => agent.parentId === parent.conversationId)
  const above = ancestorsOf(view.agents, current)
  const parent = childrenOf(current).length > 0 ? current : above.at(-1)
  if (!parent) return null
  return {
    crumbs: ancestorsOf(view.agents, parent).slice(-2),
    parent,
    children: orderPills(childrenOf(parent)).map((agent) => ({ agent, below: rollUp(view.agents, agent) })),
    current,
  }
}

/** Whether two rows show the same. */
export function isSamePillRow(one: PillRow | null, other: PillRow | null): boolean {
  if (one === null || other === null) return one === other
  return (
    one.parent === other.parent &&
    one.current === other.current &&
    one.crumbs.length === other.crumbs.length &&
    one.crumbs.every((crumb, index) => crumb === other.crumbs[index]) &&
    one.children.length === other.children.length &&
    one.children.every(({ agent, below }, index) => {
      const there = other.children[index]
      return (
        agent === there?.agent && below?.count === there.below?.count && below?.worst === there.below?.worst
      )
    })
  )
}

/** The agent that has the keyboard; in a shell, the first agent of the tab. */
export function agentInView(view: Seen): AgentView | undefined {
  const tab = view.layout.tabs.find((one) => one.tabId === view.layout.activeTab)
  if (!tab) return undefined
  for (const paneId of [tab.focused, ...panesOf(tab.root)]) {
    const agent = view.agents.find((one) => one.paneId === paneId)
    if (agent) return agent
  }
  return undefined
}

/** How many stand below an agent, and who of them needs a look most. */
export type RollUp = { readonly count: number; readonly worst: AgentStatus }

/** Null for an agent with nobody below it. */
export function rollUp(agents: readonly AgentView[], agent: AgentView): RollUp | null {
  const below = walkFamily(agents, agent).slice(1)
  const [worst] = below.toSorted((a, b) => attentionOrder[a.status] - attentionOrder[b.status])
  return worst ? { count: below.length, worst: worst.status } : null
}

/** A family from the top down, each followed by those below it, in the order of their pills. */
export function walkFamily(agents: readonly AgentView[], root: AgentView): readonly AgentView[] {
  const walked = new Set<AgentView>()
  const childrenOf = childrenByParent(agents)
  const walk = (agent: AgentView): void => {
    if (walked.has(agent)) return // a cycle in what was told
    walked.add(agent)
    for (const child of orderPills(childrenOf.get(agent.conversationId) ?? [])) walk(child)
  }
  walk(root)
  return [...walked]
}

/** The neighbour of the agent in view in its whole family, `step` places on, round the end. */
export function neighbourInFamily(view: Seen, step: 1 | -1): AgentView | null {
  const current = agentInView(view)
  if (!current) return null
  const family = walkFamily(view.agents, rootOf(view.agents, current))
  if (family.length < 2) return null
  const index = family.findIndex((agent) => agent.conversationId === current.conversationId)
  return family[(index + step + family.length) % family.length] ?? null
}
