import fc from 'fast-check'
import { expect, test } from 'vitest'
import { PaneId, TabId, TerminalId } from './ids.ts'
import {
  movePane,
  moveTab,
  placeOf,
  putBack,
  showBeside,
  Side,
  toggleZoom,
  zoomedPane,
} from './layout-moves.ts'
import {
  addHiddenPane,
  emptyLayout,
  focusedPane,
  focusPane,
  hidePane,
  Layout,
  openTab,
  panesOf,
  swapPane,
  tabOf,
  type PaneContent,
} from './layout.ts'

const pane = (name: string) => PaneId.parse(name)
const tab = (name: string) => TabId.parse(name)
const shell: PaneContent = { kind: 'shell', terminalId: TerminalId.parse('t'), directory: '/' }
const withPanes = (...names: string[]): Layout =>
  names.reduce<Layout>((layout, name) => addHiddenPane(layout, pane(name), shell), emptyLayout)
/** A tab with `a` on the left and `b` on the right, a tab with `c`, and `d` hidden. */
const two = (): Layout => {
  const first = openTab(withPanes('a', 'b', 'c', 'd'), tab('1'), pane('a'))
  return focusPane(openTab(showBeside(first, pane('a'), 'right', pane('b')), tab('2'), pane('c')), pane('a'))
}
const shape = (layout: Layout): readonly (readonly string[])[] =>
  layout.tabs.map((one) => [...panesOf(one.root)])

test.each([
  ['left', ['d', 'a', 'b'], 'row'],
  ['right', ['a', 'd', 'b'], 'row'],
  ['up', ['d', 'a', 'b'], 'column'],
  ['down', ['a', 'd', 'b'], 'column'],
] as const)('a pane can be shown on the %s of another', (side, panes, direction) => {
  const shown = showBeside(two(), pane('a'), side, pane('d'))
  expect(shape(shown)).toEqual([panes, ['c']])
  expect(shown.tabs[0]?.root).toMatchObject({ kind: 'split', first: { kind: 'split', direction } })
  expect(focusedPane(shown)).toBe('d')
})

test('a pane dragged onto a side of one in another tab moves there, and its own tab closes when it was alone', () => {
  const moved = movePane(two(), pane('c'), { kind: 'beside', paneId: pane('b'), side: 'down' }, tab('n'))
  expect(shape(moved)).toEqual([['a', 'b', 'c']])
  expect(focusedPane(moved)).toBe('c')
})

test('a pane dragged onto the middle of another swaps places with it, in whatever tab', () => {
  const swapped = movePane(two(), pane('a'), { kind: 'swap', paneId: pane('c') }, tab('n'))
  expect(shape(swapped)).toEqual([['c', 'b'], ['a']])
  expect([swapped.activeTab, focusedPane(swapped)]).toEqual(['2', 'a'])
})

test('a pane dragged among the tabs becomes one; a tab of one pane is only moved', () => {
  const out = movePane(two(), pane('b'), { kind: 'tab', index: 0 }, tab('n'))
  expect([shape(out), out.activeTab]).toEqual([[['b'], ['a'], ['c']], 'n'])
  expect(shape(movePane(two(), pane('c'), { kind: 'tab', index: 0 }, tab('n')))).toEqual([['c'], ['a', 'b']])
  expect(shape(moveTab(two(), tab('1'), 7))).toEqual([['c'], ['a', 'b']])
})

test('a zoomed pane has its tab to itself until another one is focused', () => {
  const zoomed = toggleZoom(two(), pane('b'))
  const first = (layout: Layout) => layout.tabs[0] && zoomedPane(layout.tabs[0])
  expect(first(zoomed)).toBe('b')
  expect(first(toggleZoom(zoomed, pane('b')))).toBeNull()
  expect(first(focusPane(focusPane(zoomed, pane('a')), pane('b')))).toBeNull()
  expect(toggleZoom(two(), pane('c'))).toEqual(two())
})

