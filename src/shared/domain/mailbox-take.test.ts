import fc from 'fast-check'
import { expect, test } from 'vitest'
import { planTake, type OpenMessage } from './mailbox-take.ts'

const message = (messageId: string, changes: Partial<OpenMessage<string>> = {}): OpenMessage<string> => ({
  messageId,
  state: 'pending',
  surfacedTo: null,
  isShown: false,
  chars: 100,
  ...changes,
})
const policy = { maxChars: 1_000, overheadChars: 200 }

test('the oldest messages that fit are surfaced, in order, and the rest is counted', () => {
  const open = ['a', 'b', 'c', 'd', 'e'].map((id) => message(id))
  expect(planTake(open, 's', policy)).toEqual({
    deliver: [],
    release: [],
    surface: ['a', 'b', 'c'],
    remaining: 2,
  })
})

test('a message larger than everything is taken alone', () => {
  const open = [message('large', { chars: 100_000 }), message('small')]
  expect(planTake(open, 's', policy)).toEqual({ deliver: [], release: [], surface: ['large'], remaining: 1 })
})

test('a later small message never overtakes an older one', () => {
  const open = [message('a'), message('large', { chars: 100_000 }), message('small')]
  expect(planTake(open, 's', policy)).toEqual({ deliver: [], release: [], surface: ['a'], remaining: 2 })
})

test('a sign of life delivers what was shown and takes nothing', () => {
  const open = [message('a', { state: 'surfaced', surfacedTo: 's', isShown: true }), message('b')]
  const plan = planTake(open, 's', { ...policy, maxChars: 0 })
  expect(plan).toEqual({ deliver: ['a'], release: [], surface: [], remaining: 1 })
})

test('what was given but never shown is given again', () => {
  const open = [message('a', { state: 'surfaced', surfacedTo: 's' }), message('b')]
  expect(planTake(open, 's', policy)).toEqual({
    deliver: [],
    release: ['a'],
    surface: ['a', 'b'],
    remaining: 0,
  })
})

test('what stands with a session that another one has replaced is given to that one', () => {
  const open = [message('a', { state: 'surfaced', surfacedTo: 'old', isShown: true })]
  expect(planTake(open, 's', policy)).toEqual({ deliver: [], release: ['a'], surface: ['a'], remaining: 0 })
})

test('what a follow-up announced is left to its execution', () => {
  const open = [message('a', { state: 'surfaced', surfacedTo: 'execution:1', isShown: true })]
  expect(planTake(open, 's', policy)).toEqual({ deliver: [], release: [], surface: [], remaining: 0 })
})

const anyOpen = fc.uniqueArray(
  fc.record({
    messageId: fc.uuid(),
    state: fc.constantFrom('pending' as const, 'surfaced' as const),
    surfacedTo: fc.constantFrom('s', 'other', 'execution:1'),
    isShown: fc.boolean(),
    chars: fc.nat(3_000),
  }),
  { selector: (one) => one.messageId, maxLength: 20 },
)

test('every open message is delivered, surfaced, remaining or with an execution: exactly one of them', () => {
  fc.assert(
    fc.property(anyOpen, fc.nat(5_000), (open, maxChars) => {
      const plan = planTake(open, 's', { ...policy, maxChars })
      const kept = open.filter((one) => one.state === 'surfaced' && one.surfacedTo === 'execution:1').length
      expect(plan.deliver.length + plan.surface.length + plan.remaining + kept).toBe(open.length)
      expect(new Set([...plan.deliver, ...plan.surface]).size).toBe(plan.deliver.length + plan.surface.length)
      const pendingIds = open.filter((one) => one.state === 'pending' || plan.release.includes(one.messageId))
      expect(plan.surface).toEqual(pendingIds.slice(0, plan.surface.length).map((one) => one.messageId))
      if (maxChars > 0 && pendingIds.length > 0) expect(plan.surface.length).toBeGreaterThan(0)
    }),
  )
})
