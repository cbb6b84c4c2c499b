import { expect, test } from 'vitest'
import { PaneId, TabId, TerminalId } from '../../shared/domain/ids.ts'
import { fakeAgent, fakeConversationId } from '../../testing/fake-app/fake-agent.ts'
import { scenarioView } from '../../testing/fake-app/scenarios.ts'
import { isSamePillRow, neighbourInFamily, orderPills, pillRowOf, rollUp } from './pill-order.ts'

const now = 1_800_000_000_000
const agent = (number: number, told: Partial<Parameters<typeof fakeAgent>[0]>) =>
  fakeAgent({ now, number, name: `agent ${number}`, ...told })
const names = (agents: readonly { name: string }[]) => agents.map((one) => one.name)
const view = () => scenarioView('family', 'dark', now)

test('who needs a person comes before who works, and those before who rests', () => {
  const children = [
    agent(1, { status: 'dormant' }),
    agent(2, { status: 'working' }),
    agent(3, { status: 'failed' }),
    agent(4, { status: 'blocked' }),
    agent(5, { status: 'killed' }),
  ]
  expect(names(orderPills(children))).toEqual(['agent 4', 'agent 3', 'agent 2', 'agent 1', 'agent 5'])
})

test('a pinned child comes first whatever its state', () => {
  const children = [agent(1, { status: 'blocked' }), agent(2, { status: 'killed', isPinned: true })]
  expect(names(orderPills(children))).toEqual(['agent 2', 'agent 1'])
})

test('working children keep the order they were started in, however often they move', () => {
  const children = [agent(1, { minutesAgo: 30 }), agent(2, { minutesAgo: 0 }), agent(3, { minutesAgo: 5 })]
  expect(names(orderPills(children))).toEqual(['agent 1', 'agent 2', 'agent 3'])
})

test('of the resting ones the latest comes first', () => {
  const rest = { status: 'finished' } as const
  const children = [agent(1, { ...rest, minutesAgo: 30 }), agent(2, { ...rest, minutesAgo: 1 })]
  expect(names(orderPills(children))).toEqual(['agent 2', 'agent 1'])
})

test('the parent is the first pill, in its own pane and in the pane of a child', () => {
  const own = pillRowOf(view())
  expect([own?.parent.name, ...names(own?.children.map((one) => one.agent) ?? [])]).toEqual([
    'lead',
    'review',
    'docs',
    'tests',
    'api',
  ])
  const { layout, ...rest } = view()
  const inChild = {
    ...rest,
    layout: { ...layout, tabs: layout.tabs.map((tab) => ({ ...tab, focused: PaneId.parse('pane-3') })) },
  }
  expect(pillRowOf(inChild)?.parent.name).toBe('lead')
  expect(pillRowOf(inChild)?.current.name).toBe('tests')
})

test('a row is the same as long as nobody in it changed', () => {
  const { agents, layout } = view()
  const row = pillRowOf({ agents, layout })
  expect(isSamePillRow(row, pillRowOf({ agents: [...agents], layout }))).toBe(true)
  const moved = agents.map((one) => (one.name === 'tests' ? { ...one, detail: 'at it' } : one))
  expect(isSamePillRow(row, pillRowOf({ agents: moved, layout }))).toBe(false)
  const elsewhere = agents.map((one) => (one.name === 'infra' ? { ...one, detail: 'at it' } : one))
  expect(isSamePillRow(row, pillRowOf({ agents: elsewhere, layout }))).toBe(true)
})

test('an agent without family has no pills, a shell shows those of the first agent of its tab', () => {
  const start = view()
  const activeTab = TabId.parse('t2')
  expect(pillRowOf({ ...start, layout: { ...start.layout, activeTab } })).toBeNull()
  const shell = PaneId.parse('pane-shell')
  const content = { kind: 'shell', terminalId: TerminalId.parse('s'), directory: '/' } as const
  const tabs = start.layout.tabs.map((tab) => ({ ...tab, focused: shell }))
  const inShell = {
    ...start,
    layout: { ...start.layout, tabs, panes: { ...start.layout.panes, [shell]: content } },
  }
  expect(pillRowOf(inShell)?.current.name).toBe('lead')
})

test('a grandchild’s row shows the way up, two steps at most', () => {
  const many = scenarioView('many', 'dark', now)
  const focus = PaneId.parse('pane-21')
  const tabs = many.layout.tabs.map((tab) => ({
    ...tab,
    focused: focus,
    root: { kind: 'leaf' as const, paneId: focus },
  }))
  const row = pillRowOf({ ...many, layout: { ...many.layout, tabs } })
  expect(names(row?.crumbs ?? [])).toEqual(['lead', 'working-agent'])
  expect(row?.parent.conversationId).toBe(fakeConversationId(20))
})

test('cycling walks the whole family in the order of its pills, round the end in both directions', () => {
  const start = view()
  expect(neighbourInFamily(start, 1)?.name).toBe('review')
  expect(neighbourInFamily(start, -1)?.name).toBe('api')
  expect(neighbourInFamily({ ...start, agents: start.agents.slice(0, 1) }, 1)).toBeNull()
})

test('a pill with agents below it tells how many and who of them needs a look most', () => {
  const parent = agent(1, {})
  const child = agent(2, { parentId: fakeConversationId(1), status: 'dormant' })
  const grandchild = agent(3, { parentId: fakeConversationId(2), status: 'blocked' })
  expect(rollUp([parent, child, grandchild], parent)).toEqual({ count: 2, worst: 'blocked' })
  expect(rollUp([parent, child, grandchild], grandchild)).toBeNull()
})
