import { expect, test } from 'vitest'
import { PaneId, TabId } from '../../shared/domain/ids.ts'
import { openTab } from '../../shared/domain/layout.ts'
import { scenarioView } from '../../testing/fake-app/scenarios.ts'
import { tabLabel } from './tab-label.ts'

const view = scenarioView('family', 'dark', 1_800_000_000_000)
const labels = view.layout.tabs.map((tab) => tabLabel(view, tab))

test('a tab is named after the family in it and shows who of it needs a person', () => {
  expect(labels[0]).toMatchObject({ title: 'lead', status: 'blocked' })
  const calm = { ...view, agents: view.agents.map((agent) => ({ ...agent, status: 'working' as const })) }
  expect(calm.layout.tabs[0] && tabLabel(calm, calm.layout.tabs[0])).toMatchObject({
    title: 'lead',
    status: 'working',
  })
})

test('a tab of shells is named after its directory', () => {
  expect(labels[2]).toEqual({ title: 'shop', status: null, hint: '/home/ada/src/shop' })
})

test('a child in a tab of its own is named after itself while its family has another', () => {
  const own = openTab(view.layout, TabId.parse('t9'), PaneId.parse('pane-5'))
  const tab = own.tabs.at(-1) ?? expect.fail('opened on the line above')
  expect(tabLabel({ ...view, layout: own }, tab)).toMatchObject({ title: 'review', status: 'dormant' })
  const alone = { ...own, tabs: [tab] }
  expect(tabLabel({ ...view, layout: alone }, tab)).toMatchObject({ title: 'lead', status: 'blocked' })
})
