import fc from 'fast-check'
import { expect, test } from 'vitest'
import { PaneId, TabId } from './ids.ts'
import { LayoutStep, takeStep } from './layout-steps.ts'
import { emptyLayout, focusedPane, openTab, panesOf, splitPane, type Layout } from './layout.ts'

const pane = (name: string): PaneId => PaneId.parse(name)
const tab = (name: string): TabId => TabId.parse(name)
const known = (layout: Layout, name: string): Layout => ({
  ...layout,
  panes: { ...layout.panes, [pane(name)]: { kind: 'shell', terminalId: name } as never },
})

/** Tabs a, b (b1 left of b2, b3 below b2) and c; c is in front. */
const layout = (): Layout => {
  let made = ['a', 'b1', 'b2', 'b3', 'c'].reduce(known, emptyLayout)
  made = openTab(made, tab('a'), pane('a'))
  made = openTab(made, tab('b'), pane('b1'))
  made = splitPane(made, pane('b1'), 'row', pane('b2'))
  made = splitPane(made, pane('b2'), 'column', pane('b3'))
  return openTab(made, tab('c'), pane('c'))
}
const after = (...steps: readonly LayoutStep[]): Layout => steps.reduce(takeStep, layout())
const namesOf = ({ tabs }: Layout): readonly string[] => tabs.map((one) => one.tabId)

test('steps go on from one another, round the end', () => {
  expect(layout().activeTab).toBe('c')
  expect(after('previous-tab').activeTab).toBe('b')
  expect(after('previous-tab', 'previous-tab').activeTab).toBe('a')
  expect(after('next-tab', 'next-tab').activeTab).toBe('b')
  expect(focusedPane(after('previous-tab', 'focus-left'))).toBe('b1')
  expect(focusedPane(after('previous-tab', 'focus-up', 'focus-left', 'focus-right'))).toBe('b2')
})

test('a tab is moved as far as there are places, a pane changes places with the one beside it', () => {
  expect(namesOf(after('move-tab-left', 'move-tab-left', 'move-tab-left'))).toEqual(['c', 'a', 'b'])
  expect(namesOf(after('move-tab-right'))).toEqual(['a', 'b', 'c'])
  const moved = after('previous-tab', 'move-pane-left')
  expect(focusedPane(moved)).toBe('b3')
  expect(moved.tabs.map((one) => panesOf(one.root))).toEqual([['a'], ['b3', 'b2', 'b1'], ['c']])
})

test('where there is nothing to go to nothing changes, and no step loses a pane or a tab', () => {
  for (const step of LayoutStep.options) expect(takeStep(emptyLayout, step)).toEqual(emptyLayout)
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...LayoutStep.options), { maxLength: 40 }), (steps) => {
      const made = after(...steps)
      expect(made.tabs.flatMap((one) => panesOf(one.root)).toSorted()).toEqual(['a', 'b1', 'b2', 'b3', 'c'])
      expect(namesOf(made).toSorted()).toEqual(['a', 'b', 'c'])
      expect(focusedPane(made)).not.toBeNull()
    }),
    { seed: 7 },
  )
})
