import fc from 'fast-check'
import { expect, test } from 'vitest'
import { PaneId, TabId, TerminalId, WindowId } from './ids.ts'
import { movePane, showBeside } from './layout-moves.ts'
import { focusPane, hidePane, openTab, panesOf, swapPane } from './layout.ts'
import {
  addPane,
  addWindow,
  changeWindow,
  dropPane,
  goToPane,
  goToWindow,
  isOnTop,
  layoutIn,
  movePaneToWindow,
  moveTabToWindow,
  oneWindow,
  putWindowBack,
  rankOfPane,
  removeWindow,
  repairWindows,
  Windows,
  windowWith,
} from './windows.ts'

const pane = (name: string) => PaneId.parse(name)
const tab = (name: string) => TabId.parse(name)
const window = (name: string) => WindowId.parse(name)
const withPanes = (all: Windows, ...names: string[]): Windows =>
  names.reduce(
    (windows, name) =>
      addPane(windows, pane(name), { kind: 'shell', terminalId: TerminalId.parse(name), directory: '/' }),
    all,
  )
/** Window 1: a tab with `a` and `b`, a tab with `c`. Window 2: a tab with `d`. Hidden: `e`. Window 1 was used last. */
const two = (): Windows => {
  const one = withPanes(oneWindow(window('1')), 'a', 'b', 'c', 'd', 'e')
  const first = changeWindow(one, window('1'), (layout) => {
    const beside = showBeside(openTab(layout, tab('ab'), pane('a')), pane('a'), 'right', pane('b'))
    return focusPane(openTab(beside, tab('c'), pane('c')), pane('a'))
  })
  const second = changeWindow(addWindow(first, window('2')), window('2'), (layout) =>
    openTab(layout, tab('d'), pane('d')),
  )
  return goToWindow(second, window('1'))
}
/** The panes of each window, tab by tab. */
const shape = (all: Windows) =>
  Object.fromEntries(
    all.windows.map((one) => [one.windowId, one.tabs.map((each) => panesOf(each.root).join(' '))]),
  )

test('a pane that one window shows leaves the other: a conversation is shown once', () => {
  const swapped = changeWindow(two(), window('2'), (layout) => swapPane(layout, pane('d'), pane('b')))
  expect(shape(swapped)).toEqual({ 1: ['a', 'c'], 2: ['b'] })
  expect(windowWith(swapped, pane('d'))).toBeNull()
})
test('a hidden pane shows nowhere and takes nobody’s focus', () => {
  const all = two()
  expect(windowWith(all, pane('e'))).toBeNull()
  expect([all.front, layoutIn(all, window('1')).activeTab]).toEqual(['1', 'ab'])
})
test('a tab moves with all its panes, their shares and its zoom', () => {
  const all = two()
  const [first] = all.windows[0]?.tabs ?? []
  const moved = moveTabToWindow(all, tab('ab'), window('2'))
  expect(shape(moved)).toEqual({ 1: ['c'], 2: ['d', 'a b'] })
  expect(moved.windows[1]?.tabs[1]).toEqual(first)
  expect([moved.front, layoutIn(moved, window('2')).activeTab]).toEqual(['2', 'ab'])
})
test('a pane, shown or hidden, moves to a tab of its own in another window', () => {
  const moved = movePaneToWindow(two(), pane('b'), window('2'), tab('n'))
  expect(shape(moved)).toEqual({ 1: ['a', 'c'], 2: ['d', 'b'] })
  expect(shape(movePaneToWindow(moved, pane('e'), window('1'), tab('m')))).toEqual({
    1: ['a', 'c', 'e'],
    2: ['d', 'b'],
  })
  expect(movePaneToWindow(moved, pane('b'), window('2'), tab('o'))).toBe(moved)
})
test('a window whose last pane leaves closes; the only one stays, empty', () => {
  const joined = moveTabToWindow(two(), tab('d'), window('1'))
  expect(shape(joined)).toEqual({ 1: ['a b', 'c', 'd'] })
  const emptied = ['a', 'b', 'c', 'd'].reduce((all, name) => dropPane(all, pane(name)), joined)
  expect(emptied.windows).toMatchObject([{ windowId: '1', tabs: [], activeTab: null }])
})
test('a new window is empty until something is put into it, and stands in front', () => {
  const opened = addWindow(two(), window('3'))
  expect([shape(opened)['3'], opened.front]).toEqual([[], '3'])
  expect(shape(changeWindow(opened, window('1'), (layout) => hidePane(layout, pane('c'))))['3']).toEqual([])
})
test('a closed window’s panes live on hidden, and it comes back as it was', () => {
  const all = two()
  const [first = expect.fail('there are two')] = all.windows
  const closed = removeWindow(all, window('1'))
  expect([shape(closed), closed.front, windowWith(closed, pane('a'))]).toEqual([{ 2: ['d'] }, '2', null])
  expect(closed.panes).toEqual(all.panes)
  expect(putWindowBack(closed, first, 0)).toEqual(all)
  const taken = movePaneToWindow(closed, pane('a'), window('2'), tab('n'))
  expect(shape(putWindowBack(dropPane(taken, pane('c')), first, 0))).toEqual({ 1: ['b'], 2: ['d', 'a'] })
})
test('the only window is not closed', () => {
  const alone = removeWindow(two(), window('2'))
  expect(removeWindow(alone, window('1'))).toBe(alone)
})
test('going to a pane brings its window to the front; a hidden one changes nothing', () => {
  expect(goToPane(two(), pane('d')).front).toBe('2')
  const all = two()
  expect(goToPane(all, pane('e'))).toBe(all)
})
test('each window has a focus of its own, and it is known who is looked at first', () => {
  const all = two()
  expect(['a', 'b', 'c', 'd', 'e'].map((name) => rankOfPane(all, pane(name)))).toEqual([0, 1, 2, 1, 3])
  expect(['a', 'd', 'c', 'e'].map((name) => isOnTop(all, pane(name)))).toEqual([true, true, false, false])
})
test('stored windows are made whole: a pane is shown once, a window is named once, one stands in front', () => {
  const all = two()
  const [first = expect.fail('there are two'), second = expect.fail('there are two')] = all.windows
  const doubled = { ...second, tabs: [...second.tabs, ...first.tabs] }
  const broken = { ...all, windows: [first, doubled, first], front: window('gone') }
  expect(repairWindows(broken)).toEqual({ ...all, front: window('2') })
  expect(repairWindows({ ...all, windows: [] })).toEqual({ ...oneWindow(window('1')), panes: all.panes })
  expect(repairWindows(all)).toEqual(all)
})

