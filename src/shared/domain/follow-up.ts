import type { RunState } from './run.ts'

/** The kind of the message that a follow-up to a working run becomes. */
export const followUpKind = 'follow-up'

/** What is known when a follow-up to a run arrives. */
export type FollowUpFacts<Id> = {
  readonly location: 'LOCAL' | 'REMOTE'
  readonly isKilled: boolean
  readonly state: RunState
  readonly hasText: boolean
  /** It says allow or deny in so many words. */
  readonly isChoice: boolean
  /** Who asks may answer questions: a person, or an agent above; never the service itself. */
  readonly mayAnswer: boolean
  /** Of the messages it announces: `handled` are surfaced or delivered already. */
  readonly announces: 'nothing' | 'only-handled' | 'pending-messages'
  /** The execution a worker holds, and the one that is waiting for a worker or stands behind it. */
  readonly held: Id | null
  readonly next: Id | null
  /** The program of the held execution takes mail while it works. */
  readonly takesMail: boolean
}
export type FollowUpDecision<Id> =
  | { readonly kind: 'append'; readonly to: Id } // nobody has read that prompt yet
  | { readonly kind: 'deliver'; readonly to: Id } // into the mailbox of the execution that works now
  | { readonly kind: 'queue-behind' } // the run works: its next execution
  | { readonly kind: 'start-execution' } // the run has ended: the same run and session go on
  | { readonly kind: 'answer' } // to the question that the run waits with, wherever it works
  | { readonly kind: 'done-before' } // an earlier follow-up or take has brought all of it
  | { readonly kind: 'refuse'; readonly because: 'killed' | 'local' | 'blocked' | 'empty' | 'asks-nothing' }

/** Where a follow-up goes. The same messages never cause two executions. */
export function decideFollowUp<Id>(facts: FollowUpFacts<Id>): FollowUpDecision<Id> {
  if (facts.isKilled) return { kind: 'refuse', because: 'killed' }
  const isWord = (facts.hasText || facts.isChoice) && facts.announces === 'nothing'
  if (facts.state === 'BLOCKED' && facts.mayAnswer && isWord) return { kind: 'answer' }
  if (facts.isChoice) return { kind: 'refuse', because: 'asks-nothing' }
  if (facts.location === 'LOCAL') return { kind: 'refuse', because: 'local' }
  if (facts.announces === 'only-handled') return { kind: 'done-before' }
  if (!facts.hasText && facts.announces === 'nothing') return { kind: 'refuse', because: 'empty' }
  if (facts.state === 'BLOCKED') return { kind: 'refuse', because: 'blocked' } // news of mail is no answer
  if (facts.next !== null) return { kind: 'append', to: facts.next }
  if (facts.held !== null && facts.takesMail && facts.state === 'INPROGRESS')
    return { kind: 'deliver', to: facts.held }
  return facts.held === null ? { kind: 'start-execution' } : { kind: 'queue-behind' }
}
