import { expect, test } from 'vitest'
import { fakeAgent, fakeConversationId } from '../../testing/fake-app/fake-agent.ts'
import { ancestorsOf, familiesOf, needsPerson, rootOf, type FamilyNode } from './families.ts'

const now = 1_800_000_000_000
const agent = (number: number, told: Partial<Parameters<typeof fakeAgent>[0]> = {}) =>
  fakeAgent({ now, number, name: `agent ${number}`, ...told })
const child = (number: number, parent: number, told: Partial<Parameters<typeof fakeAgent>[0]> = {}) =>
  agent(number, { parentId: fakeConversationId(parent), ...told })
const shape = (nodes: readonly FamilyNode[]): unknown =>
  nodes.map((node) => [node.agent.name, shape(node.children)])

test('children stand below their parent in the order they were started', () => {
  const families = familiesOf([child(3, 1), agent(1), child(2, 1), child(4, 2), agent(5)])
  expect(shape(families.current)).toEqual([
    [
      'agent 1',
      [
        ['agent 2', [['agent 4', []]]],
        ['agent 3', []],
      ],
    ],
    ['agent 5', []],
  ])
})

test('a child whose parent is not known is shown as a root, and a cycle hangs nothing', () => {
  expect(shape(familiesOf([child(2, 99)]).current)).toEqual([['agent 2', []]])
  expect(familiesOf([child(1, 2), child(2, 1)])).toEqual({ current: [], earlier: [] })
  expect(ancestorsOf([child(1, 2), child(2, 1)], child(1, 2)).length).toBeLessThan(3)
})

test('a family counts as earlier only when its last member has ended', () => {
  const ended = { status: 'finished' } as const
  const alive = familiesOf([agent(1, ended), child(2, 1)])
  expect([alive.current.length, alive.earlier.length]).toEqual([1, 0])
  const over = familiesOf([agent(1, ended), child(2, 1, ended)])
  expect([over.current.length, over.earlier.length]).toEqual([0, 1])
})

test('the root of a grandchild is its topmost ancestor', () => {
  const all = [agent(1), child(2, 1), child(3, 2)]
  expect(rootOf(all, child(3, 2)).name).toBe('agent 1')
})

test('who waits longest for a person comes first', () => {
  const all = [
    agent(1, { status: 'missing' }),
    agent(2, { status: 'blocked', minutesAgo: 2 }),
    agent(3, { status: 'blocked', minutesAgo: 9 }),
    agent(4, { status: 'working' }),
  ]
  expect(needsPerson(all).map((one) => one.name)).toEqual(['agent 3', 'agent 2', 'agent 1'])
})
