import { z } from 'zod'
import { paneHeightMin, paneWidthMin } from '../window-limits.ts'
import type { PaneId } from './ids.ts'
import type { Side } from './layout-moves.ts'
import { panesOf, tabOf, type Layout, type LayoutNode, type SplitDirection } from './layout.ts'

/** A part of the tab, in shares of its width and height. */
export type Rect = {
  readonly left: number
  readonly top: number
  readonly width: number
  readonly height: number
}

export type PaneRect = { readonly paneId: PaneId; readonly rect: Rect }

/** The line between two parts; `rect` is the area of both, `firstPane` and `secondPane` name the split to main. */
export type Divider = {
  readonly direction: SplitDirection
  readonly ratio: number
  readonly rect: Rect
  readonly firstPane: PaneId
  readonly secondPane: PaneId
}

/**
 * The tree as flat rectangles. Panes are then siblings in the page, and a split does not move one in the DOM: its
 * terminal stays attached.
 */
export function layoutRects(root: LayoutNode): { panes: readonly PaneRect[]; dividers: readonly Divider[] } {
  const panes: PaneRect[] = []
  const dividers: Divider[] = []
  const place = (node: LayoutNode, rect: Rect): void => {
    if (node.kind === 'leaf') return void panes.push({ paneId: node.paneId, rect })
    const { direction, ratio } = node
    const [firstPane, secondPane] = [panesOf(node.first)[0], panesOf(node.second)[0]]
    if (firstPane && secondPane) dividers.push({ direction, ratio, rect, firstPane, secondPane })
    place(node.first, part(rect, direction, 0, ratio))
    place(node.second, part(rect, direction, ratio, 1 - ratio))
  }
  place(root, { left: 0, top: 0, width: 1, height: 1 })
  return { panes, dividers }
}

/** The place of all panes of a window, in CSS pixels. */
export const PanesArea = z.object({ width: z.number().nonnegative(), height: z.number().nonnegative() })
export type PanesArea = z.infer<typeof PanesArea>

/** Whether both halves of a pane would still be of use. A place that nobody has measured has room. */
export function hasRoomBeside(
  layout: Layout,
  paneId: PaneId,
  direction: SplitDirection,
  area: PanesArea | undefined,
): boolean {
  const tab = tabOf(layout, paneId)
  const rect = tab && layoutRects(tab.root).panes.find((pane) => pane.paneId === paneId)?.rect
  if (!rect || !area) return true
  return direction === 'row'
    ? (rect.width * area.width) / 2 >= paneWidthMin
    : (rect.height * area.height) / 2 >= paneHeightMin
}

/** The nearest pane on that side that a person would call beside it, or null at the edge. */
export function paneInDirection(panes: readonly PaneRect[], from: PaneId, direction: Side): PaneId | null {
  const start = panes.find((pane) => pane.paneId === from)
  if (!start) return null
  const found = panes
    .filter((pane) => pane !== start && gap(start.rect, pane.rect, direction) > -0.001)
    .map((pane) => ({
      pane,
      gap: gap(start.rect, pane.rect, direction),
      overlap: overlap(start.rect, pane.rect, direction),
    }))
    .filter((one) => one.overlap > 0)
    .sort((a, b) => a.gap - b.gap || b.overlap - a.overlap)
  return found[0]?.pane.paneId ?? null
}

const part = (rect: Rect, direction: SplitDirection, from: number, share: number): Rect =>
  direction === 'row'
    ? { ...rect, left: rect.left + rect.width * from, width: rect.width * share }
    : { ...rect, top: rect.top + rect.height * from, height: rect.height * share }

const gap = (from: Rect, to: Rect, direction: Side): number => {
  if (direction === 'left') return from.left - (to.left + to.width)
  if (direction === 'right') return to.left - (from.left + from.width)
  if (direction === 'up') return from.top - (to.top + to.height)
  return to.top - (from.top + from.height)
}

const overlap = (a: Rect, b: Rect, direction: Side): number =>
  direction === 'left' || direction === 'right'
    ? Math.min(a.top + a.height, b.top + b.height) - Math.max(a.top, b.top)
    : Math.min(a.left + a.width, b.left + b.width) - Math.max(a.left, b.left)
