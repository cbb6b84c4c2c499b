import { expect, test } from 'vitest'
import { fakeAgent } from '../../testing/fake-app/fake-agent.ts'
import { trayMenu } from './tray-menu.ts'

const now = 1_700_000_000_000

test('the tray names who needs a person, the longest first, and counts the others', () => {
  const agents = [
    fakeAgent({ now, number: 1, name: 'lead', status: 'working' }),
    fakeAgent({
      now,
      number: 2,
      name: 'docs',
      status: 'blocked',
      detail: 'asks: run npm publish?',
      minutesAgo: 2,
    }),
    fakeAgent({ now, number: 3, name: 'tests', status: 'dormant' }),
    fakeAgent({ now, number: 4, name: 'old', status: 'blocked', detail: 'asks: push?', minutesAgo: 20 }),
  ]
  const menu = trayMenu({ agents })
  expect([menu.tooltip, menu.needing]).toEqual(['Reveille: 2 need you, 1 working, 1 at rest', 2])
  expect(menu.items.flatMap((item) => (item.kind === 'agent' ? item.label : []))).toEqual([
    'old asks: push?',
    'docs asks: run npm publish?',
  ])
})

test('with nobody waiting it says so by saying nothing of it', () => {
  expect(trayMenu({ agents: [] }).tooltip).toBe('Reveille: 0 working, 0 at rest')
})
