import { expect, test } from 'vitest'
import { PaneId, TabId } from '../../shared/domain/ids.ts'
import type { Place } from '../../shared/domain/layout-moves.ts'
import { closedPanesMax, undoCloseMs } from '../../shared/limits.ts'
import { FakeClock } from '../../testing/fake-clock.ts'
import { ClosedPanes } from './closed-panes.ts'

const place = (name: string): Place => {
  const paneId = PaneId.parse(name)
  return {
    paneId,
    index: 0,
    tab: { tabId: TabId.parse('t'), root: { kind: 'leaf', paneId }, focused: paneId },
  }
}
const setUp = () => {
  const clock = new FakeClock()
  const ended: string[] = []
  return { clock, ended, closed: new ClosedPanes({ clock, end: (paneId) => ended.push(paneId) }) }
}

test('the pane that was closed last comes back first, and its process was never ended', async () => {
  const { clock, ended, closed } = setUp()
  closed.add(place('a'))
  closed.add(place('b'))
  expect([closed.takeLast()?.paneId, closed.takeLast()?.paneId, closed.takeLast()]).toEqual(['b', 'a', null])
  await clock.turn(undoCloseMs)
  expect(ended).toEqual([])
})

test('a closed pane ends when the time to bring it back is over, when too many are kept, and when the app leaves', async () => {
  const { clock, ended, closed } = setUp()
  for (let at = 0; at <= closedPanesMax; at += 1) closed.add(place(`${at}`))
  expect(ended).toEqual(['0'])
  await clock.turn(undoCloseMs)
  expect([ended.length, closed.isEmpty]).toEqual([closedPanesMax + 1, true])
  closed.add(place('last'))
  closed.dispose()
  expect(ended.at(-1)).toBe('last')
})