test('a child that is looked at in the place of a zoomed parent has the tab to itself, too, and so has the parent afterwards', () => {
  const zoomed = toggleZoom(two(), pane('b'))
  const child = swapPane(zoomed, pane('b'), pane('d'))
  const parent = swapPane(child, pane('d'), pane('b'))
  const seen = [zoomed, child, parent].map((layout) => layout.tabs[0] && zoomedPane(layout.tabs[0]))
  expect(seen).toEqual(['b', 'd', 'b'])
  expect(parent.tabs).toEqual(zoomed.tabs)
  const beside = swapPane(two(), pane('b'), pane('d'))
  expect(beside.tabs[0] && zoomedPane(beside.tabs[0])).toBeNull()
})

test('a closed pane comes back where it was, or as near to it as there still is something', () => {
  const place = placeOf(two(), pane('b'))
  if (!place) throw new Error('b is shown')
  const closed = hidePane(two(), pane('b'))
  expect(putBack(closed, place, tab('n')).tabs[0]?.root).toEqual(two().tabs[0]?.root)
  const crowded = showBeside(closed, pane('a'), 'down', pane('d'))
  expect(shape(putBack(crowded, place, tab('n')))).toEqual([['a', 'b', 'd'], ['c']])
  expect(shape(putBack(hidePane(closed, pane('a')), place, tab('n')))).toEqual([['b'], ['c']])
})

test('whatever is dragged, zoomed, closed and put back: nothing is shown twice or lost, and the focus is on something shown', () => {
  const names = ['a', 'b', 'c', 'd', 'e'] as const
  const name = fc.constantFrom(...names)
  const step = fc.oneof(
    fc.record({
      what: fc.constant('beside' as const),
      one: name,
      other: name,
      side: fc.constantFrom(...Side.options),
    }),
    fc.record({ what: fc.constant('swap' as const), one: name, other: name }),
    fc.record({ what: fc.constant('tab' as const), one: name, index: fc.nat(4) }),
    fc.record({
      what: fc.constantFrom('zoom' as const, 'close' as const, 'back' as const, 'focus' as const),
      one: name,
    }),
  )
  fc.assert(
    fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
      let layout = withPanes(...names)
      let closed = placeOf(layout, pane('a'))
      for (const [at, did] of steps.entries()) {
        const one = pane(did.one)
        const fresh = tab(`t${at}`)
        if (did.what === 'beside')
          layout = movePane(layout, one, { kind: 'beside', paneId: pane(did.other), side: did.side }, fresh)
        else if (did.what === 'swap')
          layout = movePane(layout, one, { kind: 'swap', paneId: pane(did.other) }, fresh)
        else if (did.what === 'tab') layout = movePane(layout, one, { kind: 'tab', index: did.index }, fresh)
        else if (did.what === 'zoom') layout = toggleZoom(layout, one)
        else if (did.what === 'focus') layout = focusPane(layout, one)
        else if (did.what === 'close') {
          closed = placeOf(layout, one) ?? closed
          layout = hidePane(layout, one)
        } else if (closed) layout = putBack(layout, closed, fresh)
        const shown = layout.tabs.flatMap((each) => panesOf(each.root))
        expect(new Set(shown).size).toBe(shown.length)
        expect(new Set(layout.tabs.map((each) => each.tabId)).size).toBe(layout.tabs.length)
        for (const each of layout.tabs) expect(panesOf(each.root)).toContain(each.focused)
        expect(layout.tabs.length === 0 ? layout.activeTab === null : focusedPane(layout) !== null).toBe(true)
        expect(Object.keys(layout.panes).toSorted()).toEqual([...names])
        expect(Layout.safeParse(layout).success).toBe(true)
        for (const each of names) expect(tabOf(layout, pane(each)) === null).toBe(!shown.includes(pane(each)))
      }
    }),
    { numRuns: 200 },
  )
})
