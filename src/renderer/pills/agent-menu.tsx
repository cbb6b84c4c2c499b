import { ContextMenu } from '@base-ui/react/context-menu'
import { Menu } from '@base-ui/react/menu'
import {
  AppWindow,
  Check,
  ChevronRight,
  CloudUpload,
  Columns2,
  Copy,
  Eye,
  House,
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
import { panesOf } from '../../shared/domain/layout.ts'
import { useServices, useView } from '../services.ts'
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
/** Nothing of them runs or will run by itself: killing them is taking them away. */
const over: ReadonlySet<string> = new Set(['finished', 'failed', 'cancelled', 'missing'])
const size = 14

/** The items, for a context menu or a button's menu: both are the same kind of list. */
export function AgentMenuItems({ agent }: { agent: AgentView }) {
  const { commands, focusPane, store } = useServices()
  const { conversationId } = agent
  const ask = agent.ask?.can_answer ? agent.ask : null
  const isShown = useView((view) =>
    view.windows.some((one) => one.tabs.some((tab) => panesOf(tab.root).includes(agent.paneId))),
  )
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
      <Item
        icon={<Eye size={size} />}
        label={isShown ? 'Go to its pane' : 'Reveal here'}
        onClick={reveal('swap')}
      />
      {!isShown && (
        <Item icon={<Columns2 size={size} />} label="Open in new pane" onClick={reveal('split')} />
      )}
      <Item
        icon={<PanelTop size={size} />}
        label={isShown ? 'Move to a new tab' : 'Open in new tab'}
        onClick={reveal('tab')}
      />
      <Item
        icon={<AppWindow size={size} />}
        label={isShown ? 'Move to a new window' : 'Open in new window'}
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
      <Item
        icon={agent.place === 'remote' ? <House size={size} /> : <CloudUpload size={size} />}
        label={agent.place === 'remote' ? 'Continue here' : 'Hand to the workers'}
        isDisabled={!agent.relocation.can}
        title={agent.relocation.because}
        onClick={() => void (agent.place === 'remote' ? commands.continueHere : commands.handOff)(agent)}
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
      <Menu.SubmenuRoot>
        <Menu.SubmenuTrigger className="menu-item">
          <Copy size={size} />
          <span className="grow">Copy</span>
          <ChevronRight size={size} />
        </Menu.SubmenuTrigger>
        <Menu.Portal>
          <Menu.Positioner className="positioner" sideOffset={2} alignOffset={-5}>
            <Menu.Popup className="menu">
              {copies(agent).map(([label, text]) => (
                <Item
                  key={label}
                  icon={<Copy size={size} />}
                  label={label}
                  isDisabled={text === ''}
                  onClick={() => void commands.copyText(text, `the ${label.toLowerCase()}`)}
                />
              ))}
            </Menu.Popup>
          </Menu.Positioner>
        </Menu.Portal>
      </Menu.SubmenuRoot>
      <Menu.Separator className="menu-separator" />
      <Item
        icon={<Square size={size} />}
        label="Stop"
        isDisabled={!stoppable.has(agent.status)}
        onClick={() => void commands.stop(agent)}
      />
      <Item
        icon={<OctagonX size={size} />}
        label={over.has(agent.status) ? 'Delete…' : 'Kill…'}
        tone="failed"
        isDisabled={agent.status === 'killed'}
        onClick={() => openDialog(store, { kind: 'confirm-kill', conversationId })}
      />
    </>
  )
}

/** What can be copied of an agent, by its name for people. */
const copies = (agent: AgentView): readonly (readonly [label: string, text: string])[] => [
  ['Run id', agent.runId],
  ['Conversation id', agent.conversationId],
  ['Session id', agent.sessionId ?? ''],
  ['Link', deepLinkOf(agent.runId)],
  ['Directory', agent.place === 'local' ? agent.directory : ''],
]

type ItemProps = {
  icon: ReactNode
  label: string
  onClick: () => void
  isDisabled?: boolean
  /** Why it is disabled. */
  title?: string
  tone?: 'failed'
}

function Item({ icon, label, onClick, isDisabled = false, title, tone }: ItemProps) {
  return (
    <Menu.Item
      className="menu-item"
      disabled={isDisabled}
      title={title || undefined}
      onClick={onClick}
      data-tone={tone}
    >
      {icon}
      <span className="grow">{label}</span>
    </Menu.Item>
  )
}
