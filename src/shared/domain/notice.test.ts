import { expect, test } from 'vitest'
import { decideNotice, type NoticeFacts } from './notice.ts'

const facts = (changes: Partial<NoticeFacts> = {}): NoticeFacts => ({
  reached: 'SUCCEEDED',
  childName: 'tests',
  parent: 'living',
  hasWrittenToParent: false,
  summary: 'all green',
  statusMessage: null,
  ...changes,
})

test('a parent is told that its child finished, with its last words', () => {
  expect(decideNotice(facts(), 100)).toEqual({ kind: 'tell', subject: 'tests finished', body: 'all green' })
})

test('a child that has written to its parent is not announced as well', () => {
  expect(decideNotice(facts({ hasWrittenToParent: true }), 100)).toEqual({
    kind: 'be-silent',
    because: 'child-has-told',
  })
})

test('a failure is told even by a child that has written', () => {
  const failed = facts({ reached: 'FAILED', hasWrittenToParent: true, statusMessage: 'no credits' })
  expect(decideNotice(failed, 100)).toEqual({ kind: 'tell', subject: 'tests failed', body: 'no credits' })
})

test('an error counts as a failure and falls back on the last words', () => {
  expect(decideNotice(facts({ reached: 'ERROR' }), 100)).toEqual({
    kind: 'tell',
    subject: 'tests failed',
    body: 'all green',
  })
})

test('a blocked child is told with its question', () => {
  const blocked = facts({ reached: 'BLOCKED', hasWrittenToParent: true, statusMessage: 'may I delete it?' })
  expect(decideNotice(blocked, 100)).toEqual({
    kind: 'tell',
    subject: 'tests is blocked',
    body: 'may I delete it?',
  })
})

test.each(['QUEUED', 'PENDING', 'CLAIMED', 'INPROGRESS', 'CANCELLED'] as const)(
  '%s is no news',
  (reached) => {
    expect(decideNotice(facts({ reached }), 100)).toEqual({ kind: 'be-silent', because: 'nothing-ended' })
  },
)

test.each(['none', 'killed'] as const)('a parent that is %s hears nothing', (parent) => {
  expect(decideNotice(facts({ parent }), 100)).toEqual({ kind: 'be-silent', because: 'nobody-to-tell' })
})

test('last words are cut to what fits', () => {
  expect(decideNotice(facts({ summary: 'a'.repeat(50) }), 10)).toEqual({
    kind: 'tell',
    subject: 'tests finished',
    body: `${'a'.repeat(9)}…`,
  })
})
