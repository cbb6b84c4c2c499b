import { z } from 'zod'

/** What a person sees of an agent: one word, with a colour and a shape of its own in the window. */
export const AgentStatus = z.enum([
  'queued',
  'starting',
  'working',
  'blocked',
  'idle',
  'dormant',
  'waking',
  'waiting',
  'finished',
  'failed',
  'cancelled',
  'killed',
  'missing',
  'unreachable',
  'unknown',
])
export type AgentStatus = z.infer<typeof AgentStatus>

/** Who needs a person first: lower is earlier. */
export const attentionOrder: Readonly<Record<AgentStatus, number>> = {
  blocked: 0,
  failed: 1,
  missing: 1,
  unreachable: 1,
  unknown: 1,
  waking: 2,
  starting: 2,
  working: 2,
  waiting: 2,
  queued: 2,
  idle: 3,
  dormant: 3,
  finished: 3,
  cancelled: 4,
  killed: 4,
}

/** What is known of one agent, for its status. */
export type AgentStatusFacts = {
  readonly place: 'local' | 'remote'
  /** At last sight; null while the service has not told. */
  readonly runState: string | null
  readonly isKilled: boolean
  readonly isMissing: boolean
  readonly isServiceReachable: boolean
  /** A process of the session lives in the pane. Meaningless for remote ones. */
  readonly isProcessAlive: boolean
  readonly wake: 'none' | 'waking' | 'waiting'
}

/** The one word for an agent. A living process that finished its turn is idle; without a process it is dormant. */
export function agentStatus(facts: AgentStatusFacts): AgentStatus {
  if (facts.isKilled) return 'killed'
  if (facts.isMissing) return 'missing'
  if (facts.wake === 'waking') return 'waking'
  if (facts.runState === null) return facts.isServiceReachable ? 'starting' : 'unreachable'
  if (!facts.isServiceReachable && facts.place === 'remote') return 'unreachable'
  if (facts.wake === 'waiting' && facts.runState === 'SUCCEEDED') return 'waiting'
  switch (facts.runState) {
    case 'QUEUED':
    case 'PENDING':
      return facts.place === 'local' ? 'starting' : 'queued'
    case 'CLAIMED':
      return 'starting'
    case 'INPROGRESS':
      return 'working'
    case 'BLOCKED':
      return 'blocked'
    case 'SUCCEEDED':
      if (facts.place === 'remote') return 'finished'
      return facts.isProcessAlive ? 'idle' : 'dormant'
    case 'FAILED':
    case 'ERROR':
      return 'failed'
    case 'CANCELLED':
      return 'cancelled'
    default:
      return 'unknown'
  }
}
