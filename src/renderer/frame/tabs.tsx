import { SquareTerminal } from 'lucide-react'
import { useRef, useState, type KeyboardEvent } from 'react'
import { StatusIcon } from '../design/status-icon.tsx'
import { statusLooks } from '../design/status-look.ts'
import type { Tab } from '../../shared/domain/layout.ts'
import { dragSource } from '../panes/drag-source.ts'
import { useServices, useView, useWindow } from '../services.ts'
import { changeUi } from '../state/window-store.ts'
import { tabLabel } from '../state/tab-label.ts'
import { tabSignals } from '../state/tab-signals.ts'
import { TabMenu } from './tab-menu.tsx'
import { TabProgress } from './tab-progress.tsx'

/** The window's tabs. */
export function Tabs() {
  const { store, commands } = useServices()
  const tabs = useView((view) => view.layout.tabs)
  const drag = useWindow((state) => state.ui.drag)
  const [dropAt, setDropAt] = useState<number | null>(null)
  const row = useRef<HTMLElement>(null)
  return (
    <nav
      ref={row}
      className="tabs"
      role="tablist"
      aria-label="Tabs"
      onKeyDown={moveAlongTabs}
      onDragOver={(event) => {
        if (!drag || !row.current) return
        event.preventDefault()
        setDropAt(indexAt(row.current, event.clientX))
      }}
      onDragLeave={() => setDropAt(null)}
      onDrop={(event) => {
        if (!drag || !row.current) return
        event.preventDefault()
        const index = indexAt(row.current, event.clientX)
        setDropAt(null)
        changeUi(store, { drag: null })
        if (drag.kind === 'pane') return void commands.movePane(drag.paneId, { kind: 'tab', index })
        const from = tabs.findIndex((tab) => tab.tabId === drag.tabId)
        void commands.moveTab(drag.tabId, from >= 0 && from < index ? index - 1 : index)
      }}
    >
      {tabs.map((tab, index) => (
        <TabButton key={tab.tabId} tab={tab} drop={dropMark(dropAt, index, tabs.length)} />
      ))}
    </nav>
  )
}

type TabButtonProps = { readonly tab: Tab; readonly drop: 'before' | 'after' | undefined }

function TabButton({ tab, drop }: TabButtonProps) {
  const { commands, store } = useServices()
  const view = useView((whole) => whole)
  const isActive = view.layout.activeTab === tab.tabId
  const { title, status, hint } = tabLabel(view, tab)
  const { progress, hasRung } = tabSignals(view, tab)
  return (
    <TabMenu tab={tab}>
      <button
        type="button"
        role="tab"
        className="tab"
        aria-selected={isActive}
        tabIndex={isActive ? 0 : -1}
        title={hint}
        data-drop={drop}
        {...dragSource(store, { kind: 'tab', tabId: tab.tabId })}
        data-testid={`tab-${title}`}
        onClick={() => void commands.activateTab(tab.tabId)}
      >
        {status ? (
          <StatusIcon status={status} title={statusLooks[status].word} />
        ) : (
          <SquareTerminal size={14} aria-hidden />
        )}
        <span className="truncate">{title}</span>
        {hasRung && <span className="tab-bell" role="img" aria-label="rang" data-testid="tab-bell" />}
        {progress && <TabProgress progress={progress} />}
      </button>
    </TabMenu>
  )
}

/** Where something let go at `x` would stand among the tabs. */
function indexAt(row: HTMLElement, x: number): number {
  const tabs = [...row.querySelectorAll('[role=tab]')].map((tab) => tab.getBoundingClientRect())
  const at = tabs.findIndex((tab) => x < tab.left + tab.width / 2)
  return at < 0 ? tabs.length : at
}

function dropMark(dropAt: number | null, index: number, count: number): 'before' | 'after' | undefined {
  if (dropAt === index) return 'before'
  return dropAt === count && index === count - 1 ? 'after' : undefined
}

function moveAlongTabs(event: KeyboardEvent<HTMLElement>): void {
  const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key]
  if (step === undefined) return
  const tabs = [...event.currentTarget.querySelectorAll<HTMLElement>('[role=tab]')]
  const index = tabs.indexOf(document.activeElement as HTMLElement) // only compared
  tabs[(index + step + tabs.length) % tabs.length]?.focus()
}
