import type { AgentView } from '../../shared/contract/app.ts'
import { ConversationId, PaneId, RunId, TerminalId } from '../../shared/domain/ids.ts'
import type { PaneContent } from '../../shared/domain/layout.ts'

/** A stable id for the n-th agent of a scenario. */
export const fakeConversationId = (number: number): ConversationId =>
  ConversationId.parse(`00000000-0000-4000-8000-${String(number).padStart(12, '0')}`)

type Told = Partial<AgentView> & {
  readonly number: number
  readonly name: string
  readonly now: number
  readonly minutesAgo?: number
}

/** An agent with everything a test does not say filled in. */
export function fakeAgent({ number, now, minutesAgo = number, ...told }: Told): AgentView {
  const id = String(number).padStart(12, '0')
  return {
    conversationId: fakeConversationId(number),
    runId: RunId.parse(`7c1e0000-0000-4000-8000-${id}`),
    parentId: null,
    harness: 'claude',
    place: 'local',
    at: null,
    directory: '/home/ada/src/shop',
    branch: told.place === 'remote' ? null : 'feat/checkout',
    model: null,
    task: '',
    sessionId: null,
    paneId: PaneId.parse(`pane-${number}`),
    status: 'working',
    detail: '',
    wakeReason: '',
    waitingMessages: 0,
    unreadLetters: 0,
    wakesOn: [],
    ask: null,
    isParked: false,
    waitingUntil: null,
    ambient: null,
    executionNumber: 0,
    followUp: { can: false, because: 'local agents are written to in their pane' },
    relocation: { can: false, because: 'it is at work: stop it, or let it end its turn' },
    isPinned: false,
    changedAt: now - minutesAgo * 60_000,
    createdAt: now - 3_600_000 + number * 1_000,
    ...told,
  }
}

/** The pane of an agent. */
export const fakePane = (agent: AgentView): PaneContent =>
  agent.place === 'remote'
    ? { kind: 'ambient', conversationId: agent.conversationId }
    : {
        kind: 'terminal',
        conversationId: agent.conversationId,
        terminalId: TerminalId.parse(`term-${agent.paneId}`),
      }
