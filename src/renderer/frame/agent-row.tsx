import { PreviewCard } from '@base-ui/react/preview-card'
import { ChevronRight, Cloud, Mail, Pin } from 'lucide-react'
import { memo, type DragEvent, type KeyboardEvent } from 'react'
import { ConversationId } from '../../shared/domain/ids.ts'
import { StatusIcon } from '../design/status-icon.tsx'
import { statusLooks } from '../design/status-look.ts'
import { hoverCardDelayMs } from '../limits.ts'
import { AgentMenu } from '../pills/agent-menu.tsx'
import { HoverCard, notWhenFocusReturns } from '../pills/hover-card.tsx'
import { useServices, useWindow } from '../services.ts'
import { detailOf, placeOf } from '../state/agent-words.ts'
import { isSameRow, type SidebarRow } from '../state/sidebar-rows.ts'
import { changeUi } from '../state/window-store.ts'
import { count, formatAge } from '../state/words.ts'

type Row = SidebarRow & { readonly kind: 'agent' }
type Props = {
  readonly row: Row
  readonly isCurrent: boolean
  readonly isTabbed: boolean
  readonly isMovable: boolean
  /** Another root was dropped on this one. */
  readonly onDropped: (moved: ConversationId, target: ConversationId) => void
}

const isSame = (a: Props, b: Props): boolean =>
  a.isCurrent === b.isCurrent &&
  a.isTabbed === b.isTabbed &&
  a.isMovable === b.isMovable &&
  isSameRow(a.row, b.row)

/** One agent of the sidebar. Drawn again only when something of it changed. */
export const AgentRow = memo(function AgentRow({ row, isCurrent, isTabbed, isMovable, onDropped }: Props) {
  const { agent, above, depth, rails, childCount, isOpen } = row
  const { commands, focusPane, store } = useServices()
  const detail = useWindow(({ now }) => detailOf(agent, now))
  const look = statusLooks[agent.status]
  const place = [harnessWords(agent.harness, agent.model), placeOf(agent, above)].filter(Boolean).join(' · ')
  const reveal = (where: 'swap' | 'split') =>
    void commands.reveal(agent, where).then((isShown) => isShown && focusPane(agent.paneId))
  const setOpen = (open: boolean): void => {
    const others = [...store.getState().ui.collapsed].filter((id) => id !== agent.conversationId)
    changeUi(store, { collapsed: new Set(open ? others : [...others, agent.conversationId]) })
  }
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.altKey) return
    if (event.key === 'Enter' || event.key === ' ') reveal(event.ctrlKey ? 'split' : 'swap')
    else if (event.key === 'ArrowLeft' && childCount > 0) setOpen(false)
    else if (event.key === 'ArrowRight' && childCount > 0) setOpen(true)
    else return
    event.preventDefault()
  }
  return (
    <PreviewCard.Root onOpenChange={notWhenFocusReturns}>
      <AgentMenu agent={agent}>
        <PreviewCard.Trigger
          delay={hoverCardDelayMs}
          closeDelay={80}
          render={
            <div
              id={`row-${agent.conversationId}`}
              className="agent-row"
              role="treeitem"
              aria-level={depth + 1}
              aria-posinset={row.position}
              aria-setsize={row.siblings}
              aria-selected={isCurrent}
              aria-expanded={childCount > 0 ? isOpen : undefined}
              tabIndex={isTabbed ? 0 : -1}
              data-testid={`agent-${agent.name}`}
              data-state={agent.status}
              data-tone={look.tone}
              data-asks={asksForALook.has(agent.status)}
              draggable={isMovable}
              onDragStart={(event) => event.dataTransfer.setData(dragType, agent.conversationId)}
              onDragOver={(event) => isMovable && isFamily(event) && event.preventDefault()}
              onDrop={(event) => {
                const moved = ConversationId.safeParse(event.dataTransfer.getData(dragType))
                if (moved.success) onDropped(moved.data, agent.conversationId)
              }}
              onClick={(event) => reveal(event.ctrlKey || event.metaKey ? 'split' : 'swap')}
              onAuxClick={(event) => event.button === 1 && reveal('split')}
              onKeyDown={onKeyDown}
            />
          }
        >
          {rails.map((rail, index) => (
            // a row's rails have no other name than their place
            // oxlint-disable-next-line react/no-array-index-key
            <span key={index} className="rail" data-rail={rail} aria-hidden />
          ))}
          <StatusIcon status={agent.status} size={15} />
          <span className="agent-text">
            <span className="agent-first">
              <span className="agent-name truncate">{agent.name}</span>
              {agent.isPinned && <Pin size={11} className="agent-pin" aria-label="pinned" />}
              <span className="agent-place truncate">{place}</span>
              <Badges row={row} onUnfold={() => setOpen(true)} />
            </span>
            <span className="agent-second truncate">
              <span className="agent-word">{look.word}</span>
              {detail && <span className="agent-detail"> {detail}</span>}
            </span>
          </span>
        </PreviewCard.Trigger>
      </AgentMenu>
      <PreviewCard.Portal>
        <PreviewCard.Positioner side="right" sideOffset={10} align="start" className="positioner">
          <PreviewCard.Popup className="hover-card" role="region" aria-label={`About ${agent.name}`}>
            <HoverCard agent={agent} />
          </PreviewCard.Popup>
        </PreviewCard.Positioner>
      </PreviewCard.Portal>
    </PreviewCard.Root>
  )
}, isSame)

const dragType = 'application/x-reveille-family'
const isFamily = (event: DragEvent): boolean => event.dataTransfer.types.includes(dragType)

/** Whose words are coloured: colour is for what asks for a look. */
const asksForALook: ReadonlySet<string> = new Set(['blocked', 'failed', 'missing', 'unreachable', 'waking'])

const harnessWords = (harness: string, model: string | null): string =>
  model === null ? harness : `${harness} ${model}`

/** The right end of a row: folded children, letters, the cloud, the age. */
function Badges({ row, onUnfold }: { row: Row; onUnfold: () => void }) {
  const { agent, childCount, isOpen } = row
  const age = useWindow(({ now }) => formatAge(agent.changedAt, now))
  return (
    <span className="agent-badges tabular">
      {!isOpen && childCount > 0 && (
        <button
          type="button"
          className="folded"
          tabIndex={-1}
          aria-label={`Show ${childCount} children`}
          onClick={(event) => {
            event.stopPropagation()
            onUnfold()
          }}
        >
          {childCount}
          <ChevronRight size={11} aria-hidden />
        </button>
      )}
      {agent.waitingMessages > 0 && agent.status !== 'killed' && (
        <span className="letters" title={`${count(agent.waitingMessages, 'message')} in its mailbox`}>
          <Mail size={11} aria-label="in its mailbox" />
          {agent.waitingMessages}
        </span>
      )}
      {agent.unreadLetters > 0 && (
        <span className="unread" title={`${count(agent.unreadLetters, 'letter')} you have not read`}>
          {agent.unreadLetters}
          <span className="visually-hidden"> unread</span>
        </span>
      )}
      {agent.place === 'remote' && (
        <Cloud size={13} className="toned" data-tone="remote" aria-label="cloud" />
      )}
      <span className="agent-age">{age}</span>
    </span>
  )
}
