import { assertNever } from '../kernel/assert-never.ts'
import { isWithinHour, type HoldReason, type WakeDecision, type WakeFacts } from './wake.ts'

const holdWords: Readonly<Record<HoldReason, string>> = {
  'nothing-waits': '',
  'wake-under-way': 'a wake is under way',
  'others-are-waking': 'held: other agents wake first; it is next',
  'agent-asks-permission': 'held: the agent asks for permission; it goes in when that is answered',
  'not-started-yet': 'held: the agent has not begun its first turn; it takes its mail then',
  'process-not-known': 'held: the pty host does not answer, so nobody knows whether the agent still runs',
  'state-not-known': 'held: the service has not told the state of the run',
  'stopped-by-person': 'held: a person stopped this agent; wake it by hand to go on',
  'gave-up': 'parked: the wake failed too often; the messages stay, wake it by hand to try again',
  'too-many-wakes': 'parked: woken too often within the hour; wake it by hand to go on',
  'family-budget-spent': 'parked: its family was woken too often within the hour; wake it by hand to go on',
  'too-deep': 'parked: it stands too deep in its family to be woken by others; wake it by hand to go on',
  'switched-off': 'held: waking is switched off; the messages stay',
  'person-has-draft': 'held: a half-written prompt stands in its pane; it goes in with your next turn',
  'paste-in-doubt':
    'parked: a wake was typed into its pane and no turn began; look at the pane, then wake it by hand',
  'woken-by-its-place': 'its place wakes it',
  'unknown-harness': 'held: this version does not know the harness',
  'harness-missing': 'held: the harness is not installed any more',
  'directory-gone': 'held: the directory of the session is gone',
  'session-gone': 'held: the session cannot be resumed, and a fresh one would not be the same agent',
  'session-held': 'held: another process holds the session',
}

/** What the decision was made on, in a line for whoever asks why; kept with it. */
export function describeFacts(facts: WakeFacts, now: number): string {
  const hour = facts.recentWakes.filter((at) => isWithinHour(at, now)).length
  return [
    `${facts.place}, run ${facts.runState ?? 'not known'}`,
    ...(facts.place === 'local' ? [`process ${facts.process}`] : []),
    `${facts.pending.length} pending${facts.pending.length > 0 ? ` up to ${facts.pending.at(-1)?.sequence}` : ''}`,
    `${hour} wakes this hour (family ${facts.familyWakes}), depth ${facts.depth}`,
    ...(facts.failures > 0
      ? [`${facts.failures} failures, last: ${facts.lastError ?? 'no reason given'}`]
      : []),
    ...(facts.othersWaking > 0 ? [`${facts.othersWaking} others waking`] : []),
    ...(facts.obstacle === null ? [] : [facts.obstacle]),
    ...(facts.limitedUntil === null ? [] : ['usage limit']),
    ...(facts.paste.kind === 'cannot' ? [] : [`input box ${facts.paste.kind}`]),
    ...(facts.isAsked ? ['asked by a person'] : []),
  ].join(' · ')
}

const inWords = (seconds: number): string =>
  seconds < 120
    ? `${seconds} s`
    : seconds < 7_200
      ? `${Math.round(seconds / 60)} min`
      : `${Math.round(seconds / 3_600)} h`

/** One line for people; empty when there is nothing to tell. */
export function describeDecision(
  decision: WakeDecision,
  facts: Pick<WakeFacts, 'pending' | 'lastError' | 'heldBy'>,
  now: number,
): string {
  const mail = facts.pending.length === 1 ? '1 message' : `${facts.pending.length} messages`
  switch (decision.kind) {
    case 'deliver':
      if (decision.how === 'rouse')
        return `woken: ${mail} waiting; the live session was roused without typing`
      if (decision.how === 'paste')
        return `woken: ${mail} waiting; typed into its empty input box, for its harness has no quieter way`
      return `${mail} waiting: goes in at the next turn boundary`
    case 'resume':
      if (decision.from.length === 0) return 'opened by you: its own session, resumed by id'
      return `woken: ${mail} waiting; no process held the session; resumed by id in its own pane`
    case 'follow-up':
      return `woken: ${mail} waiting; follow-up to the same run`
    case 'wait': {
      const seconds = Math.max(1, Math.ceil((decision.until - now) / 1_000))
      if (decision.because === 'more-may-come') return `${mail} waiting: more may come`
      if (decision.because === 'woken-recently')
        return `${mail} waiting: woken a moment ago, again in ${seconds} s`
      if (decision.because === 'usage-limit')
        return `held: the usage limit of its harness is exhausted; again in ${inWords(seconds)}`
      if (decision.because === 'person-types') return `${mail} waiting: you type in its pane`
      if (decision.because === 'asked-to-wait')
        return `held: it was refused (${facts.lastError ?? 'no reason given'}) and asked to wait; again in ${inWords(seconds)}`
      return `held: the last try failed (${facts.lastError ?? 'no reason given'}); again in ${seconds} s`
    }
    case 'hold':
      if (decision.because === 'session-held' && facts.heldBy !== null)
        return `held: its session is open in ${facts.heldBy}; it is looked at again`
      return holdWords[decision.because]
    case 'forget':
      return decision.because === 'killed' ? 'killed: nothing wakes it' : ''
    default:
      return assertNever(decision)
  }
}
