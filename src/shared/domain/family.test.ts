import { expect, test } from 'vitest'
import { testConversation, testIds } from '../../testing/conversation-facts.ts'
import type { Conversation } from './conversation.ts'
import { mayTrust, rootOf } from './family.ts'

const family = (...members: Conversation[]) => new Map(members.map((one) => [one.id, one]))
const lead = testConversation(1, { startedBy: 'person', directory: '/src/shop' })
const child = (directory: string) => testConversation(2, { parentId: lead.id, directory })

test('the root is the topmost that is known, also where stored data goes in a circle', () => {
  const kid = child('/src/shop')
  expect(rootOf(family(lead, kid), kid)).toBe(lead)
  expect(rootOf(family(kid), kid)).toBe(kid)
  const one = testConversation(1, { parentId: testIds(2).id })
  const other = testConversation(2, { parentId: testIds(1).id })
  expect([one, other]).toContain(rootOf(family(one, other), one))
})
test.each([
  ['/src/shop', true],
  ['/src/shop/api', true],
  ['/src/shop/../secret', false],
  ['/src/shopping', false],
  ['/', false],
])('a child in %s is in a directory that a person chose: %s', (directory, expected) => {
  const kid = child(directory)
  expect(mayTrust(family(lead, kid), kid)).toBe(expected)
})
