import { z } from 'zod'
import { ConversationId, PaneId, TabId, TerminalId } from './ids.ts'

/** What a pane shows: an agent in a terminal, a remote agent, or a plain shell. */
export const PaneContent = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('terminal'), conversationId: ConversationId, terminalId: TerminalId }),
  z.object({ kind: z.literal('ambient'), conversationId: ConversationId }),
  z.object({ kind: z.literal('shell'), terminalId: TerminalId, directory: z.string() }),
])
export type PaneContent = z.infer<typeof PaneContent>

/** A tab's panes: a leaf, or two parts beside or below each other; `ratio` is the first part's share. */
export type LayoutNode =
  | { readonly kind: 'leaf'; readonly paneId: PaneId }
  | {
      readonly kind: 'split'
      readonly direction: SplitDirection
      readonly ratio: number
      readonly first: LayoutNode
      readonly second: LayoutNode
    }
export const SplitDirection = z.enum(['row', 'column'])
export type SplitDirection = z.infer<typeof SplitDirection>

export const LayoutNode: z.ZodType<LayoutNode> = z.lazy(() =>
  z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('leaf'), paneId: PaneId }),
    z.object({
      kind: z.literal('split'),
      direction: SplitDirection,
      ratio: z.number().min(0.05).max(0.95),
      first: LayoutNode,
      second: LayoutNode,
    }),
  ]),
)

/** A tab of a window. `zoomed`, while it has the focus, is shown alone. */
export const Tab = z.object({
  tabId: TabId,
  root: LayoutNode,
  focused: PaneId,
  zoomed: PaneId.optional().catch(undefined),
})
export type Tab = z.infer<typeof Tab>

/** One window's tabs, and all panes there are; one that stands in no tab of any window is hidden, and lives on. */
export const Layout = z.object({
  panes: z.record(z.string(), PaneContent),
  tabs: z.array(Tab),
  activeTab: TabId.nullable(),
})
export type Layout = z.infer<typeof Layout>

/** A window without panes. */
export const emptyLayout: Layout = { panes: {}, tabs: [], activeTab: null }

/** The panes of a node, in reading order. */
export const panesOf = (node: LayoutNode): readonly PaneId[] =>
  node.kind === 'leaf' ? [node.paneId] : [...panesOf(node.first), ...panesOf(node.second)]

/** The tab that shows a pane, or null for a hidden one. */
export const tabOf = (layout: Layout, paneId: PaneId): Tab | null =>
  layout.tabs.find((tab) => panesOf(tab.root).includes(paneId)) ?? null

/** The pane that has the keyboard. */
export function focusedPane(layout: Layout): PaneId | null {
  return layout.tabs.find((tab) => tab.tabId === layout.activeTab)?.focused ?? null
}

/** Adds a pane that stands in no tab: nothing on screen changes, nobody loses the focus. */
export const addHiddenPane = (layout: Layout, paneId: PaneId, content: PaneContent): Layout => ({
  ...layout,
  panes: { ...layout.panes, [paneId]: content },
})

/** Shows a pane in a tab of its own and goes there. */
export const openTab = (layout: Layout, tabId: TabId, paneId: PaneId): Layout => ({
  ...layout,
  tabs: [...layout.tabs, { tabId, root: { kind: 'leaf', paneId }, focused: paneId }],
  activeTab: tabId,
})

/** The same without going there, where anything is in front: nobody's typing goes to a pane that came by itself. */
export const openTabBehind = (layout: Layout, tabId: TabId, paneId: PaneId): Layout => ({
  ...openTab(layout, tabId, paneId),
  activeTab: layout.activeTab ?? tabId,
})

/** Goes to the pane where it is shown; a hidden or unknown one changes nothing. */
export function focusPane(layout: Layout, paneId: PaneId): Layout {
  const tab = tabOf(layout, paneId)
  if (!tab) return layout
  const zoomed = tab.zoomed === paneId ? paneId : undefined
  return { ...replaceTab(layout, { ...tab, focused: paneId, zoomed }), activeTab: tab.tabId }
}

/** Goes to a tab. */
export const activateTab = (layout: Layout, tabId: TabId): Layout =>
  layout.tabs.some((tab) => tab.tabId === tabId) ? { ...layout, activeTab: tabId } : layout

/** Splits the place of `beside`, showing `paneId` in the new half, and goes there. */
export function splitPane(layout: Layout, beside: PaneId, direction: SplitDirection, paneId: PaneId): Layout {
  const tab = tabOf(layout, beside)
  if (!tab || tabOf(layout, paneId)) return layout
  const half = (leaf: LayoutNode): LayoutNode => ({
    kind: 'split',
    direction,
    ratio: 0.5,
    first: leaf,
    second: { kind: 'leaf', paneId },
  })
  return {
    ...replaceTab(layout, { ...tab, root: mapLeaf(tab.root, beside, half), focused: paneId }),
    activeTab: tab.tabId,
  }
}

