import { z } from 'zod'
import { PaneId, TabId } from './ids.ts'
import {
  focusPane,
  hidePane,
  openTab,
  panesOf,
  tabOf,
  type Layout,
  type LayoutNode,
  type SplitDirection,
  type Tab,
} from './layout.ts'

/** A side of a pane. */
export const Side = z.enum(['left', 'right', 'up', 'down'])
export type Side = z.infer<typeof Side>

/** How a pane is split to get a neighbour on that side. */
export const directionOf = (side: Side): SplitDirection =>
  side === 'left' || side === 'right' ? 'row' : 'column'

/** Where a dragged pane is let go: on a side of another, on the middle of another (they swap), or among the tabs. */
export const PaneTarget = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('beside'), paneId: PaneId, side: Side }),
  z.object({ kind: z.literal('swap'), paneId: PaneId }),
  z.object({ kind: z.literal('tab'), index: z.int().nonnegative() }),
])
export type PaneTarget = z.infer<typeof PaneTarget>

/** Shows a pane that stands in no tab on a side of `beside`, which gives it half of its place; goes there. */
export function showBeside(layout: Layout, beside: PaneId, side: Side, paneId: PaneId): Layout {
  const tab = tabOf(layout, beside)
  if (!tab || tabOf(layout, paneId) || !layout.panes[paneId]) return layout
  const root = replaceLeaf(tab.root, beside, (leaf) => halves(leaf, side, paneId))
  return { ...replaceTab(layout, { ...tab, root, focused: paneId, zoomed: undefined }), activeTab: tab.tabId }
}

/** Moves a pane, shown or hidden, to another place and goes there. `newTab` names the tab that it may need. */
export function movePane(layout: Layout, paneId: PaneId, target: PaneTarget, newTab: TabId): Layout {
  if (!layout.panes[paneId]) return layout
  if (target.kind === 'tab') return moveToTab(layout, paneId, target.index, newTab)
  if (target.paneId === paneId || !tabOf(layout, target.paneId)) return layout
  if (target.kind === 'beside')
    return showBeside(hidePane(layout, paneId), target.paneId, target.side, paneId)
  return swapPlaces(layout, paneId, target.paneId)
}

/** Moves a tab to another place in the row of tabs. */
export function moveTab(layout: Layout, tabId: TabId, index: number): Layout {
  const tab = layout.tabs.find((one) => one.tabId === tabId)
  if (!tab) return layout
  const others = layout.tabs.filter((one) => one !== tab)
  return { ...layout, tabs: others.toSpliced(Math.min(index, others.length), 0, tab) }
}

/** Gives the focused pane of a tab all of it, or takes that back. One alone has all of it. */
export function toggleZoom(layout: Layout, paneId: PaneId): Layout {
  const tab = tabOf(layout, paneId)
  if (!tab || tab.root.kind === 'leaf') return layout
  const zoomed = tab.zoomed === paneId ? undefined : paneId
  return focusPane(replaceTab(layout, { ...tab, focused: paneId, zoomed }), paneId)
}

/** The pane that has all of its tab, if any. */
export const zoomedPane = (tab: Tab): PaneId | null =>
  tab.zoomed !== undefined && tab.zoomed === tab.focused && panesOf(tab.root).includes(tab.zoomed)
    ? tab.zoomed
    : null

/** Where a pane stood, so that it can be put back. */
export type Place = { readonly paneId: PaneId; readonly tab: Tab; readonly index: number }

/** Where a pane stands; null for a hidden one. */
export function placeOf(layout: Layout, paneId: PaneId): Place | null {
  const tab = tabOf(layout, paneId)
  return tab && { paneId, tab, index: layout.tabs.indexOf(tab) }
}

/**
 * Puts a pane back where it stood: exactly there while its tab is as it was left, else beside a pane that it stood with,
 * else in a tab of its own. `newTab` names that one when the old name is taken.
 */
export function putBack(layout: Layout, place: Place, newTab: TabId): Layout {
  const { paneId, tab, index } = place
  if (!layout.panes[paneId] || tabOf(layout, paneId)) return layout
  const others = panesOf(tab.root).filter((one) => one !== paneId)
  const now = layout.tabs.find((one) => one.tabId === tab.tabId)
  if (now && isSame(panesOf(now.root), others))
    return focusPane(
      replaceTab(layout, { ...now, root: tab.root, focused: paneId, zoomed: undefined }),
      paneId,
    )
  const companion = others.find((one) => tabOf(layout, one))
  if (companion) return showBeside(layout, companion, 'right', paneId)
  const tabId = now ? newTab : tab.tabId
  return moveTab(openTab(layout, tabId, paneId), tabId, index)
}

const isSame = (one: readonly PaneId[], other: readonly PaneId[]): boolean =>
  one.length === other.length && one.every((pane, at) => pane === other[at])

function moveToTab(layout: Layout, paneId: PaneId, index: number, newTab: TabId): Layout {
  const tab = tabOf(layout, paneId)
  if (tab && tab.root.kind === 'leaf') return moveTab(layout, tab.tabId, index)
  return moveTab(openTab(hidePane(layout, paneId), newTab, paneId), newTab, index)
}

/** Both are shown: each goes where the other was. One is hidden: it takes the place, the other becomes hidden. */
export function swapPlaces(layout: Layout, paneId: PaneId, other: PaneId): Layout {
  const swapIn = (node: LayoutNode): LayoutNode => {
    if (node.kind === 'split') return { ...node, first: swapIn(node.first), second: swapIn(node.second) }
    if (node.paneId === paneId) return { kind: 'leaf', paneId: other }
    return node.paneId === other ? { kind: 'leaf', paneId } : node
  }
  const isBoth = tabOf(layout, paneId) !== null
  const tabs = layout.tabs.map((tab) => {
    const panes = panesOf(tab.root)
    if (!panes.includes(other) && !panes.includes(paneId)) return tab
    const swapped = isBoth ? swapIn(tab.root) : replaceLeaf(tab.root, other, () => ({ kind: 'leaf', paneId }))
    const now = panesOf(swapped)
    return {
      ...tab,
      root: swapped,
      focused: now.includes(paneId) ? paneId : (now[0] ?? paneId),
      zoomed: undefined,
    }
  })
  return focusPane({ ...layout, tabs }, paneId)
}

const halves = (leaf: LayoutNode, side: Side, paneId: PaneId): LayoutNode => {
  const added: LayoutNode = { kind: 'leaf', paneId }
  const isFirst = side === 'left' || side === 'up'
  return {
    kind: 'split',
    direction: directionOf(side),
    ratio: 0.5,
    first: isFirst ? added : leaf,
    second: isFirst ? leaf : added,
  }
}

const replaceTab = (layout: Layout, changed: Tab): Layout => ({
  ...layout,
  tabs: layout.tabs.map((tab) => (tab.tabId === changed.tabId ? changed : tab)),
})

const replaceLeaf = (
  node: LayoutNode,
  paneId: PaneId,
  change: (leaf: LayoutNode) => LayoutNode,
): LayoutNode => {
  if (node.kind === 'leaf') return node.paneId === paneId ? change(node) : node
  return {
    ...node,
    first: replaceLeaf(node.first, paneId, change),
    second: replaceLeaf(node.second, paneId, change),
  }
}
