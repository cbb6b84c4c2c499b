import { isEnded, type RunState } from './run.ts'

/** What is known of one stored conversation when the app comes up. */
export type RestoreFacts = {
  readonly place: 'local' | 'remote'
  readonly isKilled: boolean
  readonly isKnownHarness: boolean
  /**
   * `missing` when the service does not know the run; null while it cannot be asked, `refused` when it answers and will
   * not tell (a wrong token, say).
   */
  readonly run: RunState | 'UNKNOWN' | 'missing' | 'refused' | null
  /** `unknown` while the pty host cannot be asked. */
  readonly terminal: 'alive' | 'ended' | 'none' | 'unknown'
  readonly isDirectoryThere: boolean
  /** `gone`: it had one, and the harness no longer has what it would resume from. */
  readonly session: 'there' | 'gone' | 'none'
}

/** Why mail does not wake a dormant agent as it is; each has something that a person can do. */
export type NotArmedReason = 'directory-gone' | 'no-session' | 'session-gone' | 'stopped-by-person'

export type RestoreDecision =
  /** The process lives: the pane shows it as it is. */
  | { readonly kind: 'attach' }
  /** No process; the screen is back. Armed (mail wakes it) unless there is a reason. `isInterrupted`: its turn was cut off. */
  | {
      readonly kind: 'dormant'
      readonly notArmedBecause: NotArmedReason | null
      readonly isInterrupted: boolean
      readonly hasScreen: boolean
    }
  /** It was created and its process never started: start it now. */
  | { readonly kind: 'start' }
  /** A cloud pane in `AgentRunning`: on the execution that runs, on what the last one left, or waiting for one. */
  | { readonly kind: 'ambient'; readonly on: 'live' | 'transcript' | 'no-execution-yet' }
  /** Not to be decided before the service or the pty host answers; shown inert until then, and asked for again. */
  | { readonly kind: 'pending'; readonly because: PendingReason }
  | { readonly kind: 'missing'; readonly because: 'run-unknown' | 'unknown-harness' }
  | { readonly kind: 'tombstone' }

export type PendingReason = 'service-not-reached' | 'service-refuses' | 'pty-host-not-reached'

/** How a stored conversation comes back. Nothing starts here but what never had a process. */
export function decideRestore(facts: RestoreFacts): RestoreDecision {
  if (facts.isKilled) return { kind: 'tombstone' }
  if (facts.run === 'missing') return { kind: 'missing', because: 'run-unknown' }
  if (facts.place === 'local' && facts.terminal === 'unknown')
    return { kind: 'pending', because: 'pty-host-not-reached' }
  if (facts.place === 'local' && facts.terminal === 'alive') return { kind: 'attach' }
  if (facts.place === 'local' && !facts.isKnownHarness) return { kind: 'missing', because: 'unknown-harness' }
  if (facts.run === null) return { kind: 'pending', because: 'service-not-reached' }
  if (facts.run === 'refused') return { kind: 'pending', because: 'service-refuses' }
  return facts.place === 'remote' ? restoreRemote(facts.run) : restoreLocal(facts, facts.run)
}

function restoreRemote(run: RunState | 'UNKNOWN'): RestoreDecision {
  if (run === 'INPROGRESS' || run === 'BLOCKED') return { kind: 'ambient', on: 'live' }
  return { kind: 'ambient', on: isEnded(run) || run === 'UNKNOWN' ? 'transcript' : 'no-execution-yet' }
}

function restoreLocal(facts: RestoreFacts, run: RunState | 'UNKNOWN'): RestoreDecision {
  const hasScreen = facts.terminal === 'ended'
  if (run === 'QUEUED' && !hasScreen) return { kind: 'start' }
  const isInterrupted = run === 'INPROGRESS' || run === 'BLOCKED' || run === 'QUEUED'
  return { kind: 'dormant', notArmedBecause: notArmedReason(facts), isInterrupted, hasScreen }
}

function notArmedReason(facts: RestoreFacts): NotArmedReason | null {
  if (facts.run === 'CANCELLED') return 'stopped-by-person'
  if (facts.session === 'none') return 'no-session'
  if (!facts.isDirectoryThere) return 'directory-gone'
  return facts.session === 'gone' ? 'session-gone' : null
}

/** One line for a person: how it came back, why, and what can be done. Null where there is nothing to tell. */
export function describeRestore(decision: RestoreDecision, hasFailed: boolean): string | null {
  switch (decision.kind) {
    case 'attach':
      return 'its process lived on'
    case 'dormant':
      if (decision.notArmedBecause !== null) return notArmedWords[decision.notArmedBecause]
      if (decision.isInterrupted)
        return 'its process ended in the middle of a turn; what that turn did is not known'
      return hasFailed ? 'its last turn failed; a message wakes it' : 'dormant; wakes on message'
    case 'ambient':
      return ambientWords[decision.on]
    case 'missing':
      return decision.because === 'run-unknown'
        ? 'the service does not know its run'
        : 'this version does not know its harness'
    case 'pending':
    case 'start':
    case 'tombstone':
      return null
  }
}

const notArmedWords: Readonly<Record<NotArmedReason, string>> = {
  'directory-gone': 'dormant; its directory is gone: put it back, and mail wakes it',
  'no-session': 'dormant; it left no session to resume: start a new agent instead',
  'session-gone': 'dormant; its session is gone from disk: start a new agent instead',
  'stopped-by-person': 'dormant; it was stopped: mail for it waits until you wake it',
}
const ambientWords = {
  live: 'on its run, which goes on',
  transcript: 'on its run, which has ended; a message or a follow-up wakes it',
  'no-execution-yet': 'on its run, which waits for a worker',
} as const
