import { expect, test } from 'vitest'
import { PaneId, TabId, WindowId } from '../../shared/domain/ids.ts'
import type { Tab } from '../../shared/domain/layout.ts'
import { closedPanesMax, undoCloseMs } from '../../shared/limits.ts'
import { FakeClock } from '../../testing/fake-clock.ts'
import { ClosedPanes, type Closed } from './closed-panes.ts'

const windowId = WindowId.parse('w')
const tabWith = (name: string): Tab => {
  const paneId = PaneId.parse(name)
  return { tabId: TabId.parse(`tab ${name}`), root: { kind: 'leaf', paneId }, focused: paneId }
}
const pane = (name: string): Closed => ({
  kind: 'pane',
  windowId,
  place: { paneId: PaneId.parse(name), index: 0, tab: tabWith(name) },
})
const setUp = () => {
  const clock = new FakeClock()
  const ended: string[] = []
  return { clock, ended, closed: new ClosedPanes({ clock, end: (paneId) => ended.push(paneId) }) }
}

test('the pane that was closed last comes back first, and its process was never ended', async () => {
  const { clock, ended, closed } = setUp()
  closed.add(pane('a'))
  closed.add(pane('b'))
  expect([closed.takeLast(), closed.takeLast(), closed.takeLast()]).toEqual([pane('b'), pane('a'), null])
  await clock.turn(undoCloseMs)
  expect(ended).toEqual([])
})

test('a closed pane ends when the time to bring it back is over, when too many are kept, and when the app leaves', async () => {
  const { clock, ended, closed } = setUp()
  for (let at = 0; at <= closedPanesMax; at += 1) closed.add(pane(`${at}`))
  expect(ended).toEqual(['0'])
  await clock.turn(undoCloseMs)
  expect([ended.length, closed.isEmpty]).toEqual([closedPanesMax + 1, true])
  closed.add(pane('last'))
  closed.dispose()
  expect(ended.at(-1)).toBe('last')
})

test('with a closed window all that it showed ends when its time is over', async () => {
  const { clock, ended, closed } = setUp()
  const window = { windowId, tabs: [tabWith('a'), tabWith('b')], activeTab: null, frame: null }
  closed.add({ kind: 'window', window, index: 1 })
  await clock.turn(undoCloseMs)
  expect([ended, closed.isEmpty]).toEqual([['a', 'b'], true])
})
