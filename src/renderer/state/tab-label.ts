import type { AgentView, AppView } from '../../shared/contract/app.ts'
import { attentionOrder, type AgentStatus } from '../../shared/domain/agent-status.ts'
import { panesOf, tabOf, type Tab } from '../../shared/domain/layout.ts'
import { ancestorsOf, rootOf } from './families.ts'
import { lastPart } from './words.ts'

/** What a tab says of itself; `status` is null for a tab of shells. */
export type TabLabel = { readonly title: string; readonly status: AgentStatus | null; readonly hint: string }

/**
 * Named after the family of the most senior agent in it, or after that agent when the family's root has a tab of its
 * own; with the most urgent state of those below.
 */
export function tabLabel(view: AppView, tab: Tab): TabLabel {
  const [senior] = panesOf(tab.root)
    .map((paneId) => view.agents.find((agent) => agent.paneId === paneId))
    .filter((agent) => agent !== undefined)
    .sort((a, b) => ancestorsOf(view.agents, a).length - ancestorsOf(view.agents, b).length)
  if (senior) {
    const root = rootOf(view.agents, senior)
    const shownIn = tabOf(view.layout, root.paneId)
    const named = shownIn !== null && shownIn.tabId !== tab.tabId ? senior : root
    return {
      title: named.name,
      status: urgentStatus(view, named),
      hint: `${named.name} in ${named.directory}`,
    }
  }
  const content = view.layout.panes[tab.focused]
  const told = content?.kind === 'shell' ? view.terminals[content.terminalId]?.directory : null
  const directory = told ?? (content?.kind === 'shell' ? content.directory : '')
  const title = directory === view.homeDirectory ? '~' : lastPart(directory) || 'shell'
  return { title, status: null, hint: directory }
}

/** The agent's own state, unless somebody below it needs a person more. */
function urgentStatus(view: AppView, named: AgentView): AgentStatus {
  const below = view.agents.filter((agent) => ancestorsOf(view.agents, agent).includes(named))
  const urgent = below.reduce(
    (first, agent) => (attentionOrder[agent.status] < attentionOrder[first.status] ? agent : first),
    named,
  )
  return attentionOrder[urgent.status] < attentionOrder.working ? urgent.status : named.status
}
