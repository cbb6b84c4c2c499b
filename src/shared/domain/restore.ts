import type { RunState } from './run.ts'

/** What is known of one stored conversation when the app comes up. */
export type RestoreFacts = {
  readonly place: 'local' | 'remote'
  readonly isKilled: boolean
  readonly isKnownHarness: boolean
  /** Null while the service cannot be asked; `missing` when it does not know the run. */
  readonly run: RunState | 'UNKNOWN' | 'missing' | null
  /** `unknown` while the pty host cannot be asked. */
  readonly terminal: 'alive' | 'ended' | 'none' | 'unknown'
  readonly isDirectoryThere: boolean
  readonly hasSession: boolean
}

export type RestoreDecision =
  /** The process lives: the pane shows it as it is. */
  | { readonly kind: 'attach' }
  /** No process; the screen is back. `isArmed`: mail wakes it. `isInterrupted`: its turn was cut off. */
  | {
      readonly kind: 'dormant'
      readonly isArmed: boolean
      readonly isInterrupted: boolean
      readonly hasScreen: boolean
    }
  /** It was created and its process never started: start it now. */
  | { readonly kind: 'start' }
  /** A cloud pane in `AgentRunning` on its run. */
  | { readonly kind: 'ambient' }
  /** Not to be decided before the service or the pty host answers; shown inert until then. */
  | { readonly kind: 'pending'; readonly because: 'service-not-reached' | 'pty-host-not-reached' }
  | { readonly kind: 'missing'; readonly because: 'run-unknown' | 'unknown-harness' }
  | { readonly kind: 'tombstone' }

/** How a stored conversation comes back. Nothing starts here but what never had a process. */
export function decideRestore(facts: RestoreFacts): RestoreDecision {
  if (facts.isKilled) return { kind: 'tombstone' }
  if (facts.run === 'missing') return { kind: 'missing', because: 'run-unknown' }
  if (facts.place === 'remote') return { kind: 'ambient' }
  if (facts.terminal === 'unknown') return { kind: 'pending', because: 'pty-host-not-reached' }
  if (facts.terminal === 'alive') return { kind: 'attach' }
  if (!facts.isKnownHarness) return { kind: 'missing', because: 'unknown-harness' }
  if (facts.run === null) return { kind: 'pending', because: 'service-not-reached' }
  const hasScreen = facts.terminal === 'ended'
  if (facts.run === 'QUEUED' && !hasScreen) return { kind: 'start' }
  const isInterrupted = facts.run === 'INPROGRESS' || facts.run === 'BLOCKED' || facts.run === 'QUEUED'
  const isArmed = facts.hasSession && facts.isDirectoryThere && facts.run !== 'CANCELLED'
  return { kind: 'dormant', isArmed, isInterrupted, hasScreen }
}
