import { hourMs } from '../limits.ts'
import type { HarnessSessionId, MessageId, RunId, Sequence } from './ids.ts'
import { isEnded, type RunState } from './run.ts'
import { retryPause, type PastFailures, type RetryPolicy } from './wake-retry.ts'

/** A message that waits for the conversation. */
export type PendingMessage = {
  readonly id: MessageId
  readonly sequence: Sequence
  readonly sentAt: number
  readonly from: string
  /** The service's own word on a child (its end, its question), not anybody's letter. */
  readonly isNotice: boolean
}

/** Whether a live, idle session's input box may be used: only for harnesses that have no quieter channel. */
export type PasteFact =
  | { readonly kind: 'cannot' }
  | { readonly kind: 'free' }
  | { readonly kind: 'typed-recently'; readonly until: number }
  | { readonly kind: 'has-draft' }
  /** An earlier paste was claimed and no turn began: repeating it could submit it twice. */
  | { readonly kind: 'in-doubt' }

/** What stands around a conversation: its family, its harness's account, the person at its pane. */
export type WakeBounds = {
  /** Orchestration is switched off in the settings. */
  readonly isSwitchedOff: boolean
  /** How many agents stand above it. */
  readonly depth: number
  /** Starts of wakes in its whole family within the last hour. */
  readonly familyWakes: number
  /** The harness's usage limit is exhausted until then. */
  readonly limitedUntil: number | null
  readonly paste: PasteFact
  /** Who else has its session open, in words, when nobody of ours has. */
  readonly heldBy: string | null
}

/** Bounds that hold nothing back. */
export const unbounded: WakeBounds = {
  isSwitchedOff: false,
  depth: 0,
  familyWakes: 0,
  limitedUntil: null,
  paste: { kind: 'cannot' },
  heldBy: null,
}

/** All that a wake is decided on; gathered anew for each decision and once more right before the act. */
export type WakeFacts = WakeBounds &
  PastFailures & {
    readonly runId: RunId
    readonly place: 'local' | 'remote'
    readonly isKilled: boolean
    readonly isRemoved: boolean
    readonly runState: RunState | 'UNKNOWN' | null
    /** Of the session, in its own pane. `unknown` when the pty host cannot be asked: never taken for dead. */
    readonly process: 'alive' | 'none' | 'unknown'
    readonly session: HarnessSessionId | null
    /** The harness is known, installed and can continue this session; else why not. */
    readonly obstacle:
      | 'unknown-harness'
      | 'harness-missing'
      | 'directory-gone'
      | 'session-gone'
      | 'session-held'
      | null
    readonly canBeWokenIdle: boolean
    /** The place wakes its remote runs itself. */
    readonly isWokenByPlace: boolean
    readonly pending: readonly PendingMessage[]
    /** A person asked for this wake just now. */
    readonly isAsked: boolean
    readonly isWakeUnderWay: boolean
    /** Wakes of other conversations under way. */
    readonly othersWaking: number
    /** Starts of this conversation's wakes within the last hour, oldest first. */
    readonly recentWakes: readonly number[]
  }

export type WakePolicy = RetryPolicy & {
  /** How long a follow-up waits for more mail to announce. */
  readonly settleMs: number
  /** How long a local agent is left asleep for more notices, when nothing but notices waits. */
  readonly noticeSettleMs: number
  readonly cooldownMs: number
  readonly attemptsMax: number
  readonly perHourMax: number
  readonly atOnceMax: number
  readonly familyPerHourMax: number
  readonly depthMax: number
}

/** Why nothing is done now. Asked again at the next event that could change it, never by polling. */
export type HoldReason =
  | 'nothing-waits'
  | 'wake-under-way'
  | 'others-are-waking'
  | 'agent-asks-permission'
  | 'not-started-yet'
  | 'process-not-known'
  | 'state-not-known'
  | 'stopped-by-person'
  | 'gave-up'
  | 'too-many-wakes'
  | 'family-budget-spent'
  | 'too-deep'
  | 'switched-off'
  | 'person-has-draft'
  | 'paste-in-doubt'
  | 'woken-by-its-place'
  | 'unknown-harness'
  | 'harness-missing'
  | 'directory-gone'
  | 'session-gone'
  | 'session-held'

