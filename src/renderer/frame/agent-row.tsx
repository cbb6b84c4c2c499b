import { ChevronRight, Cloud, GitBranch, Mail, Pin } from 'lucide-react'
import { PreviewCard } from '@base-ui/react/preview-card'
import { memo, type DragEvent, type KeyboardEvent } from 'react'
import type { AgentView } from '../../shared/contract/app.ts'
import { ConversationId } from '../../shared/domain/ids.ts'
import { focusedPane } from '../../shared/domain/layout.ts'
import { AgentMenu } from '../pills/agent-menu.tsx'
import { HoverCard } from '../pills/hover-card.tsx'
import { hoverCardDelayMs } from '../limits.ts'
import { StatusIcon } from '../design/status-icon.tsx'
import { statusLooks } from '../design/status-look.ts'
import { useServices, useView, useWindow } from '../services.ts'
import { isSameFamily, type FamilyNode } from '../state/families.ts'
import { changeUi } from '../state/window-store.ts'
import { formatAge, lastPart } from '../state/words.ts'

type Props = {
  readonly node: FamilyNode
  /** Its parent, whose directory and branch need not be said again. */
  readonly above: AgentView | null
  readonly level: number
  readonly isFirst: boolean
  /** Only for a root that can be dragged: another root was dropped on it. */
  readonly onDropped?: ((moved: ConversationId) => void) | undefined
}

const isSameRow = (a: Props, b: Props): boolean =>
  a.level === b.level &&
  a.isFirst === b.isFirst &&
  a.above?.directory === b.above?.directory &&
  a.above?.branch === b.above?.branch &&
  Boolean(a.onDropped) === Boolean(b.onDropped) &&
  isSameFamily(a.node, b.node)

/** One agent of the sidebar, with its children below it. Drawn again only when somebody of it changed. */
export const AgentRow = memo(function AgentRow({ node, above, level, isFirst, onDropped }: Props) {
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
    if (event.altKey) return
    if (event.key === 'Enter' || event.key === ' ') reveal(event.ctrlKey ? 'split' : 'swap')
    else if (event.key === 'ArrowLeft' && children.length > 0) setCollapsed(true)
    else if (event.key === 'ArrowRight' && children.length > 0) setCollapsed(false)
    else return
    event.preventDefault()
  }
  return (
    <li role="none" className="agent-node" data-level={level}>
      <PreviewCard.Root>
        <AgentMenu agent={agent}>
          <PreviewCard.Trigger
            delay={hoverCardDelayMs}
            closeDelay={80}
            render={
              <div
                id={`row-${agent.conversationId}`}
                className="agent-row"
                role="treeitem"
                aria-level={level}
                aria-selected={isCurrent}
                aria-expanded={children.length > 0 ? !isCollapsed : undefined}
                tabIndex={isFirst && level === 1 ? 0 : -1}
                data-row
                data-testid={`agent-${agent.name}`}
                data-state={agent.status}
                data-tone={look.tone}
                draggable={onDropped !== undefined}
                onDragStart={(event) => event.dataTransfer.setData(dragType, agent.conversationId)}
                onDragOver={(event) => onDropped && isFamily(event) && event.preventDefault()}
                onDrop={(event) => {
                  const moved = ConversationId.safeParse(event.dataTransfer.getData(dragType))
                  if (moved.success) onDropped?.(moved.data)
                }}
                onClick={(event) => reveal(event.ctrlKey || event.metaKey ? 'split' : 'swap')}
                onAuxClick={(event) => event.button === 1 && reveal('split')}
                onKeyDown={onKey}
              />
            }
          >
            <StatusIcon status={agent.status} size={15} />
            <span className="agent-name">
              <span className="truncate">{agent.name}</span>
              {agent.isPinned && <Pin size={11} aria-label="pinned" />}
            </span>
            <span className="agent-word toned">{look.word}</span>
            <Side node={node} isCollapsed={isCollapsed} onExpand={() => setCollapsed(false)} />
            <span className="agent-line truncate">
              {agent.harness} ·{' '}
              <span className={needsWords.has(agent.status) ? 'toned' : ''}>{look.word}</span>
              {agent.detail && `: ${agent.detail}`}
            </span>
            {isElsewhere(agent, above) && (
              <span className="agent-line agent-place">
                <GitBranch size={11} aria-label="in" />
                <span className="truncate">
                  {lastPart(agent.directory)}
                  {agent.branch && ` on ${agent.branch}`}
                </span>
              </span>
            )}
          </PreviewCard.Trigger>
        </AgentMenu>
        <PreviewCard.Portal>
          <PreviewCard.Positioner side="right" sideOffset={10} align="start" className="positioner">
            <PreviewCard.Popup className="hover-card">
              <HoverCard agent={agent} />
            </PreviewCard.Popup>
          </PreviewCard.Positioner>
        </PreviewCard.Portal>
      </PreviewCard.Root>
      {children.length > 0 && !isCollapsed && (
        <ul role="group" className="agent-children">
          {children.map((child) => (
            <AgentRow
              key={child.agent.conversationId}
              node={child}
              above={agent}
              level={level + 1}
              isFirst={false}
            />
          ))}
        </ul>
      )}
    </li>
  )
}, isSameRow)

const dragType = 'application/x-reveille-family'
const isFamily = (event: DragEvent): boolean => event.dataTransfer.types.includes(dragType)

/** A child in its parent's directory and on its branch need not say so. */
const isElsewhere = (agent: AgentView, above: AgentView | null): boolean =>
  agent.place === 'local' &&
  (above === null
    ? agent.branch !== null
    : agent.directory !== above.directory || agent.branch !== above.branch)

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
