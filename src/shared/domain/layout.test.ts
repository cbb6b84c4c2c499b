import fc from 'fast-check'
import { expect, test } from 'vitest'
import { ConversationId, PaneId, TabId, TerminalId } from './ids.ts'
import {
  addHiddenPane,
  emptyLayout,
  focusedPane,
  focusPane,
  hidePane,
  Layout,
  openTab,
  openTabBehind,
  panesOf,
  removePane,
  repairLayout,
  resizeSplit,
  splitPane,
  swapPane,
  tabOf,
  type PaneContent,
} from './layout.ts'

const pane = (name: string) => PaneId.parse(name)
const tab = (name: string) => TabId.parse(name)
const shell: PaneContent = { kind: 'shell', terminalId: TerminalId.parse('t'), directory: '/' }
const child: PaneContent = {
  kind: 'terminal',
  conversationId: ConversationId.parse('11111111-1111-4111-8111-111111111111'),
  terminalId: TerminalId.parse('c'),
}
const withPanes = (...names: string[]): Layout =>
  names.reduce<Layout>((layout, name) => addHiddenPane(layout, pane(name), shell), emptyLayout)
const lead = openTab(withPanes('lead', 'child', 'other'), tab('1'), pane('lead'))

test('a hidden child neither shows nor takes the focus', () => {
  const added = addHiddenPane(lead, pane('kid'), child)
  expect(tabOf(added, pane('kid'))).toBeNull()
  expect(focusedPane(added)).toBe('lead')
  expect(added.tabs).toEqual(lead.tabs)
})
test('a tab that came by itself stands behind what is in front, if anything is', () => {
  const came = openTabBehind(lead, tab('2'), pane('other'))
  expect([came.tabs.map((one) => one.tabId), focusedPane(came)]).toEqual([['1', '2'], 'lead'])
  expect(focusedPane(openTabBehind(withPanes('other'), tab('1'), pane('other')))).toBe('other')
})
test('a child revealed in place of its parent hides the parent, which lives on', () => {
  const swapped = swapPane(lead, pane('lead'), pane('child'))
  expect(focusedPane(swapped)).toBe('child')
  expect(tabOf(swapped, pane('lead'))).toBeNull()
  expect(swapped.panes[pane('lead')]).toEqual(shell)
})
test('a pane is shown in one place only', () => {
  const split = splitPane(lead, pane('lead'), 'row', pane('child'))
  expect(splitPane(split, pane('lead'), 'row', pane('child'))).toEqual(split)
  expect(swapPane(split, pane('lead'), pane('child'))).toEqual(split)
})
test('closing one half gives the place to the other', () => {
  const split = splitPane(lead, pane('lead'), 'column', pane('child'))
  expect(hidePane(split, pane('child')).tabs[0]?.root).toEqual({ kind: 'leaf', paneId: 'lead' })
  expect(focusedPane(hidePane(split, pane('child')))).toBe('lead')
  const three = splitPane(addHiddenPane(split, pane('x'), shell), pane('child'), 'row', pane('x'))
  expect(focusedPane(hidePane(three, pane('x')))).toBe('child') // the one beside it, not the first of the tab
})
test('the last pane of a tab closes the tab and goes to the next one', () => {
  const two = openTab(lead, tab('2'), pane('other'))
  const closed = removePane(two, pane('other'))
  expect(closed.tabs.map((one) => one.tabId)).toEqual(['1'])
  expect(closed.activeTab).toBe('1')
  expect(closed.panes[pane('other')]).toBeUndefined()
})
test('focusing a pane goes to its tab', () => {
  const two = openTab(lead, tab('2'), pane('other'))
  expect(focusPane(two, pane('lead'))).toMatchObject({ activeTab: '1' })
})
test('a share stays within bounds', () => {
  const split = splitPane(lead, pane('lead'), 'row', pane('child'))
  expect(resizeSplit(split, pane('lead'), pane('child'), 7).tabs[0]?.root).toMatchObject({ ratio: 0.95 })
})
test('a stored layout whose panes are gone is made whole', () => {
  const split = splitPane(lead, pane('lead'), 'row', pane('child'))
  const { child: _gone, ...panes } = split.panes
  expect(repairLayout({ ...split, panes }).tabs[0]).toEqual({
    tabId: '1',
    root: { kind: 'leaf', paneId: 'lead' },
    focused: 'lead',
  })
  expect(repairLayout({ ...split, panes: {} })).toEqual({ panes: {}, tabs: [], activeTab: null })
})
test('whatever people do, every shown pane exists, is shown once, and the focus is on one of them', () => {
  const names = ['a', 'b', 'c', 'd']
  const step = fc.record({
    what: fc.constantFrom('open', 'split', 'swap', 'hide', 'focus'),
    one: fc.constantFrom(...names),
    other: fc.constantFrom(...names),
  })
  fc.assert(
    fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
      let count = 0
      const end = steps.reduce(
        (layout, { what, one, other }) => {
          if (what === 'open')
            return tabOf(layout, pane(one)) ? layout : openTab(layout, tab(`t${count++}`), pane(one))
          if (what === 'split') return splitPane(layout, pane(one), 'row', pane(other))
          if (what === 'swap') return swapPane(layout, pane(one), pane(other))
          return what === 'hide' ? hidePane(layout, pane(one)) : focusPane(layout, pane(one))
        },
        withPanes(...names),
      )
      const shown = end.tabs.flatMap((one) => panesOf(one.root))
      expect(new Set(shown).size).toBe(shown.length)
      for (const one of end.tabs) expect(panesOf(one.root)).toContain(one.focused)
      expect(end.tabs.length === 0 ? end.activeTab === null : focusedPane(end) !== null).toBe(true)
      expect(Layout.parse(end)).toEqual(end)
    }),
  )
})
