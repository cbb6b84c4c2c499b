import type { AgentView } from '../../shared/contract/app.ts'
import { agentStatus, type AgentStatus } from '../../shared/domain/agent-status.ts'
import { canFollowUp, type AmbientState } from '../../shared/domain/ambient.ts'
import type { Conversation } from '../../shared/domain/conversation.ts'
import { isKnownHarness } from '../../shared/domain/harness-name.ts'
import { taskCharsShown } from '../../shared/window-limits.ts'
import { relocationOf } from '../relocation/relocation.ts'
import type { TerminalFact } from '../supervision/terminals.ts'

/** What else is known of a conversation, for its line in the window. */
export type AgentViewFacts = {
  readonly terminal: TerminalFact
  readonly isServiceReachable: boolean
  /** Why it is not, where that is known. */
  readonly serviceProblem: string | null
  readonly isMissing: boolean
  readonly isWaking: boolean
  readonly isWakeWaiting: boolean
  readonly waitingMessages: number
  readonly ambient: AmbientState
  readonly executionNumber: number
  readonly isFollowUpInFlight: boolean
  readonly branch: string | null
  readonly unreadLetters: number
  readonly wakesOn: AgentView['wakesOn']
}

/** One agent as the window shows it. */
export function agentView(conversation: Conversation, facts: AgentViewFacts): AgentView {
  const status = agentStatus({
    place: conversation.place,
    runState: conversation.lastState,
    isKilled: conversation.isKilled,
    isMissing: facts.isMissing,
    isServiceReachable: facts.isServiceReachable,
    isProcessAlive: facts.terminal === 'alive',
    wake: facts.isWaking ? 'waking' : facts.isWakeWaiting ? 'waiting' : 'none',
  })
  const { id: conversationId, runId, lastState: runState, isKilled } = conversation
  const can = canFollowUp({
    ...{ runState, isKilled, isFollowUpInFlight: facts.isFollowUpInFlight },
    canAnswer: conversation.ask?.can_answer ?? false,
  })
  const relocation = relocationOf(conversation, facts.isMissing)
  return {
    conversationId,
    runId,
    parentId: conversation.parentId,
    name: conversation.name,
    harness: conversation.harness,
    place: conversation.place,
    at: conversation.at,
    directory: conversation.directory,
    branch: conversation.place === 'remote' ? null : facts.branch,
    model: conversation.model,
    task: conversation.prompt.slice(0, taskCharsShown),
    sessionId: conversation.session,
    paneId: conversation.paneId,
    status,
    detail: describeWaiting(conversation, facts) ?? describeStatus(status, conversation, facts),
    wakeReason: conversation.wakes.holding || conversation.wakes.reason,
    waitingMessages: facts.waitingMessages,
    unreadLetters: facts.unreadLetters,
    ask: status === 'blocked' ? conversation.ask : null,
    isParked: conversation.wakes.parked !== null && facts.waitingMessages > 0,
    wakesOn: facts.wakesOn,
    waitingUntil: conversation.waitingUntil,
    ambient: conversation.place === 'remote' ? facts.ambient : null,
    executionNumber: facts.executionNumber,
    followUp: can.can ? { can: true, because: '' } : can,
    relocation: relocation.can ? { can: true, because: '' } : relocation,
    isPinned: conversation.isPinned,
    changedAt: conversation.changedAt,
    createdAt: conversation.createdAt,
  }
}

const resting: ReadonlySet<string> = new Set(['SUCCEEDED', 'FAILED', 'ERROR'])

/** What an agent that rests waits for, where that is more than a message; null otherwise. */
function describeWaiting(
  { wakes, waitingUntil, lastState }: Conversation,
  { waitingMessages, isWaking }: AgentViewFacts,
): string | null {
  if (isWaking || lastState === null || !resting.has(lastState)) return null
  if (wakes.parked !== null && waitingMessages > 0) {
    const mail = waitingMessages === 1 ? '1 message' : `${waitingMessages} messages`
    return `parked with ${mail}: only you wake it (${wakes.holding.replace(/^(?:held|parked): /, '')})`
  }
  return waitingUntil === null
    ? null
    : `waits for events until ${new Date(waitingUntil).toTimeString().slice(0, 5)}`
}

/** The state's own words. */
export function describeStatus(
  status: AgentStatus,
  conversation: Pick<Conversation, 'lastMessage' | 'harness' | 'session'>,
  facts: Pick<AgentViewFacts, 'waitingMessages' | 'serviceProblem'>,
): string {
  const mail = facts.waitingMessages === 1 ? '1 message' : `${facts.waitingMessages} messages`
  switch (status) {
    case 'blocked':
      return conversation.lastMessage ? `asks: ${conversation.lastMessage}` : 'asks permission'
    case 'dormant':
      return conversation.session === null ? 'cannot be resumed' : 'wakes on message'
    case 'waking':
      return facts.waitingMessages > 0 ? `for ${mail}` : 'its turn begins'
    case 'waiting':
      return `${mail} waiting`
    case 'idle':
      return 'turn ended; a message rouses it'
    case 'finished':
      return 'ended; a message or follow-up wakes it'
    case 'missing':
      return isKnownHarness(conversation.harness)
        ? 'the service does not know its run'
        : `this version cannot run ${conversation.harness}`
    case 'unreachable':
      return `the service does not answer${facts.serviceProblem === null ? '' : `: ${facts.serviceProblem}`}`
    case 'failed':
      return conversation.lastMessage || 'no reason given'
    case 'queued':
      return 'waits for a worker'
    case 'starting':
    case 'working':
    case 'cancelled':
    case 'killed':
    case 'unknown':
      return conversation.lastMessage
  }
}
