import { expect, test } from 'vitest'
import { fakeAgent, fakeConversationId } from '../../testing/fake-app/fake-agent.ts'
import { familiesOf } from './families.ts'
import { holdTree, sidebarRows, type SidebarRow } from './sidebar-rows.ts'

const agent = (number: number, parent: number | null, told: Partial<Parameters<typeof fakeAgent>[0]> = {}) =>
  fakeAgent({
    now: 0,
    number,
    name: `a${number}`,
    parentId: parent === null ? null : fakeConversationId(parent),
    ...told,
  })
const families = familiesOf([
  agent(1, null),
  agent(2, 1),
  agent(3, 2),
  agent(4, 1),
  agent(5, null, { status: 'finished' }),
])
const none = { agents: new Set<never>(), groups: new Set<never>() }
const drawn = (rows: readonly SidebarRow[]): string[] =>
  rows.map((row) =>
    row.kind === 'group'
      ? `${row.group} ${row.count}`
      : `${row.rails.join(' ')} ${row.agent.name} ${row.position}/${row.siblings}`.trim(),
  )

test('the tree is a list of rows, each with the lines that lead to it', () => {
  expect(drawn(sidebarRows(families, none))).toEqual([
    'current 4',
    'a1 1/1',
    'branch a2 1/2',
    'through last a3 1/1',
    'last a4 2/2',
    'earlier 1',
    'a5 1/1',
  ])
})

test('what is folded is counted and not drawn', () => {
  const folds = { agents: new Set([fakeConversationId(2)]), groups: new Set(['earlier' as const]) }
  expect(drawn(sidebarRows(families, folds))).toEqual([
    'current 4',
    'a1 1/1',
    'branch a2 1/2',
    'last a4 2/2',
    'earlier 1',
  ])
})

test('a held order holds at every depth', () => {
  const [held] = holdTree(
    families.current,
    [1, 4, 2, 3].map((number) => fakeConversationId(number)),
  )
  expect(held?.children.map((child) => child.agent.name)).toEqual(['a4', 'a2'])
  expect(holdTree(families.current, null)).toBe(families.current)
})
