import { SquareTerminal } from 'lucide-react'
import type { KeyboardEvent } from 'react'
import { StatusIcon } from '../design/status-icon.tsx'
import { statusLooks } from '../design/status-look.ts'
import type { Tab } from '../../shared/domain/layout.ts'
import { useServices, useView } from '../services.ts'
import { tabLabel } from '../state/tab-label.ts'

/** The window's tabs. */
export function Tabs() {
  const tabs = useView((view) => view.layout.tabs)
  return (
    <nav className="tabs" role="tablist" aria-label="Tabs" onKeyDown={moveAlongTabs}>
      {tabs.map((tab) => (
        <TabButton key={tab.tabId} tab={tab} />
      ))}
    </nav>
  )
}

function TabButton({ tab }: { tab: Tab }) {
  const { commands } = useServices()
  const view = useView((whole) => whole)
  const isActive = view.layout.activeTab === tab.tabId
  const { title, status, hint } = tabLabel(view, tab)
  return (
    <button
      type="button"
      role="tab"
      className="tab"
      aria-selected={isActive}
      tabIndex={isActive ? 0 : -1}
      title={hint}
      data-testid={`tab-${title}`}
      onClick={() => void commands.activateTab(tab.tabId)}
    >
      {status ? (
        <StatusIcon status={status} title={statusLooks[status].word} />
      ) : (
        <SquareTerminal size={14} aria-hidden />
      )}
      <span className="truncate">{title}</span>
    </button>
  )
}

function moveAlongTabs(event: KeyboardEvent<HTMLElement>): void {
  const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key]
  if (step === undefined) return
  const tabs = [...event.currentTarget.querySelectorAll<HTMLElement>('[role=tab]')]
  const index = tabs.indexOf(document.activeElement as HTMLElement) // only compared
  tabs[(index + step + tabs.length) % tabs.length]?.focus()
}
