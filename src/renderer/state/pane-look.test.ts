import { expect, test } from 'vitest'
import { PaneId } from '../../shared/domain/ids.ts'
import { scenarioView } from '../../testing/fake-app/scenarios.ts'
import { directoryOfPane, lookOfPane, projectOfPane } from './pane-look.ts'

const base = scenarioView('family', 'dark', 1_800_000_000_000)
const lead = PaneId.parse('pane-1')
const shop = { root: '/home/ada/src/shop', problems: [] }

test('a terminal looks as its project says, and as a person chose where it says nothing', () => {
  const settings = { terminalFont: 'Iosevka', terminalThemeDark: 'Retro Warm', startModel: 'opus' }
  const view = { ...base, projects: { '/home/ada/src/shop': { ...shop, settings } } }
  const look = lookOfPane(view, lead, 'dark')
  expect([look.settings.terminalFont, look.fontSize, look.palette?.name]).toEqual([
    'Iosevka',
    13,
    'Retro Warm',
  ])
  expect(look.settings).not.toHaveProperty('startModel')
  expect(lookOfPane(view, lead, 'light').palette).toBeNull()
  expect(lookOfPane(view, PaneId.parse('pane-6'), 'dark').settings.terminalFont).toBe('')
})

test('a theme that is not there any more is Reveille’s own', () => {
  const view = { ...base, settings: { ...base.settings, terminalThemeDark: 'gone' } }
  expect(lookOfPane(view, lead, 'dark').palette).toBeNull()
})

test('a pane is in the project of its program’s directory; a remote one is in none', () => {
  expect(directoryOfPane(base, lead)).toBe('/home/ada/src/shop')
  expect(directoryOfPane(base, PaneId.parse('pane-4'))).toBeNull()
  expect(directoryOfPane(base, null)).toBeNull()
  expect(projectOfPane(base, lead)).toBeNull()
})
