import { z } from 'zod'

/** The states of an ambient pane (the field's words). */
export const AmbientState = z.enum([
  'Setup',
  'Composing',
  'WaitingForSession',
  'AgentRunning',
  'Failed',
  'NeedsAuth',
  'Cancelled',
])
export type AmbientState = z.infer<typeof AmbientState>

/** What moves an ambient pane. `viewing` is a pane that opens on a run that exists: at restore, or from a pill. */
export type AmbientEvent =
  | { readonly kind: 'viewing' }
  | { readonly kind: 'prompt-submitted' }
  | { readonly kind: 'follow-up-submitted' }
  | { readonly kind: 'execution-started' }
  | { readonly kind: 'run-failed' }
  | { readonly kind: 'run-cancelled' }
  | { readonly kind: 'auth-needed' }
  | { readonly kind: 'auth-completed' }

type Moves = Readonly<Record<AmbientState, Partial<Readonly<Record<AmbientEvent['kind'], AmbientState>>>>>

const fromAnywhere = { viewing: 'AgentRunning' } as const
const ended = {
  ...fromAnywhere,
  'follow-up-submitted': 'WaitingForSession',
  'execution-started': 'AgentRunning',
} as const

/** Every legal move; an execution that ends leaves the pane in `AgentRunning`, open for a follow-up. */
export const ambientMoves: Moves = {
  Setup: { ...fromAnywhere, 'prompt-submitted': 'WaitingForSession' },
  Composing: { ...fromAnywhere, 'prompt-submitted': 'WaitingForSession' },
  WaitingForSession: {
    ...fromAnywhere,
    'execution-started': 'AgentRunning',
    'run-failed': 'Failed',
    'run-cancelled': 'Cancelled',
    'auth-needed': 'NeedsAuth',
  },
  AgentRunning: { ...fromAnywhere, 'follow-up-submitted': 'WaitingForSession' },
  Failed: ended,
  NeedsAuth: { ...fromAnywhere, 'auth-completed': 'WaitingForSession', 'run-cancelled': 'Cancelled' },
  Cancelled: ended,
}

/** The state after `event`; the same state when the event does not apply. */
export const nextAmbientState = (state: AmbientState, event: AmbientEvent): AmbientState =>
  ambientMoves[state][event.kind] ?? state

/** Facts for the prompt box of an ambient pane. */
export type FollowUpFacts = {
  readonly runState: string | null
  readonly isKilled: boolean
  readonly isFollowUpInFlight: boolean
  /** It is blocked by a question that a follow-up may answer. */
  readonly canAnswer: boolean
}

/** Whether a person may send a follow-up now; the reason is shown in the prompt box. */
export function canFollowUp(
  facts: FollowUpFacts,
): { readonly can: true } | { readonly can: false; readonly because: string } {
  if (facts.isKilled) return { can: false, because: 'the run was killed' }
  if (facts.isFollowUpInFlight) return { can: false, because: 'a follow-up is being accepted' }
  if (facts.runState === null) return { can: false, because: 'the run is not known yet' }
  if (facts.runState === 'BLOCKED' && !facts.canAnswer)
    return { can: false, because: 'the agent waits for an answer that only the place where it asks can give' }
  return { can: true }
}