/** Why it is done a little later; each has a time at which it is asked again. */
export type WaitReason =
  | 'more-may-come'
  | 'woken-recently'
  | 'last-attempt-failed'
  | 'asked-to-wait'
  | 'usage-limit'
  | 'person-types'

/** Holds that only a person ends: the conversation is parked, its mail stays, and a person arms it again. */
export const parkedReasons: ReadonlySet<HoldReason> = new Set<HoldReason>([
  'gave-up',
  'too-many-wakes',
  'family-budget-spent',
  'too-deep',
  'paste-in-doubt',
])

export type WakeDecision =
  /** The harness runs: it takes its mailbox at its next turn boundary, or is roused without typing. */
  | { readonly kind: 'deliver'; readonly how: 'next-boundary' | 'rouse' | 'paste'; readonly upTo: Sequence }
  | {
      readonly kind: 'resume'
      readonly session: HarnessSessionId
      readonly upTo: Sequence
      /** Who wrote, a name for each message. */
      readonly from: readonly string[]
    }
  | {
      readonly kind: 'follow-up'
      readonly run: RunId
      readonly messages: readonly MessageId[]
      readonly upTo: Sequence
    }
  | {
      readonly kind: 'wait'
      readonly until: number
      readonly because: WaitReason
    }
  | { readonly kind: 'hold'; readonly because: HoldReason }
  | { readonly kind: 'forget'; readonly because: 'killed' | 'conversation-removed' }

/** What to do for a conversation now. */
export function decideWake(facts: WakeFacts, policy: WakePolicy, now: number): WakeDecision {
  if (facts.isRemoved) return { kind: 'forget', because: 'conversation-removed' }
  if (facts.isKilled) return { kind: 'forget', because: 'killed' }
  if (facts.isWakeUnderWay) return hold('wake-under-way')
  if (facts.isSwitchedOff && !facts.isAsked)
    return hold(facts.pending.length > 0 ? 'switched-off' : 'nothing-waits')
  const newest = facts.pending.at(-1)
  if (!newest) return facts.isAsked && facts.place === 'local' ? decideAsked(facts) : hold('nothing-waits')
  if (facts.obstacle === 'unknown-harness') return hold('unknown-harness')
  if (facts.runState === null || facts.runState === 'UNKNOWN') return hold('state-not-known')
  if (facts.runState === 'CANCELLED' && !facts.isAsked) return hold('stopped-by-person')
  return facts.place === 'remote'
    ? decideRemote(facts, policy, now, newest)
    : decideLocal(facts, policy, now, newest)
}

function decideLocal(
  facts: WakeFacts,
  policy: WakePolicy,
  now: number,
  newest: PendingMessage,
): WakeDecision {
  if (facts.process === 'unknown') return hold('process-not-known')
  if (facts.process === 'alive') {
    if (facts.runState === 'BLOCKED') return hold('agent-asks-permission')
    if (facts.runState === 'INPROGRESS')
      return { kind: 'deliver', how: 'next-boundary', upTo: newest.sequence }
    if (!facts.runState || !isEnded(facts.runState)) return hold('not-started-yet')
    if (facts.canBeWokenIdle)
      return delayedLocal(facts, policy, now) ?? { kind: 'deliver', how: 'rouse', upTo: newest.sequence }
    return decidePaste(facts, policy, now, newest)
  }
  if (facts.runState === 'QUEUED' || facts.runState === 'PENDING') return hold('not-started-yet')
  if (facts.obstacle) return hold(facts.obstacle)
  const { session } = facts
  if (session === null) return hold('session-gone')
  const from = facts.pending.map((message) => message.from)
  return delayedLocal(facts, policy, now) ?? { kind: 'resume', session, upTo: newest.sequence, from }
}

/**
 * The last rung: the wake is typed into the input box of an idle pane. Never over a draft, never while a person types,
 * never twice on doubt; whoever carries it out looks again before and after the text.
 */
