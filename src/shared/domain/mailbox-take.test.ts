import fc from 'fast-check'
import { expect, test } from 'vitest'
import { planTake, type OpenMessage } from './mailbox-take.ts'

const message = (messageId: string, changes: Partial<OpenMessage<string>> = {}): OpenMessage<string> => ({
  messageId,
  state: 'pending',
  surfacedTo: null,
  surfacedAt: null,
  claimId: null,
  isShown: false,
  chars: 100,
  ...changes,
})
const nobody: ReadonlySet<string> = new Set()
const policy = { maxChars: 1_000, overheadChars: 200, now: 10_000, beingShown: nobody, graceMs: 0 }

test('the oldest messages that fit are surfaced, in order, and the rest is counted', () => {
  const open = ['a', 'b', 'c', 'd', 'e'].map((id) => message(id))
  expect(planTake(open, 's', policy)).toEqual({
    deliver: [],
    release: [],
    surface: ['a', 'b', 'c'],
    remaining: 2,
    lookAgainAt: null,
  })
})

test('a message larger than everything is taken alone', () => {
  const open = [message('large', { chars: 100_000 }), message('small')]
  expect(planTake(open, 's', policy)).toEqual({
    deliver: [],
    release: [],
    surface: ['large'],
    remaining: 1,
    lookAgainAt: null,
  })
})

test('a later small message never overtakes an older one', () => {
  const open = [message('a'), message('large', { chars: 100_000 }), message('small')]
  expect(planTake(open, 's', policy)).toEqual({
    deliver: [],
    release: [],
    surface: ['a'],
    remaining: 2,
    lookAgainAt: null,
  })
})

test('a sign of life delivers what was shown and takes nothing', () => {
  const open = [message('a', { state: 'surfaced', surfacedTo: 's', isShown: true }), message('b')]
  const plan = planTake(open, 's', { ...policy, maxChars: 0 })
  expect(plan).toEqual({ deliver: ['a'], release: [], surface: [], remaining: 1, lookAgainAt: null })
})

test('what was given but never shown is given again', () => {
  const open = [message('a', { state: 'surfaced', surfacedTo: 's' }), message('b')]
  expect(planTake(open, 's', policy)).toEqual({
    deliver: [],
    release: ['a'],
    surface: ['a', 'b'],
    remaining: 0,
    lookAgainAt: null,
  })
})

test('what stands with a session that another one has replaced is given to that one', () => {
  const open = [message('a', { state: 'surfaced', surfacedTo: 'old', isShown: true })]
  expect(planTake(open, 's', policy)).toEqual({
    deliver: [],
    release: ['a'],
    surface: ['a'],
    remaining: 0,
    lookAgainAt: null,
  })
})

test('what a follow-up announced is left to its execution', () => {
  const open = [message('a', { state: 'surfaced', surfacedTo: 'execution:1', isShown: true })]
  expect(planTake(open, 's', policy)).toEqual({
    deliver: [],
    release: [],
    surface: [],
    remaining: 0,
    lookAgainAt: null,
  })
})

const taken = { state: 'surfaced', surfacedTo: 's', surfacedAt: 9_500, claimId: 'c' } as const

test('what an answer is being written with is left alone, whoever takes', () => {
  const open = [message('a', taken), message('b')]
  for (const session of ['s', 'another'])
    expect(planTake(open, session, { ...policy, beingShown: new Set(['c']) })).toEqual({
      ...{ deliver: [], release: [], surface: ['b'], remaining: 0 },
      lookAgainAt: 10_000,
    })
})

test('what another take may be about to show is left alone for a while, and looked at again', () => {
  const open = [message('a', taken)]
  expect(planTake(open, 's', { ...policy, graceMs: 501 })).toEqual({
    ...{ deliver: [], release: [], surface: [], remaining: 0 },
    lookAgainAt: 10_501,
  })
  const late = { deliver: [], release: ['a'], surface: ['a'], remaining: 0, lookAgainAt: null }
  expect(planTake(open, 's', { ...policy, graceMs: 500 })).toEqual(late)
  expect(planTake(open, 'another', { ...policy, graceMs: 501 })).toEqual(late) // that session has been replaced
})

test('what was shown is delivered, however lately', () => {
  const open = [message('a', { ...taken, isShown: true })]
  const busy = { ...policy, beingShown: new Set(['c']), graceMs: 5_000 }
  expect(planTake(open, 's', busy)).toEqual({
    ...{ deliver: ['a'], release: [], surface: [], remaining: 0 },
    lookAgainAt: null,
  })
})

const anyOpen = fc.uniqueArray(
  fc.record({
    messageId: fc.uuid(),
    state: fc.constantFrom('pending' as const, 'surfaced' as const),
    surfacedTo: fc.constantFrom('s', 'other', 'execution:1'),
    surfacedAt: fc.constantFrom(5_000, 9_000, 10_000),
    claimId: fc.constantFrom('c', 'd', 'e'),
    isShown: fc.boolean(),
    chars: fc.nat(3_000),
  }),
  { selector: (one) => one.messageId, maxLength: 20 },
)
const anyOthers = fc.record({
  beingShown: fc.subarray(['c', 'd']).map((claims) => new Set(claims)),
  graceMs: fc.constantFrom(0, 2_000, 6_000),
})

