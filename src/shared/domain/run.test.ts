import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  isEnded,
  lifecycleEventTypes,
  nextRunState,
  RunStateFromWire,
  runMoves,
  runStates,
  type RunEvent,
} from './run.ts'

const events: RunEvent[] = [
  'claimed',
  'lease-lost',
  'started',
  'succeeded',
  'failed',
  'errored',
  'blocked',
  'cancelled',
  'reopened',
  'requeued',
]

test('a run goes from the queue to its end', () => {
  expect(nextRunState('QUEUED', 'claimed')).toBe('CLAIMED')
  expect(nextRunState('CLAIMED', 'started')).toBe('INPROGRESS')
  expect(nextRunState('INPROGRESS', 'succeeded')).toBe('SUCCEEDED')
})
test('a run ends once: late reports of an end do not move one that has ended', () => {
  const endings: RunEvent[] = ['succeeded', 'failed', 'errored', 'cancelled', 'blocked']
  for (const state of runStates.filter(isEnded))
    for (const event of endings) expect(nextRunState(state, event)).toBeNull()
})
test('an ended run goes on only by a reopening, a requeue or a turn that began', () => {
  for (const state of runStates.filter(isEnded))
    expect(Object.keys(runMoves[state]).sort()).toEqual(['reopened', 'requeued', 'started'])
})
test('no sequence of events leads out of the known states', () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...events)), (sequence) => {
      const last = sequence.reduce(
        (state, event) => nextRunState(state, event) ?? state,
        'QUEUED' as (typeof runStates)[number],
      )
      expect(runStates).toContain(last)
    }),
  )
})
test('a blocked run waits for a person and has not ended', () => {
  expect(isEnded('BLOCKED')).toBe(false)
})
test('every state that is told has an event type of its own', () => {
  const types = Object.values(lifecycleEventTypes)
  expect(new Set(types).size).toBe(types.length)
})
test('a state from a newer server is unknown, not an error', () => {
  expect(RunStateFromWire.parse('IN_PROGRESS')).toBe('INPROGRESS')
  expect(RunStateFromWire.parse('HIBERNATING')).toBe('UNKNOWN')
})
