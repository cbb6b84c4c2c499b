import type { Services } from '../services.ts'
import { layoutRects, paneInDirection, type Direction } from '../state/layout-rects.ts'

/** Swaps the focused pane with the one beside it. */
export function movePaneBeside({ store, commands }: Services, direction: Direction): void {
  const { view } = store.getState()
  const tab = view?.layout.tabs.find((one) => one.tabId === view.layout.activeTab)
  const next = tab && paneInDirection(layoutRects(tab.root).panes, tab.focused, direction)
  if (tab && next) void commands.movePane(tab.focused, { kind: 'swap', paneId: next })
}

/** Goes to the next or previous tab, round the end. */
export function stepTab({ store, commands }: Services, step: 1 | -1): void {
  const { tabs, activeTab } = store.getState().view?.layout ?? { tabs: [], activeTab: null }
  const at = tabs.findIndex((one) => one.tabId === activeTab)
  const next = tabs[(at + step + tabs.length) % tabs.length]
  if (next && at >= 0) void commands.activateTab(next.tabId)
}

/** Moves the active tab by one place. */
export function shiftTab({ store, commands }: Services, step: 1 | -1): void {
  const { tabs, activeTab } = store.getState().view?.layout ?? { tabs: [], activeTab: null }
  const at = tabs.findIndex((one) => one.tabId === activeTab)
  if (activeTab !== null && at >= 0 && at + step >= 0 && at + step < tabs.length)
    void commands.moveTab(activeTab, at + step)
}
