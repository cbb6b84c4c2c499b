import { expect, test } from 'vitest'
import { fakeAgent } from '../../testing/fake-app/fake-agent.ts'
import { canWake, paneNote } from './pane-note.ts'

const agent = (told: Partial<Parameters<typeof fakeAgent>[0]>) =>
  fakeAgent({ now: 0, number: 1, name: 'a', ...told })

test('a working agent that nobody woke has no line', () => {
  expect(paneNote(agent({ status: 'working', detail: 'reading' }), 0)).toBeNull()
})

test('a dormant agent says what wakes it and can be woken', () => {
  expect(paneNote(agent({ status: 'dormant', detail: 'wakes on message' }), 0)).toEqual({
    tone: 'calm',
    lead: 'dormant: wakes on message',
    why: '',
    waitingMessages: 0,
    canWake: true,
  })
})

test('the reason of the last decision is shown as it is', () => {
  const note = paneNote(agent({ status: 'working', wakeReason: 'held: you type', waitingMessages: 2 }), 0)
  expect([note?.lead, note?.why, note?.waitingMessages, note?.canWake]).toEqual([
    '',
    'held: you type',
    2,
    false,
  ])
})

test('a blocked agent asks for a look, a failed one says so', () => {
  expect(paneNote(agent({ status: 'blocked', detail: 'asks: run it?' }), 0)?.tone).toBe('attention')
  expect(paneNote(agent({ status: 'failed', detail: 'no credit' }), 0)?.tone).toBe('failure')
})

test('a cloud pane that tells of its failure above does not tell it twice', () => {
  const failed = { status: 'failed', place: 'remote', ambient: 'Failed', detail: 'lease lost' } as const
  expect(paneNote(agent(failed), 0)).toBeNull()
  expect(paneNote(agent({ ...failed, wakeReason: 'held: gave up' }), 0)?.lead).toBe('')
})

test('killed and missing agents cannot be woken, a working one need not be', () => {
  for (const status of ['killed', 'missing', 'working', 'blocked', 'idle'] as const)
    expect(canWake(agent({ status }))).toBe(false)
  expect(canWake(agent({ status: 'idle', waitingMessages: 1 }))).toBe(true)
})

test('a remote agent is woken by hand only when letters wait and a follow-up is possible', () => {
  const remote = { status: 'finished', place: 'remote', ambient: 'AgentRunning' } as const
  expect(canWake(agent({ ...remote, followUp: { can: true, because: '' } }))).toBe(false)
  expect(canWake(agent({ ...remote, followUp: { can: true, because: '' }, waitingMessages: 1 }))).toBe(true)
  expect(canWake(agent({ ...remote, waitingMessages: 1 }))).toBe(false)
})
