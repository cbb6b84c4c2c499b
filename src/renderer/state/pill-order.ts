import type { AgentView, AppView } from '../../shared/contract/app.ts'
import { attentionOrder } from '../../shared/domain/agent-status.ts'
import { panesOf } from '../../shared/domain/layout.ts'
import { ancestorsOf } from './families.ts'

/** A row of pills: the way down to the parent, the parent, its direct children. */
export type PillRow = {
  readonly crumbs: readonly AgentView[]
  readonly parent: AgentView
  readonly children: readonly AgentView[]
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
export function pillRowOf(view: AppView): PillRow | null {
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
    children: orderPills(childrenOf(parent)),
    current,
  }
}

/** The agent that has the keyboard; in a shell, the first agent of the tab. */
export function agentInView(view: AppView): AgentView | undefined {
  const tab = view.layout.tabs.find((one) => one.tabId === view.layout.activeTab)
  if (!tab) return undefined
  for (const paneId of [tab.focused, ...panesOf(tab.root)]) {
    const agent = view.agents.find((one) => one.paneId === paneId)
    if (agent) return agent
  }
  return undefined
}

/** The neighbour of the current pill, `step` places on, round the end. */
export function neighbourPill(row: PillRow, step: 1 | -1): AgentView | null {
  const pills = [row.parent, ...row.children]
  if (pills.length < 2) return null
  const index = pills.findIndex((agent) => agent.conversationId === row.current.conversationId)
  return pills[(index + step + pills.length) % pills.length] ?? null
}
