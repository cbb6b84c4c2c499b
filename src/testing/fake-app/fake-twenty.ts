import type { AgentView } from '../../shared/contract/app.ts'
import { fakeAgent, fakeConversationId } from './fake-agent.ts'

// Twenty agents on an ordinary afternoon, in every state that a person can meet.

const shop = '/home/ada/src/shop'
const tree = (branch: string): Partial<AgentView> => ({ directory: `${shop}.worktrees/${branch}`, branch })
const cloud = (executionNumber: number): Partial<AgentView> => ({
  ...{ place: 'remote', ambient: 'AgentRunning', branch: null, executionNumber },
  followUp: { can: true, because: '' },
})
const source = (kind: string, name: string, text: string, nextAt: number | null = null) => ({
  ...{ kind, name, text, nextAt, problem: null },
})

type Row = readonly [name: string, parent: number | null, told: Partial<AgentView> & { minutesAgo: number }]

const rows = (now: number): readonly Row[] => [
  [
    'checkout',
    null,
    {
      status: 'working',
      minutesAgo: 14,
      model: 'opus',
      detail: 'splitting the cart API from the page',
      isPinned: true,
    },
  ],
  [
    'tests',
    1,
    {
      status: 'waking',
      minutesAgo: 0,
      ...tree('contract-suite'),
      waitingMessages: 2,
      unreadLetters: 1,
      detail: '2 messages from checkout',
      wakeReason: 'woken: 2 messages waiting; no process held the session; resumed by id in its own pane',
    },
  ],
  [
    'docs',
    1,
    {
      status: 'blocked',
      minutesAgo: 2,
      ...tree('reading-guide'),
      harness: 'claude',
      detail: 'asks: run npm publish --access public',
      ask: {
        id: 'ask-1',
        kind: 'permission',
        subject: 'npm publish --access public',
        tool: 'Bash',
        can_answer: true,
      },
    },
  ],
  [
    'api',
    1,
    {
      status: 'working',
      minutesAgo: 1,
      harness: 'codex',
      detail: 'DELETE /cart/:id, 3 of 5 tests green',
      ...cloud(3),
    },
  ],
  [
    'price-rules',
    1,
    { status: 'working', minutesAgo: 6, ...tree('price-rules'), detail: 'rounding by currency' },
  ],
  [
    'migration',
    1,
    {
      status: 'failed',
      minutesAgo: 9,
      ...tree('orders-v2'),
      harness: 'codex',
      detail: 'usage limit until 18:00',
      wakeReason: 'held: its last turn failed 3 times; the next try is at 18:00',
    },
  ],
  [
    'review',
    1,
    {
      status: 'dormant',
      minutesAgo: 41,
      harness: 'opencode',
      detail: 'wakes on message',
      wakesOn: [source('run', 'checkout-done', 'end of run 7c1e')],
    },
  ],
  [
    'load-test',
    1,
    {
      status: 'queued',
      minutesAgo: 3,
      harness: 'command',
      detail: 'waits for a worker',
      ...cloud(1),
      ambient: 'WaitingForSession',
      followUp: { can: false, because: 'the run has not started' },
    },
  ],
  ['screenshots', 1, { status: 'starting', minutesAgo: 0, harness: 'command', detail: '' }],
  [
    'fuzz',
    5,
    { status: 'idle', minutesAgo: 4, ...tree('price-rules'), detail: 'turn ended; a message rouses it' },
  ],
  [
    'currencies',
    5,
    { status: 'finished', minutesAgo: 22, detail: 'ended; a message or follow-up wakes it', ...cloud(2) },
  ],
  ['rename-basket', 1, { status: 'cancelled', minutesAgo: 33, detail: 'by you' }],
  [
    'infra',
    null,
    {
      status: 'idle',
      minutesAgo: 8,
      harness: 'codex',
      directory: '/home/ada/src/infra',
      branch: 'main',
      detail: 'turn ended; a message rouses it',
    },
  ],
  [
    'dns',
    13,
    {
      status: 'waiting',
      minutesAgo: 17,
      harness: 'codex',
      directory: '/home/ada/src/infra',
      branch: 'main',
      waitingMessages: 1,
      detail: '1 message waiting',
      wakeReason: 'held: infra depth limit',
    },
  ],
  [
    'certificates',
    13,
    {
      status: 'unreachable',
      minutesAgo: 12,
      harness: 'codex',
      detail: 'the service does not answer',
      ...cloud(1),
    },
  ],
  [
    'nightly audit',
    null,
    {
      status: 'dormant',
      minutesAgo: 620,
      harness: 'command',
      directory: shop,
      detail: 'wakes on message',
      wakesOn: [
        source('schedule', 'nightly', 'schedule nightly (0 3 * * *)', now + 9 * 3_600_000),
        source('webhook', 'ci', 'GitHub webhook ci'),
      ],
    },
  ],
  [
    'release notes',
    null,
    {
      status: 'dormant',
      minutesAgo: 1_500,
      directory: '/home/ada/src/site',
      branch: 'next',
      detail: 'wakes on message',
      wakesOn: [source('file', 'changelog', 'changes below ~/src/site/changes')],
    },
  ],
  [
    'triage',
    null,
    {
      status: 'missing',
      minutesAgo: 200,
      harness: 'gemini',
      directory: '/home/ada/src/site',
      branch: 'next',
      detail: 'the service does not know its run',
    },
  ],
  [
    'flaky login test',
    null,
    { status: 'finished', minutesAgo: 3 * 1_440, detail: '3 files changed', ...cloud(1) },
  ],
  [
    'bump react',
    null,
    { status: 'unknown', minutesAgo: 4 * 1_440, harness: 'codex', detail: 'PAUSED_BY_ADMIN' },
  ],
]

/** The agents; the first is the lead of the largest family. */
export const twentyAgents = (now: number): AgentView[] =>
  rows(now).map(([name, parent, told], index) =>
    fakeAgent({
      ...told,
      ...{ now, name, number: index + 1 },
      parentId: parent === null ? null : fakeConversationId(parent),
    }),
  )

/** The root of its family, by number. */
export const rootOfTwenty = (agent: number): number => {
  const parent = rows(0)[agent - 1]?.[1] ?? null
  return parent === null ? agent : rootOfTwenty(parent)
}