/** Shows `paneId` where `place` was, as large as that; `place` becomes hidden and lives on. */
export function swapPane(layout: Layout, place: PaneId, paneId: PaneId): Layout {
  const tab = tabOf(layout, place)
  if (!tab || tabOf(layout, paneId)) return layout
  const root = mapLeaf(tab.root, place, () => ({ kind: 'leaf', paneId }))
  const zoomed = tab.zoomed === place ? paneId : tab.zoomed
  return { ...replaceTab(layout, { ...tab, root, focused: paneId, zoomed }), activeTab: tab.tabId }
}

/** Takes a pane out of its tab; the pane lives on, hidden. Who had the keyboard there leaves it to whoever gets its place. */
export function hidePane(layout: Layout, paneId: PaneId): Layout {
  const tab = tabOf(layout, paneId)
  if (!tab) return layout
  const root = withoutLeaf(tab.root, paneId)
  if (root) {
    const focused = tab.focused === paneId ? (heirOf(tab.root, paneId) ?? tab.focused) : tab.focused
    return replaceTab(layout, { ...tab, root, focused })
  }
  const index = layout.tabs.indexOf(tab)
  const tabs = layout.tabs.filter((other) => other !== tab)
  const next = tabs[Math.min(index, tabs.length - 1)]?.tabId ?? null
  return { ...layout, tabs, activeTab: layout.activeTab === tab.tabId ? next : layout.activeTab }
}

/** The nearest of those who share the place that a pane leaves. */
function heirOf(node: LayoutNode, paneId: PaneId): PaneId | null {
  if (node.kind === 'leaf') return null
  const isLeaf = (side: LayoutNode): boolean => side.kind === 'leaf' && side.paneId === paneId
  if (isLeaf(node.first)) return panesOf(node.second)[0] ?? null
  if (isLeaf(node.second)) return panesOf(node.first).at(-1) ?? null
  return heirOf(node.first, paneId) ?? heirOf(node.second, paneId)
}

/** Takes a pane out of its tab and out of the window. */
export function removePane(layout: Layout, paneId: PaneId): Layout {
  const { [paneId]: _removed, ...panes } = hidePane(layout, paneId).panes
  return { ...hidePane(layout, paneId), panes }
}

/** Sets the share of the split whose first part begins with pane `firstPane` and whose second with `secondPane`. */
export function resizeSplit(layout: Layout, firstPane: PaneId, secondPane: PaneId, ratio: number): Layout {
  const bounded = Math.min(0.95, Math.max(0.05, ratio))
  const resize = (node: LayoutNode): LayoutNode => {
    if (node.kind === 'leaf') return node
    const isIt = panesOf(node.first)[0] === firstPane && panesOf(node.second)[0] === secondPane
    return {
      ...node,
      ratio: isIt ? bounded : node.ratio,
      first: resize(node.first),
      second: resize(node.second),
    }
  }
  return { ...layout, tabs: layout.tabs.map((tab) => ({ ...tab, root: resize(tab.root) })) }
}

/** A stored layout made whole again: leaves without a pane are dropped, so are empty tabs and a focus that is gone. */
export function repairLayout(layout: Layout): Layout {
  let repaired = layout
  for (const tab of layout.tabs)
    for (const paneId of panesOf(tab.root)) if (!layout.panes[paneId]) repaired = hidePane(repaired, paneId)
  const tabs = repaired.tabs.map((tab) => {
    const panes = panesOf(tab.root)
    return panes.includes(tab.focused) ? tab : { ...tab, focused: panes[0] ?? tab.focused }
  })
  const isActiveThere = tabs.some((tab) => tab.tabId === repaired.activeTab)
  return { ...repaired, tabs, activeTab: isActiveThere ? repaired.activeTab : (tabs[0]?.tabId ?? null) }
}

const replaceTab = (layout: Layout, changed: Tab): Layout => ({
  ...layout,
  tabs: layout.tabs.map((tab) => (tab.tabId === changed.tabId ? changed : tab)),
})

const mapLeaf = (node: LayoutNode, paneId: PaneId, change: (leaf: LayoutNode) => LayoutNode): LayoutNode => {
  if (node.kind === 'leaf') return node.paneId === paneId ? change(node) : node
  return { ...node, first: mapLeaf(node.first, paneId, change), second: mapLeaf(node.second, paneId, change) }
}

const withoutLeaf = (node: LayoutNode, paneId: PaneId): LayoutNode | null => {
  if (node.kind === 'leaf') return node.paneId === paneId ? null : node
  const first = withoutLeaf(node.first, paneId)
  const second = withoutLeaf(node.second, paneId)
  if (first && second) return { ...node, first, second }
  return first ?? second
}
