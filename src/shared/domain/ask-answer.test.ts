import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { decideAnswer, type AnswerFacts } from './ask-answer.ts'

const ask = { id: 'q1', kind: 'permission', tool: 'Bash', subject: 'rm x', can_answer: true } as const
const person = { kind: 'person' } as const
const decide = (changes: Partial<AnswerFacts> = {}) =>
  decideAnswer({ ask, given: null, meant: null, chosen: null, text: '', by: person, ...changes })
const given = { ask_id: 'q1', answer: 'deny', reason: 'use y', by: { kind: 'person', name: '' } } as const
const refused = (because: string) => ({ kind: 'refuse', because })

describe('words', () => {
  test.each(['yes', 'Y', ' ok. ', 'Allow!', 'go ahead', 'Yes, go ahead'])('%j allows', (text) => {
    expect(decide({ text })).toEqual({ kind: 'accept', answer: 'allow', reason: '' })
  })
  test.each(['no', 'Deny.', "don't"])('%j denies without a reason', (text) => {
    expect(decide({ text })).toEqual({ kind: 'accept', answer: 'deny', reason: '' })
  })
  test.each(['yes, but use y instead', 'is that ok?', 'allow', 'yesterday', 'go ahead and remove y instead'])(
    '%j is taken as it stands',
    (text) => {
      const answer = text === 'allow' ? 'allow' : 'deny'
      expect(decide({ text })).toEqual({ kind: 'accept', answer, reason: answer === 'deny' ? text : '' })
    },
  )
  test('no text but the few unmistakable ones is ever a consent', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const decision = decide({ text })
        if (decision.kind !== 'accept' || decision.answer === 'deny') return
        expect(text.trim().toLowerCase()).toMatch(
          /^(y|yes|ok|okay|allow|approve|go ahead|yes,? go ahead)[.!]?$/,
        )
      }),
    )
  })
})

test('a choice counts more than words, and a permission takes none', () => {
  expect(decide({ chosen: 'deny', text: 'use y' })).toEqual({
    kind: 'accept',
    answer: 'deny',
    reason: 'use y',
  })
  expect(decide({ chosen: 'allow', text: 'yes' })).toEqual({ kind: 'accept', answer: 'allow', reason: '' })
  expect(decide({ chosen: 'allow', text: 'but hurry' })).toEqual(refused('allow-has-no-words'))
})

test('an agent may deny, and allows only when nothing would be asked of itself', () => {
  for (const mode of ['plan', 'default', 'accept-edits'] as const) {
    const by = { kind: 'agent', mode } as const
    expect(decide({ by, chosen: 'allow' })).toEqual(refused('not-its-to-allow'))
    expect(decide({ by, text: 'yes' })).toEqual(refused('not-its-to-allow'))
    expect(decide({ by, text: 'use y' })).toEqual({ kind: 'accept', answer: 'deny', reason: 'use y' })
  }
  const free = { kind: 'agent', mode: 'bypass' } as const
  expect(decide({ by: free, text: 'yes' })).toEqual({ kind: 'accept', answer: 'allow', reason: '' })
})

test('only the open question is answered, and only once', () => {
  expect(decide({ ask: null, text: 'yes' })).toEqual(refused('only-in-its-pane'))
  expect(decide({ ask: { ...ask, can_answer: false }, text: 'yes' })).toEqual(refused('only-in-its-pane'))
  expect(decide({ meant: 'q0', text: 'yes' })).toEqual(refused('another-question'))
  expect(decide({ given, text: 'use y' })).toEqual({ kind: 'accepted-before' })
  expect(decide({ given, text: 'yes' })).toEqual(refused('answered-otherwise'))
  const older = { ...given, ask_id: 'q0' }
  expect(decide({ given: older, text: 'yes' })).toEqual({ kind: 'accept', answer: 'allow', reason: '' })
})
