import type { MissedPolicy } from './source.ts'

/** A schedule whose time has come. */
export type InstantFacts = {
  readonly dueAt: number
  readonly now: number
  /** How late still counts as in time. */
  readonly toleranceMs: number
  readonly policy: MissedPolicy
  /** Instants that passed in all, this one included; as many as were counted. */
  readonly passed: number
}
export type InstantDecision =
  | { readonly kind: 'fire'; readonly note: string }
  | { readonly kind: 'skip'; readonly reason: string }
  | { readonly kind: 'ask'; readonly reason: string }

/** What becomes of an instant: in time it fires; missed ones are one, and what happens is the policy's. */
export function decideInstant(facts: InstantFacts): InstantDecision {
  const lateMs = facts.now - facts.dueAt
  if (lateMs <= facts.toleranceMs) return { kind: 'fire', note: '' }
  const missed = `${inWords(lateMs)} late${facts.passed > 1 ? `, for ${facts.passed} missed instants` : ''}`
  switch (facts.policy) {
    case 'run-once':
      return { kind: 'fire', note: missed }
    case 'skip':
      return { kind: 'skip', reason: `missed: ${missed}; its policy is to skip` }
    case 'ask':
      return { kind: 'ask', reason: `missed: ${missed}; run it or skip it?` }
  }
}

const inWords = (milliseconds: number): string => {
  const minutes = Math.round(milliseconds / 60_000)
  if (minutes < 120) return `${minutes} min`
  const hours = Math.round(minutes / 60)
  return hours < 48 ? `${hours} h` : `${Math.round(hours / 24)} days`
}
