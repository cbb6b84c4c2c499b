import { expect, test } from 'vitest'
import { scenarioView } from '../../testing/fake-app/scenarios.ts'
import { PaneId, WindowId } from '../../shared/domain/ids.ts'
import { actionIds } from '../keys/bindings.ts'
import { paletteActions, paletteGroups } from './palette-items.ts'

const pane = PaneId.parse('pane-1')
const view = scenarioView('family', 'dark', 1_800_000_000_000)

test('nothing is offered that has nobody to do it to', () => {
  const offered = (paneId: PaneId | null, hasAgent: boolean, isRemote = false) =>
    paletteGroups(view, { paneId, hasAgent, isRemote, otherWindows: [] }).flatMap(({ items }) =>
      items.map((item) => item.id),
    )
  expect(offered(null, false)).not.toContain('close-pane')
  expect(offered(pane, false)).toContain('close-pane')
  expect(offered(pane, false)).not.toContain('wake-agent')
  expect(offered(pane, false)).not.toContain('next-window')
  expect(offered(pane, true)).toContain('wake-agent')
  expect(offered(pane, false)).not.toContain('hand-off')
  expect(offered(pane, true)).not.toContain('continue-here')
  expect(offered(pane, true)).toContain('hand-off')
  expect(offered(pane, true, true)).toContain('continue-here')
  expect(offered(pane, true, true)).not.toContain('hand-off')
})

test('each other window can be gone to, and the pane moved there', () => {
  const other = { windowId: WindowId.parse('other'), tabs: view.layout.tabs.slice(1), activeTab: null }
  const groups = paletteGroups({ ...view, windows: [...view.windows, other] })
  expect(groups.find((group) => group.value === 'Windows')?.items.map((item) => item.label)).toEqual([
    'Go to window: infra, shop',
    'Move this pane to window: infra, shop',
  ])
})

test('agents come first, who needs a person at the top', () => {
  const [agents] = paletteGroups(view)
  expect(agents?.items.slice(0, 2).map((item) => item.label)).toEqual([
    'docs needs you gemini',
    'bump react failed codex',
  ])
})

test('without agents actions and templates are offered', () => {
  expect(paletteGroups({ ...view, agents: [] }).map((group) => group.value)).toEqual(['Actions', 'Templates'])
})

test('every action that is not a step in a direction can be found by name', () => {
  const named = new Set(paletteActions.map(([action]) => action))
  const missing = actionIds.filter(
    (action) => !named.has(action) && !/^(focus-|tab-|open-palette|next-region|previous-region)/.test(action),
  )
  expect(missing).toEqual([])
})
