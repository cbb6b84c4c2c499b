import type { AgentView, AppView, appContract } from '../../shared/contract/app.ts'
import { WireError, type WireHandlers } from '../../shared/contract/wire.ts'
import { ConversationId, MessageId, PaneId, RunId, TerminalId } from '../../shared/domain/ids.ts'
import * as layouts from '../../shared/domain/layout.ts'
import { randomId } from './random-id.ts'

/** The scripted main, as the calls about agents need it. */
export type FakeAgents = {
  readonly view: () => AppView
  readonly change: (change: Partial<AppView>) => void
  readonly changeAgent: (id: ConversationId, change: Partial<AgentView>) => void
  readonly agent: (id: ConversationId) => AgentView
  readonly reveal: (agent: AgentView, where: 'swap' | 'split' | 'tab') => void
}

type Calls = Pick<
  WireHandlers<typeof appContract>,
  | 'startAgent'
  | 'revealAgent'
  | 'stopAgent'
  | 'killAgent'
  | 'wakeAgent'
  | 'continueHere'
  | 'handOff'
  | 'answerAgent'
  | 'setOrchestration'
  | 'renameAgent'
  | 'pinAgent'
  | 'followUp'
  | 'sendMessage'
>

/** What is done with agents: the view changes as it would, nothing else happens. */
export function fakeAgentCalls(
  main: FakeAgents,
  settings: (change: Partial<AppView['settings']>) => void,
): Calls {
  return {
    startAgent: (start) => {
      if (start.name === 'refuse')
        throw new WireError('directory-gone', `${start.directory} is not there any more`)
      const conversationId = ConversationId.parse(crypto.randomUUID())
      const paneId = PaneId.parse(`pane-${randomId()}`)
      const now = Date.now()
      const agent: AgentView = {
        ...start,
        conversationId,
        branch: null,
        paneId,
        runId: RunId.parse(crypto.randomUUID()),
        model: start.model || null,
        task: start.prompt.slice(0, 200),
        sessionId: null,
        status: 'starting',
        detail: start.prompt.slice(0, 60),
        wakeReason: '',
        waitingMessages: 0,
        unreadLetters: 0,
        wakesOn: [],
        ask: null,
        isParked: false,
        waitingUntil: null,
        ambient: start.place === 'remote' ? 'WaitingForSession' : null,
        executionNumber: start.place === 'remote' ? 1 : 0,
        followUp: { can: false, because: 'the run has not started' },
        relocation: { can: false, because: 'the run has not started' },
        isPinned: false,
        changedAt: now,
        createdAt: now,
      }
      const terminalId = TerminalId.parse(`term-${randomId()}`)
      const content =
        start.place === 'remote'
          ? ({ kind: 'ambient', conversationId } as const)
          : ({ kind: 'terminal', conversationId, terminalId } as const)
      const layout = layouts.addHiddenPane(main.view().layout, paneId, content)
      main.change({ agents: [...main.view().agents, agent], layout })
      if (start.show !== 'hidden') main.reveal(agent, start.show)
      setTimeout(
        () =>
          main.changeAgent(conversationId, { status: 'working', ambient: agent.ambient && 'AgentRunning' }),
        1_500,
      )
      return { conversationId }
    },
    revealAgent: ({ conversationId, where }) => main.reveal(main.agent(conversationId), where),
    stopAgent: ({ conversationId }) => {
      const agent = main.agent(conversationId)
      main.changeAgent(conversationId, {
        status: 'cancelled',
        detail: 'stopped by you',
        ambient: agent.ambient && 'Cancelled',
      })
    },
    continueHere: ({ conversationId }) =>
      main.changeAgent(conversationId, { place: 'local', ambient: null, status: 'idle' }),
    handOff: ({ conversationId }) =>
      main.changeAgent(conversationId, { place: 'remote', ambient: 'AgentRunning', status: 'finished' }),
    killAgent: ({ conversationId }) =>
      main.changeAgent(conversationId, { status: 'killed', detail: 'by you' }),
    wakeAgent: ({ conversationId }) => {
      main.changeAgent(conversationId, {
        status: 'waking',
        detail: 'you asked',
        wakeReason: 'woken: by hand',
      })
      setTimeout(
        () => main.changeAgent(conversationId, { status: 'working', detail: '', waitingMessages: 0 }),
        2_000,
      )
    },
    answerAgent: ({ conversationId, askId }) => {
      if (main.agent(conversationId).ask?.id !== askId)
        throw new WireError('not-asked', 'this question is over')
      main.changeAgent(conversationId, { status: 'working', detail: '', ask: null })
    },
    setOrchestration: ({ isOn }) => settings({ isOrchestrationOn: isOn }),
    renameAgent: ({ conversationId, name }) => main.changeAgent(conversationId, { name }),
    pinAgent: ({ conversationId, isPinned }) => main.changeAgent(conversationId, { isPinned }),
    followUp: ({ conversationId, message }) => {
      if (message.includes('refuse'))
        throw new WireError('timeout', 'the service did not answer within 15 s; nothing was sent twice')
      const { executionNumber } = main.agent(conversationId)
      const followUp = { can: false, because: 'a follow-up is being accepted' }
      main.changeAgent(conversationId, { ambient: 'WaitingForSession', status: 'starting', followUp })
      const accepted = {
        ambient: 'AgentRunning',
        status: 'working',
        executionNumber: executionNumber + 1,
      } as const
      setTimeout(
        () => main.changeAgent(conversationId, { ...accepted, followUp: { can: true, because: '' } }),
        2_500,
      )
    },
    sendMessage: ({ conversationId }) => {
      main.changeAgent(conversationId, { waitingMessages: main.agent(conversationId).waitingMessages + 1 })
      return { messageId: MessageId.parse(randomId()) }
    },
  }
}
