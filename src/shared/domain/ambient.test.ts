import { expect, test } from 'vitest'
import { AmbientState, canFollowUp, nextAmbientState, type AmbientEvent } from './ambient.ts'

const events: AmbientEvent['kind'][] = [
  'viewing',
  'prompt-submitted',
  'follow-up-submitted',
  'execution-started',
  'run-failed',
  'run-cancelled',
  'auth-needed',
  'auth-completed',
]
const row = (state: AmbientState) => events.map((kind) => nextAmbientState(state, { kind }))

test.each<[AmbientState, AmbientState[]]>([
  ['Setup', ['AgentRunning', 'WaitingForSession', 'Setup', 'Setup', 'Setup', 'Setup', 'Setup', 'Setup']],
  [
    'Composing',
    [
      'AgentRunning',
      'WaitingForSession',
      'Composing',
      'Composing',
      'Composing',
      'Composing',
      'Composing',
      'Composing',
    ],
  ],
  [
    'WaitingForSession',
    [
      'AgentRunning',
      'WaitingForSession',
      'WaitingForSession',
      'AgentRunning',
      'Failed',
      'Cancelled',
      'NeedsAuth',
      'WaitingForSession',
    ],
  ],
  [
    'AgentRunning',
    [
      'AgentRunning',
      'AgentRunning',
      'WaitingForSession',
      'AgentRunning',
      'AgentRunning',
      'AgentRunning',
      'AgentRunning',
      'AgentRunning',
    ],
  ],
  [
    'Failed',
    ['AgentRunning', 'Failed', 'WaitingForSession', 'AgentRunning', 'Failed', 'Failed', 'Failed', 'Failed'],
  ],
  [
    'NeedsAuth',
    [
      'AgentRunning',
      'NeedsAuth',
      'NeedsAuth',
      'NeedsAuth',
      'NeedsAuth',
      'Cancelled',
      'NeedsAuth',
      'WaitingForSession',
    ],
  ],
  [
    'Cancelled',
    [
      'AgentRunning',
      'Cancelled',
      'WaitingForSession',
      'AgentRunning',
      'Cancelled',
      'Cancelled',
      'Cancelled',
      'Cancelled',
    ],
  ],
])('from %s every event leads where the table says', (state, expected) => {
  expect(row(state)).toEqual(expected)
})
test('a follow-up is allowed but where it cannot be carried out, and the reason is told', () => {
  const facts = { runState: 'SUCCEEDED', isKilled: false, isFollowUpInFlight: false, canAnswer: false }
  expect(canFollowUp(facts)).toEqual({ can: true })
  expect(canFollowUp({ ...facts, runState: 'INPROGRESS' })).toEqual({ can: true })
  expect(canFollowUp({ ...facts, runState: 'BLOCKED', canAnswer: true })).toEqual({ can: true })
  for (const change of [
    { isKilled: true },
    { isFollowUpInFlight: true },
    { runState: 'BLOCKED' },
    { runState: null },
  ])
    expect(canFollowUp({ ...facts, ...change })).toMatchObject({ can: false })
})
