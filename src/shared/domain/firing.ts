/** What is known when a source fires. */
export type FiringFacts<Message> = {
  readonly isEnabled: boolean
  /** A person fires it by hand: neither a pause nor a filter holds that back. */
  readonly isByHand: boolean
  /** Why the filter refuses it; null when it does not. */
  readonly refusedBecause: string | null
  readonly target: 'there' | 'killed' | 'gone'
  readonly firedThisHour: number
  readonly perHourMax: number
  readonly coalesce: 'each' | 'latest'
  /** An earlier message of the same source that nobody has read yet. */
  readonly waiting: Message | null
}
export type FiringDecision<Message> =
  | { readonly kind: 'tell'; readonly inPlaceOf: Message | null }
  | { readonly kind: 'filter'; readonly reason: string }
  | { readonly kind: 'fail'; readonly because: 'target' | 'too-many'; readonly reason: string }

/** What becomes of a happening; each end has its reason. */
export function decideFiring<Message>(facts: FiringFacts<Message>): FiringDecision<Message> {
  if (!facts.isByHand && !facts.isEnabled) return { kind: 'filter', reason: 'the source is paused' }
  if (!facts.isByHand && facts.refusedBecause !== null)
    return { kind: 'filter', reason: facts.refusedBecause }
  if (facts.target === 'killed') return { kind: 'fail', because: 'target', reason: 'its run was killed' }
  if (facts.target === 'gone') return { kind: 'fail', because: 'target', reason: 'its run does not exist' }
  if (facts.firedThisHour >= facts.perHourMax)
    return {
      kind: 'fail',
      because: 'too-many',
      reason: `more than ${facts.perHourMax} firings within the hour; this and later ones are counted, not told`,
    }
  return { kind: 'tell', inPlaceOf: facts.coalesce === 'latest' ? facts.waiting : null }
}
