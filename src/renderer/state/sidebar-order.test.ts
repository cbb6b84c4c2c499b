import { expect, test } from 'vitest'
import { familyAgents } from '../../testing/fake-app/fake-families.ts'
import { fakeConversationId } from '../../testing/fake-app/fake-agent.ts'
import { familiesOf, type FamilyNode } from './families.ts'
import { inHeldOrder } from './held-order.ts'
import { filterFamilies, moveFamily, orderFamilies } from './sidebar-order.ts'

const { current } = familiesOf(familyAgents(1_700_000_000_000))
const names = (nodes: readonly FamilyNode[]): string[] => nodes.map((node) => node.agent.name)
const [lead, infra] = [fakeConversationId(1), fakeConversationId(6)]

test('a family in which somebody asks comes first; a dragged order wins where it is chosen', () => {
  expect(names(orderFamilies(current.toReversed(), 'attention', []))).toEqual(['lead', 'infra'])
  expect(names(orderFamilies(current, 'manual', [infra, lead]))).toEqual(['infra', 'lead'])
  expect(names(orderFamilies(current, 'manual', [infra]))).toEqual(['infra', 'lead'])
})

test('a family is moved to where another one stands', () => {
  expect(moveFamily([lead, infra], infra, lead)).toEqual([infra, lead])
  expect(moveFamily([lead, infra], lead, lead)).toEqual([lead, infra])
})

test('a filter keeps who fits and those above them', () => {
  const [found] = filterFamilies(current, 'needs you')
  expect([found?.agent.name, names(found?.children ?? [])]).toEqual(['lead', ['docs']])
  expect(names(filterFamilies(current, 'codex infra'))).toEqual(['infra'])
  expect(filterFamilies(current, 'nobody')).toEqual([])
})

test('what is under the pointer keeps its place; new ones come behind', () => {
  const id = (one: string): string => one
  expect(inHeldOrder(['c', 'a', 'new', 'b'], ['a', 'b', 'c'], id)).toEqual(['a', 'b', 'c', 'new'])
  expect(inHeldOrder(['c', 'a'], null, id)).toEqual(['c', 'a'])
})
