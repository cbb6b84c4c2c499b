import { ContextMenu } from '@base-ui/react/context-menu'
import { Menu } from '@base-ui/react/menu'
import {
  AppWindow,
  Check,
  Columns2,
  Copy,
  Eye,
  Link,
  Mail,
  OctagonX,
  PanelTop,
  Pencil,
  Pin,
  PinOff,
  Plus,
  Square,
  X,
} from 'lucide-react'
import type { ReactElement, ReactNode } from 'react'
import type { AgentView } from '../../shared/contract/app.ts'
import { deepLinkOf } from '../../shared/domain/deep-link.ts'
import { Logo } from '../design/status-icon.tsx'
import { useServices } from '../services.ts'
import { canWake } from '../state/pane-note.ts'
import { openDialog } from '../state/window-store.ts'

/** What can be done with an agent, on a right click on `children` (or the menu key). */
export function AgentMenu({ agent, children }: { agent: AgentView; children: ReactElement }) {
  return (
    <ContextMenu.Root>
      <ContextMenu.Trigger render={children} />
      <ContextMenu.Portal>
        <ContextMenu.Positioner className="positioner">
          <ContextMenu.Popup className="menu" data-testid="agent-menu">
            <AgentMenuItems agent={agent} />
          </ContextMenu.Popup>
        </ContextMenu.Positioner>
      </ContextMenu.Portal>
    </ContextMenu.Root>
  )
}

const stoppable: ReadonlySet<string> = new Set([
  'queued',
  'starting',
  'working',
  'blocked',
  'idle',
  'waking',
  'unknown',
])
const size = 14

/** The items, for a context menu or a button's menu: both are the same kind of list. */
export function AgentMenuItems({ agent }: { agent: AgentView }) {
  const { commands, focusPane, store } = useServices()
  const { conversationId } = agent
  const ask = agent.ask?.can_answer ? agent.ask : null
  const reveal = (where: 'swap' | 'split' | 'tab') => () =>
    void commands.reveal(agent, where).then((isShown) => isShown && focusPane(agent.paneId))
  return (
    <>
      {ask && (
        <>
          <Item
            icon={<Check size={size} />}
            label={`Allow: ${ask.subject.slice(0, 32)}`}
            onClick={() => void commands.answer(agent, ask.id, 'allow')}
          />
          <Item
            icon={<X size={size} />}
            label="Deny"
            onClick={() => void commands.answer(agent, ask.id, 'deny')}
          />
          <Menu.Separator className="menu-separator" />
        </>
      )}
      <Item icon={<Eye size={size} />} label="Reveal" onClick={reveal('swap')} />
      <Item icon={<Columns2 size={size} />} label="Open in new pane" onClick={reveal('split')} />
      <Item icon={<PanelTop size={size} />} label="Open in new tab" onClick={reveal('tab')} />
      <Item
        icon={<AppWindow size={size} />}
        label="Open in new window"
        onClick={() => void commands.moveToWindow({ kind: 'pane', paneId: agent.paneId }, null)}
      />
      <Menu.Separator className="menu-separator" />
      <Item
        icon={<Logo size={size} />}
        label="Wake now"
        isDisabled={!canWake(agent)}
        onClick={() => void commands.wake(agent)}
      />
      <Item
        icon={<Mail size={size} />}
        label="Write a message…"
        isDisabled={agent.status === 'killed'}
        onClick={() => openDialog(store, { kind: 'message', conversationId })}
      />
      <Item
        icon={<Plus size={size} />}
        label="Start a child…"
        isDisabled={agent.status === 'killed'}
        onClick={() => openDialog(store, { kind: 'start-agent', parentId: conversationId })}
      />
      <Menu.Separator className="menu-separator" />
      <Item
        icon={agent.isPinned ? <PinOff size={size} /> : <Pin size={size} />}
        label={agent.isPinned ? 'Unpin' : 'Pin'}
        onClick={() => void commands.pin(agent, !agent.isPinned)}
      />
      <Item
        icon={<Pencil size={size} />}
        label="Rename…"
        onClick={() => openDialog(store, { kind: 'rename', conversationId })}
      />
      <Item
        icon={<Copy size={size} />}
        label="Copy run id"
        onClick={() => void commands.copyText(agent.runId, 'the run id')}
      />
      <Item
        icon={<Link size={size} />}
        label="Copy link"
        onClick={() => void commands.copyText(deepLinkOf(agent.runId), 'the link')}
      />
      <Menu.Separator className="menu-separator" />
      <Item
        icon={<Square size={size} />}
        label="Stop"
        isDisabled={!stoppable.has(agent.status)}
        onClick={() => void commands.stop(agent)}
      />
      <Item
        icon={<OctagonX size={size} />}
        label="Kill…"
        tone="failed"
        isDisabled={agent.status === 'killed'}
        onClick={() => openDialog(store, { kind: 'confirm-kill', conversationId })}
      />
    </>
  )
}

type ItemProps = {
  icon: ReactNode
  label: string
  onClick: () => void
  isDisabled?: boolean
  tone?: 'failed'
}

function Item({ icon, label, onClick, isDisabled = false, tone }: ItemProps) {
  return (
    <Menu.Item className="menu-item" disabled={isDisabled} onClick={onClick} data-tone={tone}>
      {icon}
      <span className="grow">{label}</span>
    </Menu.Item>
  )
}
