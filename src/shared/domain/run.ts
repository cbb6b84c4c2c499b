import { z } from 'zod'

/** The states of a run on the wire (Oz agent API, `RunState`). */
export const runStates = [
  'QUEUED',
  'PENDING',
  'CLAIMED',
  'INPROGRESS',
  'SUCCEEDED',
  'FAILED',
  'ERROR',
  'BLOCKED',
  'CANCELLED',
] as const
export type RunState = (typeof runStates)[number]

/** A state from a server: a state we do not know becomes `UNKNOWN`, is shown as such and never sent back. */
export const RunStateFromWire = z.string().transform((state): RunState | 'UNKNOWN' => {
  const spelled = state === 'IN_PROGRESS' ? 'INPROGRESS' : state
  return (runStates as readonly string[]).includes(spelled) ? (spelled as RunState) : 'UNKNOWN' // checked on this line
})

/** What can happen to a run. */
export type RunEvent =
  | 'claimed'
  | 'lease-lost'
  | 'started'
  | 'succeeded'
  | 'failed'
  | 'errored'
  | 'blocked'
  | 'cancelled'
  | 'reopened'
  | 'requeued'

type RunMoves = Readonly<Record<RunState, Partial<Readonly<Record<RunEvent, RunState>>>>>

const ended = { reopened: 'INPROGRESS', requeued: 'QUEUED', started: 'INPROGRESS' } as const

/** Every legal move. A move that is missing is refused, logged and harmless. */
export const runMoves: RunMoves = {
  QUEUED: {
    claimed: 'CLAIMED',
    started: 'INPROGRESS',
    cancelled: 'CANCELLED',
    failed: 'FAILED',
    errored: 'ERROR',
  },
  PENDING: {
    claimed: 'CLAIMED',
    started: 'INPROGRESS',
    cancelled: 'CANCELLED',
    failed: 'FAILED',
    errored: 'ERROR',
  },
  CLAIMED: {
    started: 'INPROGRESS',
    'lease-lost': 'QUEUED',
    failed: 'FAILED',
    errored: 'ERROR',
    cancelled: 'CANCELLED',
  },
  INPROGRESS: {
    succeeded: 'SUCCEEDED',
    failed: 'FAILED',
    errored: 'ERROR',
    blocked: 'BLOCKED',
    cancelled: 'CANCELLED',
    'lease-lost': 'QUEUED',
  },
  BLOCKED: {
    started: 'INPROGRESS',
    succeeded: 'SUCCEEDED',
    failed: 'FAILED',
    errored: 'ERROR',
    cancelled: 'CANCELLED',
    'lease-lost': 'QUEUED',
  },
  SUCCEEDED: ended,
  FAILED: ended,
  ERROR: ended,
  CANCELLED: ended,
}

/** The state after `event`, or null when the event does not apply and must be logged and dropped. */
export const nextRunState = (state: RunState, event: RunEvent): RunState | null =>
  runMoves[state][event] ?? null

/** Whether nothing works on the run any more. A blocked run waits for a person and has not ended. */
export const isEnded = (state: RunState | 'UNKNOWN'): boolean =>
  state === 'SUCCEEDED' || state === 'FAILED' || state === 'ERROR' || state === 'CANCELLED'

/** The log's event type that tells of a run having reached `state`; queued and claimed runs are not told. */
export const lifecycleEventTypes: Readonly<Partial<Record<RunState, string>>> = {
  INPROGRESS: 'run_in_progress',
  SUCCEEDED: 'run_succeeded',
  FAILED: 'run_failed',
  ERROR: 'run_errored',
  BLOCKED: 'run_blocked',
  CANCELLED: 'run_cancelled',
}
