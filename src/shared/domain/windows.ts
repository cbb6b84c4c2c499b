import { z } from 'zod'
import { PaneId, TabId, WindowId, type TerminalId } from './ids.ts'
import {
  addHiddenPane,
  focusedPane,
  focusPane,
  hidePane,
  openTab,
  PaneContent,
  panesOf,
  removePane,
  repairLayout,
  tabOf,
  Tab,
  type Layout,
} from './layout.ts'
import { cascadeFrom, WindowFrame } from './window-frame.ts'

/** One window: its tabs, and where it stood. Null: it was never on a screen. */
export const AppWindow = z.object({
  windowId: WindowId,
  tabs: z.array(Tab),
  activeTab: TabId.nullable(),
  frame: WindowFrame.nullable().catch(null),
})
export type AppWindow = z.infer<typeof AppWindow>

/**
 * All panes and all windows. A pane stands in one tab of one window, or in none. There is always a window, be it empty
 * or closed for now; `front` was used last.
 */
export const Windows = z.object({
  panes: z.record(z.string(), PaneContent),
  windows: z.array(AppWindow),
  front: WindowId,
})
export type Windows = z.infer<typeof Windows>

/** What is on screen, wherever the windows stand. */
type Shown = Pick<Windows, 'panes'> & { readonly windows: readonly Omit<AppWindow, 'frame'>[] }

/** A first start. */
export const oneWindow = (windowId: WindowId): Windows => ({
  panes: {},
  windows: [{ windowId, tabs: [], activeTab: null, frame: null }],
  front: windowId,
})

/** A window as its page sees it: its tabs, and all panes. One that is gone has no tabs. */
export function layoutIn({ panes, windows }: Shown, windowId: WindowId): Layout {
  const { tabs, activeTab } = windows.find((one) => one.windowId === windowId) ?? nothing
  return { panes, tabs, activeTab }
}

/** The window whose tabs show a pane, or null for a hidden one. */
export const windowWith = (all: Windows, paneId: PaneId): WindowId | null =>
  all.windows.find((one) => one.tabs.some((tab) => panesOf(tab.root).includes(paneId)))?.windowId ?? null

/**
 * Changes the layout of one window. What it shows from now on leaves the other windows: a pane is shown once. A window
 * whose last pane left closes, unless it is the only one.
 */
export function changeWindow(all: Windows, windowId: WindowId, change: (layout: Layout) => Layout): Windows {
  if (!all.windows.some((one) => one.windowId === windowId)) return all
  const before = layoutIn(all, windowId)
  const after = change(before)
  if (after === before) return all
  const shown = new Set(after.tabs.flatMap((tab) => panesOf(tab.root)))
  const windows = all.windows.map((one) =>
    one.windowId === windowId
      ? { ...one, tabs: after.tabs, activeTab: after.activeTab }
      : leave(one, after.panes, (paneId) => shown.has(paneId) || after.panes[paneId] === undefined),
  )
  return closeEmptied(all, { ...all, panes: after.panes, windows })
}

/** Adds a pane that is shown nowhere: nothing on screen changes, nobody loses the focus. */
export const addPane = (all: Windows, paneId: PaneId, content: PaneContent): Windows =>
  changeWindow(all, all.front, (layout) => addHiddenPane(layout, paneId, content))

/** Takes a pane away, wherever it is shown. */
export const dropPane = (all: Windows, paneId: PaneId): Windows =>
  changeWindow(all, windowWith(all, paneId) ?? all.front, (layout) => removePane(layout, paneId))

/** Goes to a pane in its window, which comes to the front; a hidden one changes nothing. */
export function goToPane(all: Windows, paneId: PaneId): Windows {
  const windowId = windowWith(all, paneId)
  if (windowId === null) return all
  return goToWindow(
    changeWindow(all, windowId, (layout) => focusPane(layout, paneId)),
    windowId,
  )
}

/** The window was used. */
export const goToWindow = (all: Windows, windowId: WindowId): Windows =>
  all.front === windowId || !all.windows.some((one) => one.windowId === windowId)
    ? all
    : { ...all, front: windowId }

/** Opens an empty window beside the front one and goes there. */
export function addWindow(all: Windows, windowId: WindowId): Windows {
  const from = all.windows.find((one) => one.windowId === all.front)?.frame ?? null
  const added: AppWindow = { windowId, tabs: [], activeTab: null, frame: cascadeFrom(from) }
  return { ...all, windows: [...all.windows, added], front: windowId }
}

/** Closes one of several windows: its panes become hidden and live on. The only one stays as it is. */
export function removeWindow(all: Windows, windowId: WindowId): Windows {
  const windows = all.windows.filter((one) => one.windowId !== windowId)
  return windows.length === 0 || windows.length === all.windows.length ? all : withFront({ ...all, windows })
}

