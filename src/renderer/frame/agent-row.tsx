import { ChevronRight, Cloud, Mail, Pin } from 'lucide-react'
import { memo, type KeyboardEvent } from 'react'
import { focusedPane } from '../../shared/domain/layout.ts'
import { AgentMenu } from '../pills/agent-menu.tsx'
import { StatusIcon } from '../design/status-icon.tsx'
import { statusLooks } from '../design/status-look.ts'
import { useServices, useView, useWindow } from '../services.ts'
import { isSameFamily, type FamilyNode } from '../state/families.ts'
import { changeUi } from '../state/window-store.ts'
import { formatAge } from '../state/words.ts'

type Props = { readonly node: FamilyNode; readonly level: number; readonly isFirst: boolean }

const isSameRow = (a: Props, b: Props): boolean =>
  a.level === b.level && a.isFirst === b.isFirst && isSameFamily(a.node, b.node)

/** One agent of the sidebar, with its children below it. Drawn again only when somebody of it changed. */
export const AgentRow = memo(function AgentRow({ node, level, isFirst }: Props) {
  const { agent, children } = node
  const { commands, focusPane, store } = useServices()
  const isCurrent = useView((view) => focusedPane(view.layout) === agent.paneId)
  const isCollapsed = useWindow((state) => state.ui.collapsed.has(agent.conversationId))
  const look = statusLooks[agent.status]
  const reveal = (where: 'swap' | 'split') =>
    void commands.reveal(agent, where).then((isShown) => isShown && focusPane(agent.paneId))
  const setCollapsed = (collapsed: boolean) => {
    const others = [...store.getState().ui.collapsed].filter((id) => id !== agent.conversationId)
    changeUi(store, { collapsed: new Set(collapsed ? [...others, agent.conversationId] : others) })
  }
  const onKey = (event: KeyboardEvent) => {
    if (event.key === 'Enter' || event.key === ' ') reveal(event.ctrlKey ? 'split' : 'swap')
    else if (event.key === 'ArrowLeft' && children.length > 0) setCollapsed(true)
    else if (event.key === 'ArrowRight' && children.length > 0) setCollapsed(false)
    else return
    event.preventDefault()
  }
  return (
    <li role="none" className="agent-node" data-level={level}>
      <AgentMenu agent={agent}>
        <div
          className="agent-row"
          role="treeitem"
          aria-level={level}
          aria-selected={isCurrent}
          aria-expanded={children.length > 0 ? !isCollapsed : undefined}
          aria-label={`${agent.name}, ${look.word}${agent.detail ? `: ${agent.detail}` : ''}, ${agent.harness}`}
          tabIndex={isFirst && level === 1 ? 0 : -1}
          data-row
          data-testid={`agent-${agent.name}`}
          data-state={agent.status}
          data-tone={look.tone}
          title={agent.detail ? `${look.word}: ${agent.detail}` : look.word}
          onClick={(event) => reveal(event.ctrlKey || event.metaKey ? 'split' : 'swap')}
          onAuxClick={(event) => event.button === 1 && reveal('split')}
          onKeyDown={onKey}
        >
          <StatusIcon status={agent.status} size={15} />
          <span className="agent-name">
            <span className="truncate">{agent.name}</span>
            {agent.isPinned && <Pin size={11} aria-label="pinned" />}
          </span>
          <Side node={node} isCollapsed={isCollapsed} onExpand={() => setCollapsed(false)} />
          <span className="agent-line truncate">
            {agent.harness} · <span className={needsWords.has(agent.status) ? 'toned' : ''}>{look.word}</span>
            {agent.detail && `: ${agent.detail}`}
          </span>
        </div>
      </AgentMenu>
      {children.length > 0 && !isCollapsed && (
        <ul role="group" className="agent-children">
          {children.map((child) => (
            <AgentRow key={child.agent.conversationId} node={child} level={level + 1} isFirst={false} />
          ))}
        </ul>
      )}
    </li>
  )
}, isSameRow)

const needsWords: ReadonlySet<string> = new Set(['blocked', 'failed', 'missing', 'unreachable', 'waking'])

/** The right end of a row: folded children, waiting letters, the cloud, the age. */
function Side({
  node,
  isCollapsed,
  onExpand,
}: {
  node: FamilyNode
  isCollapsed: boolean
  onExpand: () => void
}) {
  const now = useWindow((state) => state.now)
  const { agent, children } = node
  return (
    <span className="agent-side tabular">
      {isCollapsed && children.length > 0 && (
        <button
          type="button"
          className="folded"
          tabIndex={-1}
          aria-label={`Show ${children.length} children`}
          onClick={(event) => {
            event.stopPropagation()
            onExpand()
          }}
        >
          {children.length}
          <ChevronRight size={11} aria-hidden />
        </button>
      )}
      {agent.waitingMessages > 0 && agent.status !== 'killed' && (
        <span className="letters" title={`${agent.waitingMessages} waiting`}>
          <Mail size={11} aria-label="waiting messages" />
          {agent.waitingMessages}
        </span>
      )}
      {agent.place === 'remote' && (
        <Cloud size={13} className="toned" data-tone="remote" aria-label="cloud" />
      )}
      {formatAge(agent.changedAt, now)}
    </span>
  )
}
