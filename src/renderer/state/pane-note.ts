import type { AgentView } from '../../shared/contract/app.ts'
import type { AmbientState } from '../../shared/domain/ambient.ts'
import { statusLooks } from '../design/status-look.ts'
import { detailOf } from './agent-words.ts'
import type { AgentStatus } from '../../shared/domain/agent-status.ts'

/** The line at the bottom of an agent's pane: what it waits for, and why it was woken or held. */
export type PaneNote = {
  readonly tone: 'calm' | 'attention' | 'failure'
  /** The state's words; empty while it works, when the terminal says enough. */
  readonly lead: string
  readonly why: string
  readonly waitingMessages: number
  readonly canWake: boolean
}

/** Null when there is nothing to say: a working agent that nobody woke. */
export function paneNote(agent: AgentView, now: number): PaneNote | null {
  const isToldAbove = agent.ambient !== null && troubledAmbients.has(agent.ambient)
  const lead = spokenStatuses.has(agent.status) && !isToldAbove ? describe(agent, now) : ''
  if (lead === '' && agent.wakeReason === '' && agent.waitingMessages === 0) return null
  return {
    tone: toneOf(agent.status),
    lead,
    why: agent.wakeReason,
    waitingMessages: agent.waitingMessages,
    canWake: canWake(agent),
  }
}

/** Whether a person's "wake now" would do something. */
export function canWake(agent: AgentView): boolean {
  if (agent.status === 'killed' || agent.status === 'missing') return false
  if (agent.place === 'remote') return agent.waitingMessages > 0 && agent.followUp.can
  return restingStatuses.has(agent.status) || (agent.status === 'idle' && agent.waitingMessages > 0)
}

const restingStatuses: ReadonlySet<AgentStatus> = new Set([
  'dormant',
  'waiting',
  'failed',
  'cancelled',
  'finished',
])

const spokenStatuses: ReadonlySet<AgentStatus> = new Set([
  'blocked',
  'dormant',
  'waking',
  'waiting',
  'failed',
  'cancelled',
  'killed',
  'missing',
  'unreachable',
  'unknown',
])

/** A cloud pane says these larger, above the line. */
const troubledAmbients: ReadonlySet<AmbientState> = new Set(['Failed', 'NeedsAuth', 'Cancelled'])

/** Of who is being woken the reason says the rest. */
function describe(agent: AgentView, now: number): string {
  const { word } = statusLooks[agent.status]
  const detail = agent.status === 'waking' && agent.wakeReason !== '' ? '' : detailOf(agent, now)
  return detail === '' ? word : `${word}: ${detail}`
}

const toneOf = (status: AgentStatus): PaneNote['tone'] => {
  if (status === 'blocked') return 'attention'
  return status === 'failed' || status === 'missing' || status === 'unreachable' ? 'failure' : 'calm'
}
