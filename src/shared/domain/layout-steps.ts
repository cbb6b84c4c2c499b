import { z } from 'zod'
import { moveTab, swapPlaces, toggleZoom, type Side } from './layout-moves.ts'
import { layoutRects, paneInDirection } from './layout-rects.ts'
import { activateTab, focusedPane, focusPane, type Layout } from './layout.ts'

/**
 * What keys do to the tab or the pane in front. They are told as steps and taken where the layout is: a key that is pressed
 * again before the page has seen what the first one did goes on from there.
 */
export const LayoutStep = z.enum([
  ...['next-tab', 'previous-tab', 'move-tab-left', 'move-tab-right', 'zoom-pane'],
  ...['focus-left', 'focus-right', 'focus-up', 'focus-down'],
  ...['move-pane-left', 'move-pane-right', 'move-pane-up', 'move-pane-down'],
] as const)
export type LayoutStep = z.infer<typeof LayoutStep>

type Step = (layout: Layout) => Layout

const steps: Readonly<Record<LayoutStep, Step>> = {
  'next-tab': stepTab(1),
  'previous-tab': stepTab(-1),
  'move-tab-left': shiftTab(-1),
  'move-tab-right': shiftTab(1),
  'zoom-pane': (layout) => {
    const pane = focusedPane(layout)
    return pane === null ? layout : toggleZoom(layout, pane)
  },
  'focus-left': focusBeside('left'),
  'focus-right': focusBeside('right'),
  'focus-up': focusBeside('up'),
  'focus-down': focusBeside('down'),
  'move-pane-left': swapBeside('left'),
  'move-pane-right': swapBeside('right'),
  'move-pane-up': swapBeside('up'),
  'move-pane-down': swapBeside('down'),
}

/** The layout after it; the same one where there is nothing to go to. */
export const takeStep = (layout: Layout, step: LayoutStep): Layout => steps[step](layout)

/** To the next or previous tab, round the end. */
function stepTab(by: 1 | -1): Step {
  return (layout) => {
    const { tabs, activeTab } = layout
    const at = tabs.findIndex((one) => one.tabId === activeTab)
    const next = tabs[(at + by + tabs.length) % tabs.length]
    return next && at >= 0 ? activateTab(layout, next.tabId) : layout
  }
}

/** The active tab one place on, as far as there are places. */
function shiftTab(by: 1 | -1): Step {
  return (layout) => {
    const { tabs, activeTab } = layout
    const at = tabs.findIndex((one) => one.tabId === activeTab)
    const isThere = activeTab !== null && at >= 0 && tabs[at + by] !== undefined
    return isThere ? moveTab(layout, activeTab, at + by) : layout
  }
}

function focusBeside(side: Side): Step {
  return (layout) => {
    const [, beside] = panesBeside(layout, side)
    return beside ? focusPane(layout, beside) : layout
  }
}

/** The focused pane and the one beside it change places. */
function swapBeside(side: Side): Step {
  return (layout) => {
    const [pane, beside] = panesBeside(layout, side)
    return pane && beside ? swapPlaces(layout, pane, beside) : layout
  }
}

function panesBeside(layout: Layout, side: Side) {
  const tab = layout.tabs.find((one) => one.tabId === layout.activeTab)
  return tab
    ? ([tab.focused, paneInDirection(layoutRects(tab.root).panes, tab.focused, side)] as const)
    : ([null, null] as const)
}