test('whatever people do, each pane is shown at most once, each focus is on a shown pane, and a window is in front', () => {
  const panes = ['a', 'b', 'c', 'd', 'e']
  const step = fc.record({
    what: fc.constantFrom('show', 'swap', 'drag', 'hide', 'drop', 'tab', 'pane', 'open', 'close', 'go'),
    where: fc.constantFrom('1', '2', '3'),
    one: fc.constantFrom(...panes),
    other: fc.constantFrom(...panes),
  })
  fc.assert(
    fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
      let count = 0
      const end = steps.reduce((all, { what, where, one, other }): Windows => {
        const fresh = tab(`t${(count += 1)}`)
        const into = window(where)
        const hasPane = all.panes[pane(one)] !== undefined
        if (what === 'open') return all.windows.some((w) => w.windowId === into) ? all : addWindow(all, into)
        if (what === 'close') return removeWindow(all, into)
        if (what === 'go') return goToPane(all, pane(one))
        if (what === 'drop') return dropPane(all, pane(one))
        if (what === 'pane') return movePaneToWindow(all, pane(one), into, fresh)
        if (what === 'tab') {
          const from = all.windows.flatMap((w) => w.tabs).find((t) => panesOf(t.root).includes(pane(one)))
          return from ? moveTabToWindow(all, from.tabId, into) : all
        }
        return changeWindow(all, into, (layout) => {
          if (what === 'hide') return hidePane(layout, pane(one))
          if (!hasPane) return layout
          if (what === 'swap') return swapPane(layout, pane(other), pane(one))
          if (what === 'drag')
            return movePane(layout, pane(one), { kind: 'beside', paneId: pane(other), side: 'left' }, fresh)
          return movePane(layout, pane(one), { kind: 'tab', index: 0 }, fresh)
        })
      }, two())
      const shown = end.windows.flatMap((w) => w.tabs.flatMap((t) => panesOf(t.root)))
      expect(new Set(shown).size).toBe(shown.length)
      for (const paneId of shown) expect(end.panes[paneId]).toBeDefined()
      for (const w of end.windows) {
        for (const t of w.tabs) expect(panesOf(t.root)).toContain(t.focused)
        expect(w.tabs.length === 0 ? w.activeTab : w.tabs.some((t) => t.tabId === w.activeTab)).toBe(
          w.tabs.length === 0 ? null : true,
        )
      }
      expect(end.windows.some((w) => w.windowId === end.front)).toBe(true)
      expect(repairWindows(end)).toEqual(end)
      expect(Windows.parse(end)).toEqual(end)
    }),
  )
})
