import type { Movable } from '../../shared/contract/app-windows.ts'
import { focusedPane } from '../../shared/domain/layout.ts'
import type { Services } from '../services.ts'
import { otherWindows } from '../state/window-label.ts'
import { layoutRects, paneInDirection, type Direction } from '../state/layout-rects.ts'

/** What is typed from now on is for the pane that was asked for; when it does not come, the one in front has the keyboard again. */
export function goToNewPane({ store, heldKeys, focusPane }: Services, isThere: Promise<boolean>): void {
  const { view } = store.getState()
  const from = view && focusedPane(view.layout)
  heldKeys.leave(from)
  if (document.activeElement instanceof HTMLElement) document.activeElement.blur()
  void isThere.then((yes) => {
    if (yes) return
    heldKeys.clear()
    if (from !== null) focusPane(from)
  })
}

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

/** Goes to the next of several windows, round the end. */
export function goToNextWindow({ store, commands }: Services): void {
  const { view } = store.getState()
  const [next] = view ? otherWindows(view) : []
  if (next) void commands.goToWindow(next.windowId)
}

/** Moves a pane or a tab to the next of several windows. */
export function moveToNextWindow({ store, commands }: Services, what: Movable): void {
  const { view } = store.getState()
  const [next] = view ? otherWindows(view) : []
  if (next) void commands.moveToWindow(what, next.windowId)
}
