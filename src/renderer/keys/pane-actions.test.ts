import { afterEach, expect, test, vi } from 'vitest'
import { PaneId, TabId } from '../../shared/domain/ids.ts'
import { emptyLayout, openTab, splitPane, type Layout } from '../../shared/domain/layout.ts'
import type { Services } from '../services.ts'
import { goToNewPane } from './pane-actions.ts'

const [one, two] = [PaneId.parse('p-1'), PaneId.parse('p-2')]

afterEach(() => vi.unstubAllGlobals())

const setUp = (layout: Layout) => {
  vi.stubGlobal('document', { activeElement: null })
  vi.stubGlobal('HTMLElement', class {})
  let view = { layout }
  const gone: (PaneId | null)[] = []
  const services = {
    store: { getState: () => ({ view }) },
    heldKeys: { leave: () => {}, clear: () => {} },
    focusPane: (paneId: PaneId) => gone.push(paneId),
  } as unknown as Services // the parts that it uses
  return { services, gone, see: (next: Layout) => void (view = { layout: next }) }
}

test('a pane that does not come leaves the keyboard to whoever is in front by then, not to the one of the key', async () => {
  const before = openTab(emptyLayout, TabId.parse('tab-1'), one)
  const { services, gone, see } = setUp(before)
  let answer: (isThere: boolean) => void = () => {}
  goToNewPane(services, new Promise((resolve) => (answer = resolve)))
  see(splitPane(before, one, 'row', two)) // a key before that one made it
  answer(false)
  await new Promise(setImmediate)
  expect(gone).toEqual([two])
})

test('one that comes has the keyboard by itself', async () => {
  const { services, gone } = setUp(openTab(emptyLayout, TabId.parse('tab-1'), one))
  goToNewPane(services, Promise.resolve(true))
  await new Promise(setImmediate)
  expect(gone).toEqual([])
})
