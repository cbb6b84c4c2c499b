import type { AgentAsk } from './signal.ts'
import { isEnded, type RunState } from './run.ts'

/** A run at another place, as one look at it tells. */
export type PlaceLook = {
  readonly state: RunState | 'UNKNOWN'
  /** The execution that the state is about; null where the place tells of none. */
  readonly executionId: string | null
  /** Why it is in that state, for people; may be empty. */
  readonly message: string
  /** What it asks while it is blocked, where the place tells. */
  readonly ask: AgentAsk | null
  /** Where a person can watch it; null where the place gives no address. */
  readonly link: string | null
}

/** What is known of a turn that a place was asked for and has accepted. */
export type TurnFacts = {
  /** The last look before the follow-up was accepted; null for a run's first turn. */
  readonly before: Omit<PlaceLook, 'ask'> | null
  /** The turn was seen at work. */
  readonly hasWorked: boolean
  /** Looks in a row that showed what was there before. */
  readonly staleLooks: number
}

export type TurnDecision =
  /** `is`: what the turn does now; `stale` shows what was there before it. */
  | { readonly kind: 'go-on'; readonly is: 'waiting' | 'working' | 'blocked' | 'stale' }
  | { readonly kind: 'ended'; readonly as: 'succeeded' | 'failed' | 'errored' | 'cancelled' }
  | { readonly kind: 'did-not-start' }

/**
 * What a look means for the turn that is waited for. A place accepts before it acts: after its 200 the run may show its
 * old end for a while. Such an end counts only with an execution of its own, or after the turn was seen at work
 * (the public Oz API promises neither; orchestration clients were seen to end follow-ups on the old state).
 */
export function decideTurn(facts: TurnFacts, look: PlaceLook, staleLooksMax: number): TurnDecision {
  if (look.state === 'INPROGRESS') return { kind: 'go-on', is: 'working' }
  if (look.state === 'BLOCKED') return { kind: 'go-on', is: 'blocked' }
  if (!isEnded(look.state)) return { kind: 'go-on', is: 'waiting' } // a state that is not known yet is not an end
  if (isOfThisTurn(facts, look)) return { kind: 'ended', as: endOf(look.state) }
  return facts.staleLooks >= staleLooksMax ? { kind: 'did-not-start' } : { kind: 'go-on', is: 'stale' }
}

function isOfThisTurn({ before, hasWorked }: TurnFacts, look: PlaceLook): boolean {
  if (before === null || hasWorked) return true
  if (look.executionId !== null && before.executionId !== null) return look.executionId !== before.executionId
  return look.state !== before.state // CANCELLED after SUCCEEDED is somebody's hand, whatever the execution
}

const ends = { SUCCEEDED: 'succeeded', FAILED: 'failed', ERROR: 'errored', CANCELLED: 'cancelled' } as const
const endOf = (state: PlaceLook['state']): (typeof ends)[keyof typeof ends] =>
  ends[state as keyof typeof ends] // only ended states come here: `isEnded` names the same four
