import { expect, test } from 'vitest'
import type { Letter } from '../../shared/contract/app-side.ts'
import { MessageId } from '../../shared/domain/ids.ts'
import { fakeAgent, fakeConversationId } from '../../testing/fake-app/fake-agent.ts'
import { findLetters, isUnreadLetter, threadsOf } from './letters.ts'

const letter = (sequence: number, from: number | null, to: number, told: Partial<Letter> = {}): Letter => ({
  id: MessageId.parse(`m${sequence}`),
  sequence,
  to: fakeConversationId(to),
  from: from === null ? null : fakeConversationId(from),
  fromName: from === null ? 'you' : `agent ${from}`,
  subject: '',
  body: '',
  kind: 'message',
  state: 'delivered',
  sentAt: sequence * 1_000,
  ...told,
})

test('letters both ways are one thread; the thread that moved last comes first', () => {
  const threads = threadsOf([letter(1, 1, 2), letter(2, null, 2), letter(3, 2, 1), letter(4, null, 3)])
  expect(threads.map((thread) => thread.letters.map((one) => one.sequence))).toEqual([[4], [1, 3], [2]])
})

test('letters are found by sender, subject and text', () => {
  const letters = [
    letter(1, 1, 2, { subject: 'routes are up' }),
    letter(2, 2, 1, { body: 'the ROUTES work' }),
  ]
  expect(findLetters(letters, 'routes up').map((one) => one.sequence)).toEqual([1])
  expect(findLetters(letters, 'routes').map((one) => one.sequence)).toEqual([1, 2])
  expect(findLetters(letters, 'agent 2').map((one) => one.sequence)).toEqual([2])
})

test('a letter is unread until the letters of its family were read', () => {
  const agents = [
    fakeAgent({ now: 0, number: 1, name: 'lead' }),
    fakeAgent({ now: 0, number: 2, name: 'tests', parentId: fakeConversationId(1) }),
  ]
  const root = fakeConversationId(1)
  expect(isUnreadLetter({ [root]: 4_000 }, agents, letter(5, 1, 2))).toBe(true)
  expect(isUnreadLetter({ [root]: 5_000 }, agents, letter(5, 1, 2))).toBe(false)
})
