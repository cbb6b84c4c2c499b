import type { ExecutionId, MessageId, RunId, Sequence } from '../../shared/domain/ids.ts'

// What is remembered of the wakes that the service decides on.

/** What counts for the next decision about a run, and what the last one was. */
export type WakeBook = {
  readonly failures: number
  readonly lastFailedAt: number | null
  readonly lastError: string | null
  /** A person armed the run, or its whole family, again: what was before does not count. */
  readonly armedAt: number
  readonly familyArmedAt: number
  /** A person wants its mail to wake it no more, until they say otherwise. */
  readonly sleepsOn: boolean
  readonly last: LastDecision | null
}
export type LastDecision = {
  readonly kind: string
  readonly because: string | null
  readonly reason: string
  readonly until: number | null
  readonly decidedAt: number
}
export type WakeBookChange = Partial<Omit<WakeBook, 'last'>> & { readonly last?: LastDecision }

/** One decision, with the facts it was made on. */
export type WakeDecisionRow = {
  readonly position: number
  readonly runId: RunId
  readonly rootRunId: RunId
  readonly decidedAt: number
  readonly kind: string
  readonly because: string | null
  readonly reason: string
  readonly facts: Readonly<Record<string, unknown>>
  readonly executionId: ExecutionId | null
}
export type NewWakeDecision = Omit<WakeDecisionRow, 'position'>

/** A pending message as a decision looks at it. */
export type PendingOutline = {
  readonly messageId: MessageId
  readonly sequence: Sequence
  readonly sentAt: number
  readonly kind: string
  readonly senderRunId: RunId | null
  readonly senderName: string | null
}

/** A run whose mail waits although nothing works on it. */
export type WaitingRun = {
  readonly runId: RunId
  readonly last: LastDecision
  readonly failures: number
  readonly pending: number
}

export type WakeTable = {
  readonly book: (runId: RunId) => WakeBook
  readonly change: (run: { readonly runId: RunId; readonly rootRunId: RunId }, change: WakeBookChange) => void
  readonly record: (decision: NewWakeDecision) => void
  /** The newest decisions of a run, the newest first. */
  readonly decisions: (runId: RunId, limit: number) => readonly WakeDecisionRow[]
  /** When the run was woken since then, oldest first. */
  readonly wokenSince: (runId: RunId, since: number) => readonly number[]
  readonly familyWokenSince: (root: RunId, since: number) => number
  /** The oldest of what is pending for the run. */
  readonly pending: (runId: RunId, limit: number) => readonly PendingOutline[]
  /** Remote, living runs that have pending mail. */
  readonly withMail: () => readonly RunId[]
  /** The runs of a family whose last decision was not to wake, and whose mail still waits. */
  readonly waiting: (root: RunId) => readonly WaitingRun[]
}
