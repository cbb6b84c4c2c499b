import { expect, test } from 'vitest'
import { testConversation } from '../../testing/conversation-facts.ts'
import { Conversations } from './conversations.ts'

const opened = (initial: unknown[]) => {
  const written: unknown[][] = []
  const conversations = new Conversations({ initial, write: (value) => void written.push(value) })
  return { conversations, written }
}

test('what was stored comes back whole: place, session, names, cursor, wakes', () => {
  const stored = testConversation(1, {
    place: 'remote',
    terminalId: null,
    cursor: 812,
    name: 'api',
    isPinned: true,
  })
  expect(opened([JSON.parse(JSON.stringify(stored))]).conversations.get(stored.id)).toEqual(stored)
})
test('a broken record costs no other, and is written back as it was', () => {
  const broken = { id: 7, name: 'torn' }
  const { conversations, written } = opened([broken, testConversation(1)])
  expect([conversations.all.size, conversations.unreadableCount]).toEqual([1, 1])
  conversations.put(testConversation(2))
  expect(written.at(-1)).toContainEqual(broken)
})
test('a change is on disk before anybody hears of it', () => {
  const { conversations, written } = opened([testConversation(1)])
  const heard: number[] = []
  conversations.onChanged(() => heard.push(written.length))
  conversations.update(testConversation(1).id, (now) => ({ ...now, name: 'renamed' }))
  expect(heard).toEqual([1])
})
test('a change of a conversation that was removed does not bring it back', () => {
  const { conversations, written } = opened([testConversation(1)])
  conversations.remove(testConversation(1).id)
  conversations.update(testConversation(1).id, (now) => ({ ...now, name: 'ghost' }))
  expect([conversations.all.size, written.length]).toEqual([0, 1])
})
