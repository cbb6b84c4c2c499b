import { PanelLeft, PanelRight, Plus, Search } from 'lucide-react'
import { IconButton } from '../design/icon-button.tsx'
import { Logo } from '../design/status-icon.tsx'
import { showKeys } from '../keys/bindings.ts'
import { useKeys } from '../keys/use-keys.ts'
import { useServices, useView } from '../services.ts'
import { needsPerson } from '../state/families.ts'
import { Tabs } from './tabs.tsx'
import './header.css'

type Toggles = { readonly hasSidebar: boolean; readonly hasActivity: boolean }

/** The top line: where you are, who needs you, what you can do. On the first run there are no columns to toggle. */
export function Header({ toggles }: { toggles: Toggles | null }) {
  const { run, isMac } = useServices()
  const paletteKeys = useKeys('open-palette')
  return (
    <header className="header" data-region="header">
      <h1 className="brand">
        <Logo />
        <span>Reveille</span>
      </h1>
      <Tabs />
      <span className="grow" />
      <NeedsYou />
      <button type="button" className="palette-button" onClick={() => run('open-palette')}>
        <Search size={13} aria-hidden />
        <span className="grow">Find or do</span>
        {paletteKeys && <kbd className="keys">{showKeys(paletteKeys, isMac)}</kbd>}
      </button>
      <button
        type="button"
        className="button primary start"
        data-testid="start-agent"
        onClick={() => run('start-agent')}
      >
        <Plus size={14} aria-hidden />
        Start an agent
      </button>
      {toggles && <ColumnToggles toggles={toggles} />}
    </header>
  )
}

function ColumnToggles({ toggles: { hasSidebar, hasActivity } }: { toggles: Toggles }) {
  const { run } = useServices()
  return (
    <span className="header-toggles">
      <IconButton
        label={hasSidebar ? 'Hide the sidebar' : 'Show the sidebar'}
        action="toggle-sidebar"
        icon={<PanelLeft size={16} />}
        aria-pressed={hasSidebar}
        onClick={() => run('toggle-sidebar')}
      />
      <IconButton
        label={hasActivity ? 'Hide the activity' : 'Show the activity'}
        action="toggle-activity"
        icon={<PanelRight size={16} />}
        aria-pressed={hasActivity}
        onClick={() => run('toggle-activity')}
      />
    </span>
  )
}

/** How many agents wait for a person; goes to the first of them. Nothing when nobody does. */
function NeedsYou() {
  const { run } = useServices()
  const agents = useView((view) => view.agents)
  const waiting = needsPerson(agents)
  if (waiting.length === 0) return null
  return (
    <button
      type="button"
      className="needs-you"
      data-testid="needs-you"
      title={waiting.map((agent) => `${agent.name}: ${agent.detail}`).join('\n')}
      onClick={() => run('next-needing')}
    >
      {waiting.length === 1 ? '1 needs you' : `${waiting.length} need you`}
    </button>
  )
}
