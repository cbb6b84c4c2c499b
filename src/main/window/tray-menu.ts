import type { AppView } from '../../shared/contract/app.ts'
import type { AgentStatus } from '../../shared/domain/agent-status.ts'
import type { ConversationId } from '../../shared/domain/ids.ts'
import { trayNeedingMax } from '../../shared/limits.ts'

/** A line of the tray's menu. */
export type TrayItem =
  | { readonly kind: 'line'; readonly label: string }
  | { readonly kind: 'separator' }
  | { readonly kind: 'agent'; readonly label: string; readonly conversationId: ConversationId }
  | {
      readonly kind: 'do'
      readonly label: string
      readonly what: 'open' | 'start-agent' | 'settings' | 'quit'
    }

export type TrayMenu = {
  readonly tooltip: string
  readonly needing: number
  readonly items: readonly TrayItem[]
}

const working: ReadonlySet<AgentStatus> = new Set(['working', 'starting', 'waking'])
const resting: ReadonlySet<AgentStatus> = new Set(['dormant', 'waiting', 'idle', 'finished'])
const needing: ReadonlySet<AgentStatus> = new Set(['blocked', 'missing'])

/** What the tray says and offers: who needs a person first, then the numbers. */
export function trayMenu(view: Pick<AppView, 'agents'>): TrayMenu {
  const count = (statuses: ReadonlySet<AgentStatus>): number =>
    view.agents.filter((agent) => statuses.has(agent.status)).length
  const waiting = view.agents
    .filter((agent) => needing.has(agent.status))
    .toSorted((one, other) => one.changedAt - other.changedAt)
  const numbers = `${count(working)} working, ${count(resting)} at rest`
  const tooltip =
    waiting.length === 0 ? `Reveille: ${numbers}` : `Reveille: ${waiting.length} need you, ${numbers}`
  return {
    tooltip,
    needing: waiting.length,
    items: [
      { kind: 'do', label: 'Open Reveille', what: 'open' },
      { kind: 'separator' },
      ...waiting.slice(0, trayNeedingMax).map(({ name, detail, conversationId }) => ({
        kind: 'agent' as const,
        label: `${name} ${detail || 'needs you'}`.slice(0, 80),
        conversationId,
      })),
      { kind: 'line', label: numbers },
      { kind: 'separator' },
      { kind: 'do', label: 'Start an agent…', what: 'start-agent' },
      { kind: 'do', label: 'Settings…', what: 'settings' },
      { kind: 'separator' },
      { kind: 'do', label: 'Quit', what: 'quit' },
    ],
  }
}
