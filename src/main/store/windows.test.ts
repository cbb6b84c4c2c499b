import { expect, test } from 'vitest'
import { PaneId, TabId, WindowId } from '../../shared/domain/ids.ts'
import { openTab } from '../../shared/domain/layout.ts'
import type { Windows } from '../../shared/domain/windows.ts'
import { readVersioned } from '../../shared/kernel/versioned.ts'
import { noWindows, StoredWindows, windowsShape } from './windows.ts'

const shell = { kind: 'shell', terminalId: 't', directory: '/' }
const tab = { tabId: '1', root: { kind: 'leaf', paneId: 'p' }, focused: 'p' }
const panes = { p: shell }
/** As the app with one window wrote it. */
const version1 = {
  version: 1,
  data: {
    layout: { panes, tabs: [tab], activeTab: '1' },
    bounds: { x: 10, y: 20, width: 900, height: 700 },
    isMaximized: true,
  },
}

test('the one window of version 1 is the first of several', () => {
  const frame = {
    ...version1.data.bounds,
    isMaximized: true,
    isFullScreen: false,
    display: null,
  }
  expect(readVersioned(windowsShape, version1)).toEqual({
    ok: true,
    value: {
      panes,
      windows: [{ windowId: 'window-1', tabs: [tab], activeTab: '1', frame }],
      front: 'window-1',
    },
  })
})
test.each([undefined, null, {}, { width: 'wide' }, { width: 900, height: 700 }])(
  'a window of version 1 with bounds %j keeps its tabs',
  (bounds) => {
    const read = readVersioned(windowsShape, { version: 1, data: { ...version1.data, bounds } })
    expect(read).toMatchObject({ ok: true, value: { windows: [{ tabs: [tab], frame: null }] } })
  },
)
test.each([null, 'x', {}, { layout: null }, { layout: { panes: {} } }])(
  'version 1 with %j is broken, not fatal',
  (data) => {
    expect(readVersioned(windowsShape, { version: 1, data })).toMatchObject({ ok: false })
  },
)

test('every change is written, and what changes nothing is not', () => {
  const written: Windows[] = []
  const stored = new StoredWindows({ initial: noWindows(), write: (value) => written.push(value) })
  const { front } = stored
  stored.use(front)
  stored.use(WindowId.parse('nobody'))
  expect(written).toEqual([])
  const paneId = PaneId.parse('p')
  stored.addPane(paneId, windowsShape.schema.parse({ ...stored.all, panes }).panes['p'] ?? expect.fail())
  stored.changeIn(front, (layout) => openTab(layout, TabId.parse('1'), paneId))
  const frame = { x: 1, y: 2, width: 800, height: 600, isMaximized: false, isFullScreen: true, display: null }
  stored.setFrame(front, frame)
  expect(written.at(-1)).toEqual(stored.all)
  expect(stored.all.windows).toMatchObject([{ windowId: front, tabs: [tab], activeTab: '1', frame }])
})
