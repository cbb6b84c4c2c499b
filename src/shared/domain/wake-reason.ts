import { assertNever } from '../kernel/assert-never.ts'
import type { HoldReason, WakeDecision, WakeFacts } from './wake.ts'

const holdWords: Readonly<Record<HoldReason, string>> = {
  'nothing-waits': '',
  'wake-under-way': 'a wake is under way',
  'others-are-waking': 'held: other agents wake first; it is next',
  'agent-asks-permission': 'held: the agent asks for permission; it goes in when that is answered',
  'not-started-yet': 'held: the agent has not begun its first turn; it takes its mail then',
  'process-not-known': 'held: the pty host does not answer, so nobody knows whether the agent still runs',
  'state-not-known': 'held: the service has not told the state of the run',
  'stopped-by-person': 'held: a person stopped this agent; wake it by hand to go on',
  'gave-up': 'held: the wake failed too often; the messages stay, wake it by hand to try again',
  'too-many-wakes': 'held: woken too often within the hour; wake it by hand to go on',
  'woken-by-its-place': 'its place wakes it',
  'unknown-harness': 'held: this version does not know the harness',
  'harness-missing': 'held: the harness is not installed any more',
  'directory-gone': 'held: the directory of the session is gone',
  'session-gone': 'held: the session cannot be resumed, and a fresh one would not be the same agent',
  'session-held': 'held: another process holds the session',
}

/** One line for people; empty when there is nothing to tell. */
export function describeDecision(
  decision: WakeDecision,
  facts: Pick<WakeFacts, 'pending' | 'lastError'>,
  now: number,
): string {
  const mail = facts.pending.length === 1 ? '1 message' : `${facts.pending.length} messages`
  switch (decision.kind) {
    case 'deliver':
      return decision.how === 'rouse'
        ? `woken: ${mail} waiting; the live session was roused without typing`
        : `${mail} waiting: goes in at the next turn boundary`
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
      return `held: the last try failed (${facts.lastError ?? 'no reason given'}); again in ${seconds} s`
    }
    case 'hold':
      return holdWords[decision.because]
    case 'forget':
      return decision.because === 'killed' ? 'killed: nothing wakes it' : ''
    default:
      return assertNever(decision)
  }
}
