import { expect, test } from 'vitest'
import { decideFollowUp, type FollowUpFacts } from './follow-up.ts'

const decide = (changes: Partial<FollowUpFacts<string>> = {}) =>
  decideFollowUp<string>({
    location: 'REMOTE',
    isKilled: false,
    state: 'SUCCEEDED',
    hasText: true,
    isChoice: false,
    mayAnswer: true,
    announces: 'pending-messages',
    held: null,
    next: null,
    takesMail: false,
    ...changes,
  })

test('a follow-up to an ended run starts its next execution', () => {
  expect(decide()).toEqual({ kind: 'start-execution' })
})
test('a follow-up to a run nobody has begun is added to its prompt', () => {
  expect(decide({ state: 'QUEUED', next: 'e1' })).toEqual({ kind: 'append', to: 'e1' })
})
test('a follow-up to a working run waits for its end', () => {
  expect(decide({ state: 'INPROGRESS', held: 'e1' })).toEqual({ kind: 'queue-behind' })
})
test('a follow-up to a program that takes mail while it works goes to its live execution', () => {
  const working = { state: 'INPROGRESS', held: 'e1', takesMail: true } as const
  expect(decide(working)).toEqual({ kind: 'deliver', to: 'e1' })
  expect(decide({ ...working, next: 'e2' })).toEqual({ kind: 'append', to: 'e2' })
})
test('a run whose turn ended while its worker still holds it is not given to a second worker', () => {
  expect(decide({ state: 'SUCCEEDED', held: 'e1' })).toEqual({ kind: 'queue-behind' })
})
test('a second follow-up to a working run joins the first', () => {
  expect(decide({ state: 'INPROGRESS', held: 'e1', next: 'e2' })).toEqual({ kind: 'append', to: 'e2' })
})
test('messages that were announced before cause nothing', () => {
  expect(decide({ announces: 'only-handled' })).toEqual({ kind: 'done-before' })
})
test('a word to a blocked run is the answer to its question, wherever the run is', () => {
  const blocked = { state: 'BLOCKED', announces: 'nothing' } as const
  expect(decide(blocked)).toEqual({ kind: 'answer' })
  expect(decide({ ...blocked, location: 'LOCAL' })).toEqual({ kind: 'answer' })
  expect(decide({ ...blocked, hasText: false, isChoice: true })).toEqual({ kind: 'answer' })
  expect(decide({ ...blocked, mayAnswer: false })).toEqual({ kind: 'refuse', because: 'blocked' })
})
test.each([
  ['killed', { isKilled: true }],
  ['local', { location: 'LOCAL' as const }],
  ['blocked', { state: 'BLOCKED' as const }],
  ['empty', { hasText: false, announces: 'nothing' as const }],
  ['asks-nothing', { isChoice: true }],
  ['asks-nothing', { isChoice: true, location: 'LOCAL' as const, state: 'INPROGRESS' as const }],
] as const)('a follow-up is refused: %s', (because, facts) => {
  expect(decide(facts)).toEqual({ kind: 'refuse', because })
})
