import { isEnded, type RunState } from './run.ts'

/** What it depends on whether an agent can go on elsewhere: from a worker to a pane here, or from a pane to a worker. */
export type RelocationFacts = {
  readonly isKilled: boolean
  /** The service does not know its run. */
  readonly isMissing: boolean
  /** Run state at last sight; null before the first. */
  readonly runState: RunState | 'UNKNOWN' | null
  /** Its harness can resume a session that comes from another machine, or keeps none. */
  readonly canSessionMove: boolean
}

/** Whether it can go on elsewhere now; the reason is shown where it cannot. The service refuses once more what changed since. */
export function canRelocate(
  facts: RelocationFacts,
): { readonly can: true } | { readonly can: false; readonly because: string } {
  if (facts.isKilled) return { can: false, because: 'it was killed' }
  if (facts.isMissing) return { can: false, because: 'the service does not know its run' }
  if (!facts.canSessionMove)
    return { can: false, because: 'sessions of its harness stay on the machine where they began' }
  if (facts.runState === null || facts.runState === 'UNKNOWN')
    return { can: false, because: 'the state of its run is not known' }
  if (!isEnded(facts.runState))
    return { can: false, because: 'it is at work: stop it, or let it end its turn' }
  return { can: true }
}
