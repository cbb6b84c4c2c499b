import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { wakePolicy } from '../limits.ts'
import { HarnessSessionId, MessageId, RunId } from './ids.ts'
import { runStates } from './run.ts'
import { describeDecision } from './wake-reason.ts'
import { decideWake, parkedReasons, unbounded, type PendingMessage, type WakeFacts } from './wake.ts'

const now = 10_000_000
const policy = wakePolicy
const runId = RunId.parse('11111111-1111-4111-8111-111111111111')
const session = HarnessSessionId.parse('22222222-2222-4222-8222-222222222222')
const message = (sequence: number, sentAt = now - 60_000): PendingMessage => ({
  id: MessageId.parse(`m-${sequence}`),
  sequence,
  sentAt,
  from: 'lead',
  isNotice: false,
})

/** A dormant local child with one message that has settled. */
const facts = (overrides: Partial<WakeFacts> = {}): WakeFacts => ({
  ...unbounded,
  runId,
  place: 'local',
  isKilled: false,
  isRemoved: false,
  runState: 'SUCCEEDED',
  process: 'none',
  session,
  obstacle: null,
  canBeWokenIdle: true,
  isWokenByPlace: false,
  pending: [message(812)],
  isAsked: false,
  isWakeUnderWay: false,
  othersWaking: 0,
  failures: 0,
  lastFailedAt: null,
  lastError: null,
  lastRetryAfterMs: null,
  recentWakes: [],
  ...overrides,
})
const decide = (overrides: Partial<WakeFacts> = {}) => decideWake(facts(overrides), policy, now)

describe('a local child', () => {
  test('that is dormant is resumed by its own session', () => {
    expect(decide()).toEqual({ kind: 'resume', session, upTo: 812, from: ['lead'] })
  })
  test('that lives and idles is roused, not resumed a second time', () => {
    expect(decide({ process: 'alive' })).toEqual({ kind: 'deliver', how: 'rouse', upTo: 812 })
  })
  test('that works takes its mail at the next turn boundary', () => {
    expect(decide({ process: 'alive', runState: 'INPROGRESS' })).toEqual({
      kind: 'deliver',
      how: 'next-boundary',
      upTo: 812,
    })
  })
  test('that asks for permission is not disturbed', () => {
    expect(decide({ process: 'alive', runState: 'BLOCKED' })).toEqual({
      kind: 'hold',
      because: 'agent-asks-permission',
    })
  })
  test('whose process cannot be told is not taken for dead', () => {
    expect(decide({ process: 'unknown' })).toEqual({ kind: 'hold', because: 'process-not-known' })
  })
  test('whose turn was cut off by a crash is resumed when mail comes', () => {
    expect(decide({ runState: 'ERROR' })).toMatchObject({ kind: 'resume' })
    expect(decide({ runState: 'INPROGRESS' })).toMatchObject({ kind: 'resume' })
  })
  test('that a person stopped stays stopped', () => {
    expect(decide({ runState: 'CANCELLED' })).toEqual({ kind: 'hold', because: 'stopped-by-person' })
  })
  test.each([
    'harness-missing',
    'directory-gone',
    'session-gone',
    'session-held',
    'unknown-harness',
  ] as const)('with the obstacle %s is held with that reason', (obstacle) =>
    expect(decide({ obstacle })).toEqual({ kind: 'hold', because: obstacle }),
  )
  test('that never began its first turn is not resumed', () => {
    expect(decide({ runState: 'QUEUED' })).toEqual({ kind: 'hold', because: 'not-started-yet' })
  })
  test('in a state this version does not know is left alone', () => {
    expect(decide({ runState: 'UNKNOWN' })).toEqual({ kind: 'hold', because: 'state-not-known' })
  })
})

describe('a remote child', () => {
  const remote = { place: 'remote', session: null } as const
  test('that has ended gets one follow-up that announces exactly what is pending', () => {
    const pending = [message(5), message(9)]
    expect(decide({ ...remote, pending })).toEqual({
      kind: 'follow-up',
      run: runId,
      messages: ['m-5', 'm-9'],
      upTo: 9,
    })
  })
  test('is left to its place where the place wakes it', () => {
    expect(decide({ ...remote, isWokenByPlace: true })).toEqual({
      kind: 'hold',
      because: 'woken-by-its-place',
    })
  })
  test('is never resumed or roused here, whatever else is true', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...runStates),
        fc.constantFrom('alive', 'none', 'unknown'),
        (runState, process) => {
          const { kind } = decide({ ...remote, session, runState, process })
          expect(kind).not.toBe('resume')
        },
      ),
    )
  })
})