function decidePaste(
  facts: WakeFacts,
  policy: WakePolicy,
  now: number,
  newest: PendingMessage,
): WakeDecision {
  switch (facts.paste.kind) {
    case 'cannot':
      return { kind: 'deliver', how: 'next-boundary', upTo: newest.sequence }
    case 'has-draft':
      return hold('person-has-draft')
    case 'in-doubt':
      if (!facts.isAsked) return hold('paste-in-doubt')
      break
    case 'typed-recently':
      if (facts.paste.until > now) return { kind: 'wait', until: facts.paste.until, because: 'person-types' }
      break
    case 'free':
      break
  }
  return delayedLocal(facts, policy, now) ?? { kind: 'deliver', how: 'paste', upTo: newest.sequence }
}

/** A person wants an agent back that has no mail: its session opens, and no turn begins by itself. */
function decideAsked(facts: WakeFacts): WakeDecision {
  if (facts.process === 'unknown') return hold('process-not-known')
  if (facts.process === 'alive' || facts.runState === 'QUEUED') return hold('nothing-waits')
  if (facts.obstacle) return hold(facts.obstacle)
  if (facts.session === null) return hold('session-gone')
  return { kind: 'resume', session: facts.session, upTo: 0, from: [] }
}

function decideRemote(
  facts: WakeFacts,
  policy: WakePolicy,
  now: number,
  newest: PendingMessage,
): WakeDecision {
  if (facts.isWokenByPlace && !facts.isAsked) return hold('woken-by-its-place')
  if (facts.runState === 'BLOCKED') return hold('agent-asks-permission')
  if (facts.runState === 'INPROGRESS') return { kind: 'deliver', how: 'next-boundary', upTo: newest.sequence }
  if (!facts.runState || !isEnded(facts.runState)) return hold('not-started-yet')
  const messages = facts.pending.map((message) => message.id)
  return (
    delayed(facts, policy, now, policy.settleMs) ?? {
      kind: 'follow-up',
      run: facts.runId,
      messages,
      upTo: newest.sequence,
    }
  )
}

/**
 * A local agent takes all its mail when its turn begins, so its wake need not wait for more letters. Ends of children are
 * waited for a moment: several that end together are one turn of their parent, not two.
 */
const delayedLocal = (facts: WakeFacts, policy: WakePolicy, now: number): WakeDecision | null =>
  delayed(facts, policy, now, facts.pending.every(({ isNotice }) => isNotice) ? policy.noticeSettleMs : 0)

/** What keeps a wake that could happen from happening at this moment; a follow-up announces what it carries, and waits for more. */
function delayed(facts: WakeFacts, policy: WakePolicy, now: number, settleMs: number): WakeDecision | null {
  if (facts.isAsked) return null
  if (facts.depth > policy.depthMax) return hold('too-deep')
  if (facts.failures >= policy.attemptsMax) return hold('gave-up')
  if (facts.recentWakes.filter((at) => isWithinHour(at, now)).length >= policy.perHourMax)
    return hold('too-many-wakes')
  if (facts.familyWakes >= policy.familyPerHourMax) return hold('family-budget-spent')
  if (facts.limitedUntil !== null && facts.limitedUntil > now)
    return { kind: 'wait', until: facts.limitedUntil, because: 'usage-limit' }
  const retry = retryPause(facts, policy, now)
  if (retry !== null) return { kind: 'wait', ...retry }
  const lastWoken = facts.recentWakes.at(-1)
  if (lastWoken !== undefined && lastWoken <= now && lastWoken + policy.cooldownMs > now)
    return { kind: 'wait', until: lastWoken + policy.cooldownMs, because: 'woken-recently' }
  const [oldest, newest] = [facts.pending.at(0), facts.pending.at(-1)]
  if (oldest && newest) {
    // Neither a stream of messages (the oldest bounds the wait) nor a clock that runs ahead puts a wake off for ever.
    const until = Math.min(newest.sentAt + settleMs, oldest.sentAt + 5 * settleMs)
    if (until > now && until <= now + 2 * settleMs) return { kind: 'wait', until, because: 'more-may-come' }
  }
  if (facts.othersWaking >= policy.atOnceMax) return hold('others-are-waking')
  return null
}

/** A time that lies ahead was taken by a clock that has been set back since; it counts for nothing. */
export const isWithinHour = (at: number, now: number): boolean => at > now - hourMs && at <= now

const hold = (because: HoldReason): WakeDecision => ({ kind: 'hold', because })