/** A window that was closed, as it was: with those of its panes that are there and shown nowhere else. */
export function putWindowBack(all: Windows, closed: AppWindow, index: number): Windows {
  if (all.windows.some((one) => one.windowId === closed.windowId)) return all
  const isElsewhere = (paneId: PaneId) => windowWith(all, paneId) !== null || all.panes[paneId] === undefined
  const back = leave(closed, all.panes, isElsewhere)
  return { ...all, windows: all.windows.toSpliced(index, 0, back), front: closed.windowId }
}

/** Moves a tab as it is to the end of another window's tabs, and goes there. */
export function moveTabToWindow(all: Windows, tabId: TabId, windowId: WindowId): Windows {
  const tab = all.windows.flatMap((one) => one.tabs).find((one) => one.tabId === tabId)
  if (!tab || layoutIn(all, windowId).tabs.includes(tab)) return all
  const moved = changeWindow(all, windowId, (layout) => ({
    ...layout,
    tabs: [...layout.tabs, tab],
    activeTab: tab.tabId,
  }))
  return goToWindow(moved, windowId)
}

/** Moves a pane, shown or hidden, to a tab of its own in another window, and goes there. */
export function movePaneToWindow(all: Windows, paneId: PaneId, windowId: WindowId, newTab: TabId): Windows {
  if (!all.panes[paneId] || windowWith(all, paneId) === windowId) return all
  return goToWindow(
    changeWindow(all, windowId, (layout) => openTab(layout, newTab, paneId)),
    windowId,
  )
}

/** Stored windows made whole again: each layout by itself, a pane shown once, one window at least, one of them in front. */
export function repairWindows(all: Windows): Windows {
  const shown = new Set<PaneId>()
  const windows = all.windows
    .filter((one, at) => all.windows.findIndex(({ windowId }) => windowId === one.windowId) === at)
    .map((one) => {
      const { tabs, activeTab } = repairLayout(
        layoutOf(
          leave(one, all.panes, (paneId) => shown.has(paneId)),
          all.panes,
        ),
      )
      for (const tab of tabs) for (const paneId of panesOf(tab.root)) shown.add(paneId)
      return { ...one, tabs, activeTab }
    })
  return windows.length === 0 ? { ...oneWindow(all.front), panes: all.panes } : withFront({ ...all, windows })
}

/** The pane that shows a terminal, hidden or not. */
export function paneOfTerminal({ panes }: Windows, terminalId: TerminalId): PaneId | null {
  const found = Object.entries(panes).find(
    ([, content]) => 'terminalId' in content && content.terminalId === terminalId,
  )
  return found ? PaneId.parse(found[0]) : null
}

/** Whether a pane stands in the tab that its window shows. */
export const isOnTop = (all: Windows, paneId: PaneId): boolean => rankOfPane(all, paneId) < 2

/** How soon a pane is looked at: 0 has the keyboard, 1 is on screen, 2 stands in a tab behind, 3 is hidden. */
export function rankOfPane(all: Windows, paneId: PaneId): 0 | 1 | 2 | 3 {
  const windowId = windowWith(all, paneId)
  if (windowId === null) return 3
  const layout = layoutIn(all, windowId)
  if (tabOf(layout, paneId)?.tabId !== layout.activeTab) return 2
  return windowId === all.front && focusedPane(layout) === paneId ? 0 : 1
}

const nothing: Pick<AppWindow, 'tabs' | 'activeTab'> = { tabs: [], activeTab: null }
const layoutOf = ({ tabs, activeTab }: AppWindow, panes: Windows['panes']): Layout => ({
  panes,
  tabs,
  activeTab,
})

/** The window without those of its panes that go. */
function leave(one: AppWindow, panes: Windows['panes'], goes: (paneId: PaneId) => boolean): AppWindow {
  const going = one.tabs.flatMap((tab) => panesOf(tab.root)).filter(goes)
  if (going.length === 0) return one
  const left = going.reduce((layout, paneId) => hidePane(layout, paneId), layoutOf(one, panes))
  return { ...one, tabs: left.tabs, activeTab: left.activeTab }
}

function closeEmptied(before: Windows, after: Windows): Windows {
  const hadTabs = new Set(before.windows.filter((one) => one.tabs.length > 0).map((one) => one.windowId))
  const isEmptied = (one: AppWindow) => one.tabs.length === 0 && hadTabs.has(one.windowId)
  return after.windows
    .filter(isEmptied)
    .reduce((windows, { windowId }) => removeWindow(windows, windowId), after)
}

function withFront(all: Windows): Windows {
  const last = all.windows.at(-1)
  return last && !all.windows.some((one) => one.windowId === all.front)
    ? { ...all, front: last.windowId }
    : all
}