describe('wakes are spared', () => {
  const remote = { place: 'remote', session: null } as const
  test('a follow-up waits a moment for more mail to announce', () => {
    expect(decide({ ...remote, pending: [message(1, now)] })).toEqual({
      kind: 'wait',
      until: now + policy.settleMs,
      because: 'more-may-come',
    })
  })
  test('a local agent takes all its mail when its turn begins, and is woken at once', () => {
    expect(decide({ pending: [message(1, now)] })).toMatchObject({ kind: 'resume' })
  })
  test('a stream of messages does not put the follow-up off for ever', () => {
    const pending = [message(1, now - 5 * policy.settleMs), message(2, now)]
    expect(decide({ ...remote, pending })).toMatchObject({ kind: 'follow-up' })
  })
  test('ends of children are waited for a moment, that several be one turn; a letter among them is not', () => {
    const notice = (sequence: number, sentAt: number) => ({ ...message(sequence, sentAt), isNotice: true })
    expect(decide({ pending: [notice(1, now - 400), notice(2, now)] })).toEqual({
      kind: 'wait',
      until: now + policy.noticeSettleMs,
      because: 'more-may-come',
    })
    expect(decide({ pending: [notice(1, now), message(2, now)] })).toMatchObject({ kind: 'resume' })
    expect(decide({ process: 'alive', pending: [notice(1, now - policy.noticeSettleMs)] })).toMatchObject({
      how: 'rouse',
    })
  })
  test('a clock that runs ahead elsewhere, or was set back here, does not put a wake off', () => {
    expect(decide({ ...remote, pending: [message(1, now + 3_600_000)] })).toMatchObject({ kind: 'follow-up' })
  })
  test('two wakes keep a distance', () => {
    expect(decide({ recentWakes: [now - 500] })).toEqual({
      kind: 'wait',
      until: now - 500 + policy.cooldownMs,
      because: 'woken-recently',
    })
  })
  test('a failed wake is tried again later and later', () => {
    const until = (failures: number) => {
      const decision = decide({ failures, lastFailedAt: now })
      return decision.kind === 'wait' ? decision.until - now : null
    }
    expect([1, 2, 3].map(until)).toEqual([2_000, 4_000, 8_000])
  })
  test('who was asked to come back later does, and says so; a longer word than the cap is asked about once more', () => {
    const asked = (lastRetryAfterMs: number | null, failures = 1) => {
      const decision = decide({ failures, lastFailedAt: now, lastRetryAfterMs, lastError: 'busy' })
      return decision.kind === 'wait' ? [decision.until - now, decision.because] : decision
    }
    expect([asked(600_000), asked(500), asked(null), asked(86_400_000)]).toEqual([
      [600_000, 'asked-to-wait'],
      [2_000, 'last-attempt-failed'],
      [2_000, 'last-attempt-failed'],
      [policy.retryAfterCapMs, 'asked-to-wait'],
    ])
    const refused = facts({ failures: 1, lastFailedAt: now, lastRetryAfterMs: 600_000, lastError: 'busy' })
    expect(describeDecision(decideWake(refused, policy, now), refused, now)).toBe(
      'held: it was refused (busy) and asked to wait; again in 10 min',
    )
  })
  test('what a clock noted that was set back since counts for nothing, and puts nothing off', () => {
    const ahead = now + 365 * 24 * 3_600_000
    const recentWakes = Array.from({ length: policy.perHourMax }, () => ahead)
    expect(decide({ recentWakes }).kind).toBe('resume')
    expect(decide({ failures: 1, lastFailedAt: ahead })).toMatchObject({ kind: 'wait', until: now + 2_000 })
  })
  test('after too many failures a person decides', () => {
    expect(decide({ failures: policy.attemptsMax, lastFailedAt: 0 })).toEqual({
      kind: 'hold',
      because: 'gave-up',
    })
  })
  test('two agents that answer each other for ever are stopped', () => {
    const recentWakes = Array.from({ length: policy.perHourMax }, (_, index) => now - 3_000_000 + index)
    expect(decide({ recentWakes })).toEqual({ kind: 'hold', because: 'too-many-wakes' })
  })
  test('a person who asks for a wake gets it at once', () => {
    const recentWakes = [now - 1]
    expect(
      decide({ isAsked: true, failures: 99, lastFailedAt: now, recentWakes, othersWaking: 9 }),
    ).toMatchObject({
      kind: 'resume',
    })
  })
  test('a stampede is staggered', () => {
    expect(decide({ othersWaking: policy.atOnceMax })).toEqual({ kind: 'hold', because: 'others-are-waking' })
  })
  test('one wake at a time for a child', () => {
    expect(decide({ isWakeUnderWay: true })).toEqual({ kind: 'hold', because: 'wake-under-way' })
  })
})

