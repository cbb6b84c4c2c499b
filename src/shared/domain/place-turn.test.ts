import { describe, expect, test } from 'vitest'
import { decideTurn, type PlaceLook, type TurnFacts } from './place-turn.ts'
import { runStates } from './run.ts'

const look = (state: PlaceLook['state'], executionId: string | null = null): PlaceLook => ({
  state,
  executionId,
  message: '',
  ask: null,
  link: null,
})
const facts = (overrides: Partial<TurnFacts> = {}): TurnFacts => ({
  before: null,
  hasWorked: false,
  staleLooks: 0,
  ...overrides,
})
const decide = (
  state: PlaceLook['state'],
  overrides: Partial<TurnFacts> = {},
  execution: string | null = null,
) => decideTurn(facts(overrides), look(state, execution), 10)

describe('a first turn', () => {
  test.each([
    ['QUEUED', { kind: 'go-on', is: 'waiting' }],
    ['PENDING', { kind: 'go-on', is: 'waiting' }],
    ['CLAIMED', { kind: 'go-on', is: 'waiting' }],
    ['INPROGRESS', { kind: 'go-on', is: 'working' }],
    ['BLOCKED', { kind: 'go-on', is: 'blocked' }],
    ['SUCCEEDED', { kind: 'ended', as: 'succeeded' }],
    ['FAILED', { kind: 'ended', as: 'failed' }],
    ['ERROR', { kind: 'ended', as: 'errored' }],
    ['CANCELLED', { kind: 'ended', as: 'cancelled' }],
    ['UNKNOWN', { kind: 'go-on', is: 'waiting' }],
  ] as const)('that shows %s', (state, expected) => expect(decide(state)).toEqual(expected))
})

describe('a follow-up that was accepted', () => {
  const before = look('SUCCEEDED', 'execution-1')
  test('does not end on the end that was there before it', () => {
    expect(decide('SUCCEEDED', { before }, 'execution-1')).toEqual({ kind: 'go-on', is: 'stale' })
  })
  test('ends with an execution of its own, however quick that was', () => {
    expect(decide('SUCCEEDED', { before }, 'execution-2')).toEqual({ kind: 'ended', as: 'succeeded' })
  })
  test('ends after it was seen at work, where the place names no executions', () => {
    const nameless = look('SUCCEEDED')
    expect(decide('SUCCEEDED', { before: nameless })).toEqual({ kind: 'go-on', is: 'stale' })
    expect(decide('SUCCEEDED', { before: nameless, hasWorked: true })).toMatchObject({ kind: 'ended' })
  })
  test('is cancelled by somebody there, also before it began; an old cancellation is not its own', () => {
    expect(decide('CANCELLED', { before: look('SUCCEEDED') })).toEqual({ kind: 'ended', as: 'cancelled' })
    expect(decide('CANCELLED', { before: look('CANCELLED') })).toEqual({ kind: 'go-on', is: 'stale' })
  })
  test('did not start when the old end is all that is seen for too long', () => {
    const patience = { before, staleLooks: 9 }
    expect(decide('SUCCEEDED', patience, 'execution-1')).toMatchObject({ kind: 'go-on' })
    expect(decide('SUCCEEDED', { ...patience, staleLooks: 10 }, 'execution-1')).toEqual({
      kind: 'did-not-start',
    })
  })
})

test('every state of a run leads somewhere, whatever was before', () => {
  for (const before of [null, ...runStates.map((state) => look(state))])
    for (const state of [...runStates, 'UNKNOWN' as const])
      for (const hasWorked of [true, false])
        expect(decide(state, { before, hasWorked }).kind).toMatch(/go-on|ended/)
})
