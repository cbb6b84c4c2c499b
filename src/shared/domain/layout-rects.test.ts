import fc from 'fast-check'
import { expect, test } from 'vitest'
import { PaneId, TabId } from './ids.ts'
import type { LayoutNode } from './layout.ts'
import { hasRoomBeside, layoutRects, paneInDirection } from './layout-rects.ts'

const leaf = (name: string): LayoutNode => ({ kind: 'leaf', paneId: PaneId.parse(name) })
const split = (
  direction: 'row' | 'column',
  ratio: number,
  first: LayoutNode,
  second: LayoutNode,
): LayoutNode => ({
  kind: 'split',
  direction,
  ratio,
  first,
  second,
})
/** a | b over c */
const tree = split('row', 0.6, leaf('a'), split('column', 0.5, leaf('b'), leaf('c')))

test('a split tree becomes rectangles side by side and the dividers between them', () => {
  const { panes, dividers } = layoutRects(tree)
  expect(panes).toEqual([
    { paneId: 'a', rect: { left: 0, top: 0, width: 0.6, height: 1 } },
    { paneId: 'b', rect: { left: 0.6, top: 0, width: 0.4, height: 0.5 } },
    { paneId: 'c', rect: { left: 0.6, top: 0.5, width: 0.4, height: 0.5 } },
  ])
  expect(dividers.map(({ direction, firstPane, secondPane }) => [direction, firstPane, secondPane])).toEqual([
    ['row', 'a', 'b'],
    ['column', 'b', 'c'],
  ])
})

test('a pane is halved as long as its halves are of use', () => {
  const tabId = TabId.parse('t')
  const layout = { panes: {}, activeTab: tabId, tabs: [{ tabId, root: tree, focused: PaneId.parse('a') }] }
  const area = { width: 700, height: 500 }
  const has = (name: string, direction: 'row' | 'column') =>
    hasRoomBeside(layout, PaneId.parse(name), direction, area)
  expect([has('a', 'row'), has('a', 'column')]).toEqual([true, true])
  expect([has('b', 'row'), has('b', 'column')]).toEqual([false, true])
  expect(hasRoomBeside(layout, PaneId.parse('b'), 'row', undefined)).toBe(true)
})

test('an arrow goes to the pane on that side, and stays at the edge', () => {
  const { panes } = layoutRects(tree)
  const go = (from: string, direction: 'left' | 'right' | 'up' | 'down') =>
    paneInDirection(panes, PaneId.parse(from), direction)
  expect(go('a', 'right')).toBe('b')
  expect(go('b', 'down')).toBe('c')
  expect(go('c', 'up')).toBe('b')
  expect(go('c', 'left')).toBe('a')
  expect(go('a', 'left')).toBeNull()
  expect(go('a', 'up')).toBeNull()
})

test('whatever the tree, the panes cover the tab exactly once', () => {
  let next = 0
  const node: fc.Arbitrary<LayoutNode> = fc.letrec<{ node: LayoutNode }>((tie) => ({
    node: fc.oneof(
      { maxDepth: 5 },
      fc.constant(null).map(() => leaf(`p${next++}`)),
      fc
        .tuple(
          fc.constantFrom('row' as const, 'column' as const),
          fc.double({ min: 0.05, max: 0.95, noNaN: true }),
          tie('node'),
          tie('node'),
        )
        .map(([direction, ratio, first, second]) => split(direction, ratio, first, second)),
    ),
  })).node
  fc.assert(
    fc.property(node, (root) => {
      const { panes, dividers } = layoutRects(root)
      const area = panes.reduce((sum, { rect }) => sum + rect.width * rect.height, 0)
      expect(area).toBeCloseTo(1, 6)
      expect(dividers.length).toBe(panes.length - 1)
    }),
  )
})
