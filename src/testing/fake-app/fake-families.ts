import type { AgentView } from '../../shared/contract/app.ts'
import { AgentStatus } from '../../shared/domain/agent-status.ts'
import { fakeAgent, fakeConversationId } from './fake-agent.ts'

const lead = fakeConversationId(1)

/** A lead with four children, and some more. */
export const familyAgents = (now: number): AgentView[] => [
  fakeAgent({
    now,
    number: 1,
    name: 'lead',
    minutesAgo: 12,
    detail: 'splitting the cart API',
    model: 'opus',
    wakeReason: 'held: a message from api waits while you type; it goes in when the turn ends',
    waitingMessages: 1,
  }),
  fakeAgent({
    now,
    number: 2,
    name: 'docs',
    parentId: lead,
    harness: 'gemini',
    status: 'blocked',
    minutesAgo: 2,
    detail: 'asks: run npm publish?',
    directory: '/home/ada/src/shop/docs',
  }),
  fakeAgent({
    now,
    number: 3,
    name: 'tests',
    parentId: lead,
    status: 'waking',
    minutesAgo: 0,
    detail: '2 messages from lead',
    waitingMessages: 2,
    wakeReason: 'woken: 2 messages waiting; no process held the session; resumed by id in its own pane',
  }),
  fakeAgent({
    now,
    number: 4,
    name: 'api',
    parentId: lead,
    harness: 'codex',
    place: 'remote',
    ambient: 'AgentRunning',
    executionNumber: 3,
    minutesAgo: 1,
    detail: 'step 3 of 3',
    followUp: { can: true, because: '' },
  }),
  fakeAgent({
    now,
    number: 5,
    name: 'review',
    parentId: lead,
    harness: 'opencode',
    status: 'dormant',
    minutesAgo: 41,
    detail: 'wakes on message',
    isPinned: true,
  }),
  fakeAgent({
    now,
    number: 6,
    name: 'infra',
    harness: 'codex',
    status: 'idle',
    minutesAgo: 8,
    directory: '/home/ada/src/infra',
    detail: 'turn ended',
  }),
  fakeAgent({
    now,
    number: 7,
    name: 'flaky login test',
    status: 'finished',
    place: 'remote',
    ambient: 'AgentRunning',
    minutesAgo: 3 * 1_440,
    detail: '3 files changed',
    followUp: { can: true, because: '' },
  }),
  fakeAgent({
    now,
    number: 8,
    name: 'bump react',
    harness: 'codex',
    status: 'failed',
    minutesAgo: 4 * 1_440,
    detail: 'usage limit until 18:00',
  }),
]

/** One child in each state, grandchildren, long names. */
export const manyAgents = (now: number): AgentView[] => [
  fakeAgent({ now, number: 1, name: 'lead', minutesAgo: 12, detail: 'twenty at work' }),
  ...AgentStatus.options.map((status, index) =>
    fakeAgent({
      now,
      number: index + 2,
      name: `${status}-agent`,
      parentId: lead,
      status,
      detail: 'as its state says',
      place: index % 4 === 3 ? 'remote' : 'local',
      ambient: index % 4 === 3 ? 'AgentRunning' : null,
    }),
  ),
  fakeAgent({
    now,
    number: 20,
    name: 'a-rather-long-name-for-an-agent',
    parentId: fakeConversationId(4),
    status: 'working',
    detail: 'a grandchild whose words do not fit into a line of the sidebar',
  }),
  fakeAgent({
    now,
    number: 21,
    name: 'second',
    parentId: fakeConversationId(20),
    status: 'dormant',
    detail: 'wakes on message',
  }),
  fakeAgent({ now, number: 22, name: 'alone', status: 'idle' }),
]

const cloudStates = ['WaitingForSession', 'AgentRunning', 'Failed', 'NeedsAuth', 'Cancelled'] as const
const cloudDetails = [
  '',
  'step 2 of 3',
  'the worker lost its lease twice',
  'sign in at https://example.com/device?code=WXYZ',
  'by you',
]
/** Why nothing can be sent to it now. */
const cloudProblems: Readonly<Record<number, string>> = { 0: 'the run has not started', 3: 'sign in first' }
const cloudStatuses = ['starting', 'working', 'failed', 'blocked', 'cancelled'] as const

/** One remote agent in each state of its pane. */
export const cloudAgents = (now: number): AgentView[] =>
  cloudStates.map((ambient, index) =>
    fakeAgent({
      now,
      number: index + 1,
      name: ['api', 'deploy', 'port', 'mirror', 'bench'][index] ?? 'more',
      parentId: index === 0 ? null : lead,
      place: 'remote',
      ambient,
      status: cloudStatuses[index] ?? 'working',
      detail: cloudDetails[index] ?? '',
      executionNumber: index === 0 ? 0 : 2,
      followUp:
        cloudProblems[index] === undefined
          ? { can: true, because: '' }
          : { can: false, because: cloudProblems[index] },
    }),
  )
