import { expect, test } from 'vitest'
import { scenarioView } from '../../testing/fake-app/scenarios.ts'
import { actionIds } from '../keys/bindings.ts'
import { paletteActions, paletteGroups } from './palette-items.ts'

const everything = { hasPane: true, hasAgent: true }

test('nothing is offered that has nobody to do it to', () => {
  const offered = (hasPane: boolean, hasAgent: boolean) =>
    paletteGroups([], { hasPane, hasAgent }).flatMap((group) => group.items.map((item) => item.id))
  expect(offered(false, false)).not.toContain('close-pane')
  expect(offered(true, false)).toContain('close-pane')
  expect(offered(true, false)).not.toContain('wake-agent')
  expect(offered(true, true)).toContain('wake-agent')
})

test('agents come first, who needs a person at the top', () => {
  const [agents] = paletteGroups(scenarioView('family', 'dark', 1_800_000_000_000).agents, everything)
  expect(agents?.items.slice(0, 2).map((item) => item.label)).toEqual([
    'docs needs you gemini',
    'bump react failed codex',
  ])
})

test('without agents only actions are offered', () => {
  expect(paletteGroups([], everything).map((group) => group.value)).toEqual(['Actions'])
})

test('every action that is not a step in a direction can be found by name', () => {
  const named = new Set(paletteActions.map(([action]) => action))
  const missing = actionIds.filter(
    (action) => !named.has(action) && !/^(focus-|tab-|open-palette|next-region|previous-region)/.test(action),
  )
  expect(missing).toEqual([])
})
