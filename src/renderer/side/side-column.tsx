import { Suspense, type KeyboardEvent } from 'react'
import { Changes } from '../late-parts.ts'
import { useServices, useView, useWindow } from '../services.ts'
import type { SideView } from '../state/ui-state.ts'
import { changeUi } from '../state/window-store.ts'
import { Inbox } from './inbox.tsx'
import './side.css'
import { Timeline } from './timeline.tsx'
import { countUnread } from './unread.ts'

const views: readonly (readonly [SideView, string])[] = [
  ['activity', 'Activity'],
  ['inbox', 'Inbox'],
  ['changes', 'Changes'],
]
/** The column beside the panes: what happened, what was written, what was changed. */
export function SideColumn() {
  const { store } = useServices()
  const shown = useWindow((state) => state.ui.sideView)
  const unread = useView(countUnread)
  return (
    <aside
      className="side"
      data-region="activity"
      data-testid="activity"
      aria-label="Activity, inbox, changes"
    >
      <div className="side-tabs" role="tablist" aria-label="What this column shows" onKeyDown={moveAlong}>
        {views.map(([view, label]) => (
          <button
            key={view}
            type="button"
            role="tab"
            id={`side-tab-${view}`}
            className="side-tab"
            aria-selected={shown === view}
            aria-controls="side-panel"
            tabIndex={shown === view ? 0 : -1}
            data-testid={`side-${view}`}
            onClick={() => changeUi(store, { sideView: view })}
          >
            {label}
            {view === 'inbox' && unread > 0 && (
              <span className="count-badge">
                {unread > 99 ? '99+' : unread}
                <span className="visually-hidden"> unread</span>
              </span>
            )}
          </button>
        ))}
      </div>
      <div className="side-panel" id="side-panel" role="tabpanel" aria-labelledby={`side-tab-${shown}`}>
        <Suspense fallback={null}>
          {shown === 'activity' ? <Timeline /> : shown === 'inbox' ? <Inbox /> : <Changes />}
        </Suspense>
      </div>
    </aside>
  )
}

function moveAlong(event: KeyboardEvent<HTMLElement>): void {
  const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key]
  if (step === undefined) return
  const tabs = [...event.currentTarget.querySelectorAll<HTMLElement>('[role=tab]')]
  const index = tabs.indexOf(document.activeElement as HTMLElement) // only compared
  const next = tabs[(index + step + tabs.length) % tabs.length]
  next?.focus()
  next?.click()
}
