import type { ActivityEntry } from '../../shared/domain/activity.ts'
import { fakeConversationId } from './fake-agent.ts'
import { twentyActivity } from './fake-twenty-activity.ts'

type Told = readonly [
  minutesAgo: number,
  kind: ActivityEntry['kind'],
  agent: number | null,
  title: string,
  why: string,
]

const told: readonly Told[] = [
  [240, 'started', 1, 'lead started', 'by you, in ~/src/shop'],
  [62, 'started', 3, 'tests started', 'by lead, on this machine'],
  [61, 'started', 4, 'api started', 'by lead, in the cloud'],
  [45, 'asleep', 3, 'tests fell asleep', 'turn ended, nothing left running; wakes on message'],
  [41, 'asleep', 5, 'review fell asleep', 'turn ended, nothing left running; wakes on message'],
  [
    39,
    'restored',
    null,
    'Restarted after a crash',
    '6 agents back, 4 panes reattached, 1 armed; nothing was delivered twice',
  ],
  [
    10,
    'follow-up',
    4,
    'api took a follow-up',
    'execution 3 of the same run; the first try timed out at 15 s and was not repeated: same key',
  ],
  [8, 'asleep', 6, 'infra ended its turn', 'its process stays; wakes on message'],
  [2, 'blocked', 2, 'docs asks: run npm publish?', 'held until you answer in its pane'],
  [1, 'held', 1, 'lead was not woken', 'a person is typing; asked again when the turn ends'],
  [0.2, 'message', 3, 'lead → tests “routes are up”', '#812 · in its context, not yet confirmed'],
  [
    0,
    'woken',
    3,
    'tests woken',
    '2 messages from lead settled for 2 s; no process held the session; resumed by id in its own pane',
  ],
]

/** An hour of a family's life. */
export const familyActivity = (now: number): ActivityEntry[] =>
  told.map(([minutesAgo, kind, agent, title, why], index) => ({
    id: index + 1,
    at: now - minutesAgo * 60_000,
    kind,
    conversationId: agent === null ? null : fakeConversationId(agent),
    familyId: fakeConversationId(agent === 6 ? 6 : 1),
    title,
    why,
    facts: '',
  }))

/** What happened before a scenario begins. */
export function scenarioActivity(name: string, now: number): ActivityEntry[] {
  if (name === 'empty' || name === 'cloud') return []
  return name === 'twenty' ? twentyActivity(now) : familyActivity(now)
}
