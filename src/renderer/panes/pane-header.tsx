import { Menu } from '@base-ui/react/menu'
import { Columns2, Ellipsis, Maximize2, Minimize2, Rows2, X } from 'lucide-react'
import type { ReactNode } from 'react'
import type { AgentView } from '../../shared/contract/app.ts'
import type { PaneId } from '../../shared/domain/ids.ts'
import { IconButton } from '../design/icon-button.tsx'
import { AgentMenuItems } from '../pills/agent-menu.tsx'
import { tabOf } from '../../shared/domain/layout.ts'
import { zoomedPane } from '../../shared/domain/layout-moves.ts'
import { useServices, useView } from '../services.ts'
import { dragSource } from './drag-source.ts'
import './pane-header.css'

type Props = {
  readonly paneId: PaneId
  /** Absent in a shell. */
  readonly agent?: AgentView
  readonly children: ReactNode
}

/** The line above a pane: who it is, and what can be done with the pane. */
export function PaneHeader({ paneId, agent, children }: Props) {
  const { commands, store } = useServices()
  const tab = useView((view) => tabOf(view.layout, paneId))
  const isZoomed = tab !== null && zoomedPane(tab) === paneId
  return (
    <header
      className="pane-header"
      data-testid="pane-header"
      {...dragSource(store, { kind: 'pane', paneId })}
    >
      {children}
      <span className="pane-buttons">
        {agent && <AgentButton agent={agent} />}
        <IconButton
          label="Split right"
          action="split-right"
          size="small"
          className="pane-split"
          icon={<Columns2 size={14} />}
          onClick={() => void commands.splitPane(paneId, 'right')}
        />
        <IconButton
          label="Split down"
          action="split-down"
          size="small"
          className="pane-split"
          icon={<Rows2 size={14} />}
          onClick={() => void commands.splitPane(paneId, 'down')}
        />
        {tab?.root.kind === 'split' && (
          <IconButton
            label={isZoomed ? 'Back beside the other panes' : 'Zoom this pane'}
            action="zoom-pane"
            size="small"
            aria-pressed={isZoomed}
            data-testid="zoom-pane"
            icon={isZoomed ? <Minimize2 size={14} /> : <Maximize2 size={14} />}
            onClick={() => void commands.zoomPane(paneId)}
          />
        )}
        <IconButton
          label={agent ? 'Hide this pane' : 'Close this shell'}
          action="close-pane"
          size="small"
          icon={<X size={14} />}
          onClick={() => void commands.closePane(paneId)}
        />
      </span>
    </header>
  )
}

function AgentButton({ agent }: { agent: AgentView }) {
  return (
    <Menu.Root modal={false}>
      <Menu.Trigger className="icon-button small" aria-label={`Actions for ${agent.name}`}>
        <Ellipsis size={14} />
      </Menu.Trigger>
      <Menu.Portal>
        <Menu.Positioner className="positioner" align="end" sideOffset={4}>
          <Menu.Popup className="menu">
            <AgentMenuItems agent={agent} />
          </Menu.Popup>
        </Menu.Positioner>
      </Menu.Portal>
    </Menu.Root>
  )
}
