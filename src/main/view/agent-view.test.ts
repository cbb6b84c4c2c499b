import { expect, test } from 'vitest'
import { noWakes, type Conversation } from '../../shared/domain/conversation.ts'
import { testConversation } from '../../testing/conversation-facts.ts'
import { agentView, type AgentViewFacts } from './agent-view.ts'

const facts: AgentViewFacts = {
  terminal: 'ended',
  isServiceReachable: true,
  serviceProblem: null,
  isMissing: false,
  isWaking: false,
  isWakeWaiting: false,
  waitingMessages: 0,
  ambient: 'AgentRunning',
  executionNumber: 1,
  isFollowUpInFlight: false,
  branch: null,
  unreadLetters: 0,
  wakesOn: [],
}
const detail = (conversation: Partial<Conversation>, more: Partial<AgentViewFacts> = {}) =>
  agentView(testConversation(1, { lastState: 'SUCCEEDED', ...conversation }), { ...facts, ...more }).detail

test('a dormant agent says what wakes it', () => {
  expect(detail({})).toBe('wakes on message')
})
test('a parked one says that only a person does, and why', () => {
  const wakes = { ...noWakes, parked: 'gave-up' as const, holding: 'parked: it failed six times' }
  expect(detail({ wakes }, { waitingMessages: 2 })).toBe(
    'parked with 2 messages: only you wake it (it failed six times)',
  )
  expect(detail({ wakes }, { waitingMessages: 2, isWaking: true })).toBe('for 2 messages')
  expect(detail({ wakes })).toBe('wakes on message')
})
test('one that waits for events says until when, in the time of this machine', () => {
  const waitingUntil = new Date(2026, 10, 24, 9, 5).getTime()
  expect(detail({ waitingUntil })).toBe('waits for events until 09:05')
  expect(detail({ waitingUntil, lastState: 'INPROGRESS' })).toBe('')
})
test('a remote one whose service does not answer is unreachable, with the reason; a local one shows what it last was', () => {
  const away = { isServiceReachable: false, serviceProblem: 'its process (7) was stopped by a signal' }
  const remote = testConversation(1, { place: 'remote', lastState: 'INPROGRESS' })
  expect(agentView(remote, { ...facts, ...away })).toMatchObject({
    status: 'unreachable',
    ambient: 'AgentRunning',
    detail: 'the service does not answer: its process (7) was stopped by a signal',
  })
  expect(agentView(testConversation(1, { lastState: 'SUCCEEDED' }), { ...facts, ...away })).toMatchObject({
    status: 'dormant',
  })
})
