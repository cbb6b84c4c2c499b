import { expect, test } from 'vitest'
import { runStates } from './run.ts'
import { canRelocate, type RelocationFacts } from './relocation.ts'

const facts = (overrides: Partial<RelocationFacts> = {}): RelocationFacts => ({
  ...{ isKilled: false, isMissing: false, runState: 'SUCCEEDED', canSessionMove: true },
  ...overrides,
})
const because = (overrides: Partial<RelocationFacts>): string | null => {
  const decision = canRelocate(facts(overrides))
  return decision.can ? null : decision.because
}

test('whatever its last turn came to, an agent that rests can go on elsewhere; one that works cannot', () => {
  const resting = ['SUCCEEDED', 'FAILED', 'ERROR', 'CANCELLED']
  for (const runState of runStates)
    expect([runState, because({ runState })]).toEqual([
      runState,
      resting.includes(runState) ? null : 'it is at work: stop it, or let it end its turn',
    ])
})
test.each<[Partial<RelocationFacts>, string]>([
  [{ isKilled: true }, 'it was killed'],
  [{ isMissing: true }, 'the service does not know its run'],
  [{ runState: null }, 'the state of its run is not known'],
  [{ runState: 'UNKNOWN' }, 'the state of its run is not known'],
  [{ canSessionMove: false }, 'sessions of its harness stay on the machine where they began'],
])('%j: it stays where it is, and the reason is told', (overrides, expected) => {
  expect(because(overrides)).toBe(expected)
})
