import type { ActivityEntry } from '../../shared/domain/activity.ts'
import { fakeConversationId } from './fake-agent.ts'
import { rootOfTwenty } from './fake-twenty.ts'

type Told = readonly [
  minutesAgo: number,
  agent: number | null,
  kind: ActivityEntry['kind'],
  title: string,
  why: string,
  facts?: string,
]

const told: readonly Told[] = [
  [3_000, 17, 'source', 'a source → release notes: changes below changes/', 'put into its mailbox'],
  [1_500, 17, 'asleep', 'release notes ended its turn', 'a message wakes it'],
  [620, 16, 'source', 'a source → nightly audit: schedule nightly', 'put into its mailbox'],
  [
    619,
    16,
    'woken',
    'nightly audit woken',
    'schedule nightly fired at 03:00',
    'run SUCCEEDED, no process, 1 message',
  ],
  [611, 16, 'asleep', 'nightly audit ended its turn', 'a message wakes it'],
  [58, 1, 'started', 'checkout started', 'by you, local'],
  [56, 2, 'started', 'tests started', 'by checkout, local'],
  [55, 4, 'started', 'api started', 'by checkout, remote'],
  [54, 3, 'started', 'docs started', 'by checkout, local'],
  [53, 5, 'started', 'price-rules started', 'by checkout, local'],
  [52, 7, 'started', 'review started', 'by checkout, local'],
  [50, 6, 'started', 'migration started', 'by checkout, local'],
  [47, 10, 'started', 'fuzz started', 'by price-rules, local'],
  [46, 11, 'started', 'currencies started', 'by price-rules, remote'],
  [44, 2, 'asleep', 'tests ended its turn', 'a message wakes it'],
  [41, 7, 'asleep', 'review ended its turn', 'a message wakes it'],
  [
    39,
    null,
    'restored',
    'Reveille restarted',
    '20 agents are back, 6 of them attached; nothing was delivered twice',
  ],
  [33, 12, 'note', 'rename-basket was stopped', 'by you'],
  [31, 1, 'message', 'api → checkout: re: the new routes', 'put into its mailbox'],
  [
    30,
    1,
    'held',
    'checkout held',
    'a person is typing; asked again when the turn ends',
    'INPROGRESS, draft of 36 characters',
  ],
  [24, 4, 'follow-up', 'api woken', '2 messages settled for 300 ms; a new execution of the same run'],
  [22, 11, 'asleep', 'currencies ended its turn', 'a follow-up wakes it'],
  [17, 14, 'message', 'infra → dns: the zone moved', 'put into its mailbox'],
  [16, 14, 'held', 'dns held', 'its family has woken 200 times this hour'],
  [12, 6, 'message', 'checkout → migration: orders v2 is on main', 'put into its mailbox'],
  [
    11.6,
    6,
    'woken',
    'migration woken',
    '1 message from checkout; resumed by id in its own pane',
    'run SUCCEEDED, no process, session on disk',
  ],
  [9, 6, 'failed', 'migration failed', 'usage limit until 18:00'],
  [6, 5, 'message', 'fuzz → price-rules: 3 counterexamples', 'put into its mailbox'],
  [5.8, 5, 'woken', 'price-rules woken', '1 message from fuzz; roused without touching what you typed'],
  [4, 10, 'asleep', 'fuzz ended its turn', 'a message rouses it'],
  [2, 3, 'blocked', 'docs asks', 'npm publish --access public'],
  [0.3, 2, 'message', 'checkout → tests: routes are up', 'put into its mailbox'],
  [
    0,
    2,
    'woken',
    'tests woken',
    '2 messages from checkout settled for 300 ms; no process held the session; resumed by id in its own pane',
    'run SUCCEEDED, terminal ended, 2 messages, 4 wakes this hour',
  ],
]

/** What happened to them. */
export const twentyActivity = (now: number): ActivityEntry[] =>
  told.map(([minutesAgo, agent, kind, title, why, facts = ''], index) => ({
    id: index + 1,
    at: now - minutesAgo * 60_000,
    ...{ kind, title, why, facts },
    conversationId: agent === null ? null : fakeConversationId(agent),
    familyId: agent === null ? null : fakeConversationId(rootOfTwenty(agent)),
  }))