test('every open message is delivered, surfaced, remaining, with an execution or held: exactly one of them', () => {
  fc.assert(
    fc.property(anyOpen, fc.nat(5_000), anyOthers, (open, maxChars, others) => {
      const plan = planTake(open, 's', { ...policy, ...others, maxChars })
      const surfaced = open.filter((one) => one.state === 'surfaced' && one.surfacedTo !== 'execution:1')
      const held = surfaced.filter(
        ({ messageId }) => !plan.deliver.includes(messageId) && !plan.release.includes(messageId),
      )
      const kept = open.filter((one) => one.state === 'surfaced' && one.surfacedTo === 'execution:1').length
      expect(plan.deliver.length + plan.surface.length + plan.remaining + kept + held.length).toBe(
        open.length,
      )
      expect(new Set([...plan.deliver, ...plan.surface]).size).toBe(plan.deliver.length + plan.surface.length)
      const pendingIds = open.filter((one) => one.state === 'pending' || plan.release.includes(one.messageId))
      expect(plan.surface).toEqual(pendingIds.slice(0, plan.surface.length).map((one) => one.messageId))
      if (maxChars > 0 && pendingIds.length > 0) expect(plan.surface.length).toBeGreaterThan(0)
      expect(plan.lookAgainAt !== null).toBe(held.length > 0) // nothing is held that nobody looks at again
      for (const one of held) expect(one.isShown).toBe(false)
      const isHeld = ({ claimId, isShown }: OpenMessage<string>) =>
        !isShown && claimId !== null && others.beingShown.has(claimId)
      expect(surfaced.filter(isHeld).every((one) => held.includes(one))).toBe(true)
    }),
  )
})

test('takes that race for one mailbox show every message, and none of them twice', () => {
  const step = fc.record({ act: fc.constantFrom('hook', 'tool', 'shown', 'send'), which: fc.nat(3) })
  fc.assert(
    fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
      const mailbox = new RacedMailbox()
      for (const { act, which } of steps) mailbox.step(act, which)
      mailbox.settle()
      expect([...mailbox.context].sort()).toEqual([...mailbox.sent].sort())
    }),
  )
})

/** One session whose hooks (one at a time, by their lock) and tools (any number) take from one mailbox. */
class RacedMailbox {
  readonly sent: string[] = []
  readonly context: string[] = []
  #open: OpenMessage<string>[] = []
  #showing: { claim: string; ids: readonly string[]; by: 'hook' | 'tool' }[] = []
  #now = 10_000
  #claims = 0

  step(act: 'hook' | 'tool' | 'shown' | 'send', which: number): void {
    this.#now += 100
    if (act === 'send') {
      const id = `m${this.sent.length}`
      this.sent.push(id)
      this.#open.push(message(id))
    } else if (act === 'shown') this.#shown(which)
    else if (act === 'tool' || !this.#showing.some(({ by }) => by === 'hook')) this.#take(act)
  }

  /** Every answer arrives, and what was left alone is taken. */
  settle(): void {
    while (this.#showing.length > 0) this.#shown(0)
    for (let round = 0; round < this.sent.length + 1; round += 1) {
      this.#take('hook')
      this.#shown(0)
    }
  }

  #take(by: 'hook' | 'tool'): void {
    const claim = `claim ${(this.#claims += 1)}`
    const beingShown = new Set(this.#showing.filter((one) => one.by === 'tool').map((one) => one.claim))
    const plan = planTake(this.#open, 's', {
      ...{ ...policy, now: this.#now, beingShown },
      graceMs: by === 'tool' ? 60_000 : 0,
    })
    const change = (ids: readonly string[], to: Partial<OpenMessage<string>>) => {
      this.#open = this.#open.map((one) => (ids.includes(one.messageId) ? { ...one, ...to } : one))
    }
    change(plan.release, { state: 'pending', surfacedTo: null, surfacedAt: null, claimId: null })
    this.#open = this.#open.filter(({ messageId }) => !plan.deliver.includes(messageId))
    const surfaced = { state: 'surfaced', surfacedTo: 's', surfacedAt: this.#now, claimId: claim } as const
    change(plan.surface, surfaced)
    if (plan.surface.length > 0) this.#showing.push({ claim, ids: plan.surface, by })
  }

  #shown(which: number): void {
    const [one] = this.#showing.splice(which % Math.max(1, this.#showing.length), 1)
    if (one === undefined) return
    this.context.push(...one.ids)
    this.#open = this.#open.map((open) => (open.claimId === one.claim ? { ...open, isShown: true } : open))
  }
}