describe('bounds', () => {
  const idle = { process: 'alive', canBeWokenIdle: false } as const
  const paste = (fact: WakeFacts['paste'], more: Partial<WakeFacts> = {}) =>
    decide({ ...idle, ...more, paste: fact })

  test('with orchestration switched off nobody is woken, but by a person', () => {
    expect(decide({ isSwitchedOff: true })).toEqual({ kind: 'hold', because: 'switched-off' })
    expect(decide({ isSwitchedOff: true, isAsked: true })).toMatchObject({ kind: 'resume' })
  })
  test('a family has a budget, and a depth', () => {
    expect(decide({ familyWakes: policy.familyPerHourMax })).toEqual({
      kind: 'hold',
      because: 'family-budget-spent',
    })
    expect(decide({ depth: policy.depthMax + 1 })).toEqual({ kind: 'hold', because: 'too-deep' })
  })
  test('an exhausted usage limit is waited out to its reset', () => {
    expect(decide({ limitedUntil: now + 3_600_000 })).toEqual({
      kind: 'wait',
      until: now + 3_600_000,
      because: 'usage-limit',
    })
    expect(decide({ limitedUntil: now })).toMatchObject({ kind: 'resume' })
  })
  test('an idle pane is typed into only where nothing quieter exists and nobody types', () => {
    expect(paste({ kind: 'free' })).toEqual({ kind: 'deliver', how: 'paste', upTo: 812 })
    expect(paste({ kind: 'free' }, { canBeWokenIdle: true })).toMatchObject({ how: 'rouse' })
    expect(paste({ kind: 'cannot' })).toMatchObject({ how: 'next-boundary' })
    expect(paste({ kind: 'has-draft' })).toEqual({ kind: 'hold', because: 'person-has-draft' })
    expect(paste({ kind: 'typed-recently', until: now + 5 })).toEqual({
      kind: 'wait',
      until: now + 5,
      because: 'person-types',
    })
  })
  test('a paste whose turn never began is not repeated; a person decides', () => {
    expect(paste({ kind: 'in-doubt' })).toEqual({ kind: 'hold', because: 'paste-in-doubt' })
    expect(parkedReasons.has('paste-in-doubt')).toBe(true)
    expect(paste({ kind: 'in-doubt' }, { isAsked: true })).toMatchObject({ how: 'paste' })
  })
  test('a draft is never typed over, whoever asks', () => {
    expect(paste({ kind: 'has-draft' }, { isAsked: true })).toEqual({
      kind: 'hold',
      because: 'person-has-draft',
    })
  })
})

describe('laws', () => {
  const anyFacts = fc.record({
    place: fc.constantFrom('local' as const, 'remote' as const),
    isKilled: fc.boolean(),
    runState: fc.constantFrom(...runStates, 'UNKNOWN' as const, null),
    process: fc.constantFrom('alive' as const, 'none' as const, 'unknown' as const),
    session: fc.constantFrom(session, null),
    canBeWokenIdle: fc.boolean(),
    pending: fc
      .array(fc.integer({ min: 0, max: 2 * now }), { maxLength: 4 })
      .map((times) => times.map((at, index) => message(index + 1, at))),
    failures: fc.integer({ min: 0, max: 8 }),
    lastFailedAt: fc.option(fc.integer({ min: 0, max: now })),
    lastRetryAfterMs: fc.option(fc.integer({ min: 0, max: 2 * policy.retryAfterCapMs })),
    recentWakes: fc.array(fc.integer({ min: 0, max: now }), { maxLength: 80 }),
    othersWaking: fc.integer({ min: 0, max: 5 }),
  })
  test('killed stays killed', () => {
    fc.assert(
      fc.property(anyFacts, (some) => {
        expect(decide({ ...some, isKilled: true }).kind).toBe('forget')
      }),
    )
  })
  test('nobody is woken for nothing', () => {
    fc.assert(
      fc.property(anyFacts, (some) => {
        expect(['hold', 'forget']).toContain(decide({ ...some, pending: [] }).kind)
      }),
    )
  })
  test('a wait lies in the future', () => {
    fc.assert(
      fc.property(anyFacts, (some) => {
        const decision = decide(some)
        if (decision.kind === 'wait') expect(decision.until).toBeGreaterThan(now)
      }),
    )
  })
  test('nobody is asked again before they said, within the cap', () => {
    fc.assert(
      fc.property(anyFacts, (some) => {
        const { failures, lastFailedAt, lastRetryAfterMs } = some
        if (failures === 0 || lastFailedAt === null || lastRetryAfterMs === null) return
        const notBefore = lastFailedAt + Math.min(lastRetryAfterMs, policy.retryAfterCapMs)
        const decision = decide(some)
        if (notBefore > now) expect(['resume', 'follow-up']).not.toContain(decision.kind)
      }),
    )
  })
  test('a session with a living process is never resumed', () => {
    fc.assert(
      fc.property(anyFacts, (some) => {
        expect(decide({ ...some, place: 'local', process: 'alive' }).kind).not.toBe('resume')
      }),
    )
  })
})
