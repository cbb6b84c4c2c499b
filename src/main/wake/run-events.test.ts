import { beforeEach, expect, test } from 'vitest'
import type { ApiClient } from '../../shared/contract/api/client.ts'
import { LogEvent } from '../../shared/contract/api/event.ts'
import type { RunItem } from '../../shared/contract/api/run.ts'
import { err, ok } from '../../shared/kernel/result.ts'
import { testConversation, testIds, testRun } from '../../testing/conversation-facts.ts'
import { Conversations } from '../store/conversations.ts'
import { WakeBoundsBook } from './bounds.ts'
import { Mailboxes } from './mailboxes.ts'
import { applyRunEvent, type RunEventEffects } from './run-events.ts'
import type { Waits } from './waits.ts'
import type { Waker } from './waker.ts'

const known = testConversation(1)
let run: RunItem | null
let did: string[]
let conversations: Conversations

const client: ApiClient = {
  call: (name) => {
    if (name === 'listMessages') return Promise.resolve(ok({ messages: [] } as never)) // asked in passing
    if (!run)
      return Promise.resolve(
        err({
          kind: 'refused',
          code: 'resource_not_found',
          status: 404,
          message: '',
          retryable: false,
          retryAfterMs: null,
        }),
      )
    return Promise.resolve(ok(run as never)) // every other call here answers with a run
  },
}
const effects = (): RunEventEffects => ({
  conversations,
  client,
  mailboxes: new Mailboxes(client),
  // Only these are called here.
  waker: {
    consider: () => void did.push('consider'),
    considerAfresh: () => void did.push('consider afresh'),
    turnBegan: () => void did.push('turn began'),
    turnSucceeded: () => void did.push('turn succeeded'),
    turnFailed: () => void did.push('turn failed'),
  } as unknown as Waker,
  bounds: new WakeBoundsBook(() => conversations.all),
  waits: {
    note: (_one: unknown, until: number | null) => void did.push(`wait ${until}`),
  } as unknown as Waits,
  now: () => 7,
  adopt: (child) => {
    did.push(`adopt ${child.title}`)
    return Promise.resolve()
  },
  giveAnswer: (_conversation, { ask_id, answer }) => {
    did.push(`give ${ask_id} ${answer}`)
    return Promise.resolve()
  },
  tellNote: (_conversation, note) => void did.push(`note ${note}`),
  followPlace: (conversation, { execution_location }) => {
    if (execution_location === 'REMOTE') did.push('is remote')
    return Promise.resolve(conversation)
  },
  stopProcess: () => {
    did.push('stop')
    return Promise.resolve()
  },
  tell: (kind, _conversation, { state }) => void did.push(`tell ${kind} ${state ?? ''}`),
})
const apply = (event_type: string, ref_id: string | null = null) =>
  applyRunEvent(
    LogEvent.parse({ sequence: 5, event_type, run_id: known.runId, ref_id, occurred_at: '' }),
    effects(),
  )

beforeEach(() => {
  did = []
  run = testRun(1)
  conversations = new Conversations({ initial: [known], write: () => {} })
})

test('an event type of a newer service has no effect', async () => {
  await apply('weather_changed')
  expect(did).toEqual([])
})
test('a state of a newer service is kept as unknown, and nothing breaks', async () => {
  run = testRun(1, { state: 'HIBERNATING' as never }) // as the wire would carry it
  await apply('run_succeeded')
  expect(conversations.get(known.id)?.lastState).toBe('UNKNOWN')
})
test('an event heard twice tells once', async () => {
  run = testRun(1, { state: 'FAILED' })
  await apply('run_failed')
  await apply('run_failed')
  expect(did.filter((what) => what.startsWith('tell'))).toEqual(['tell state FAILED'])
})
test('an answer for an agent here is handed to it, a remote one’s is told only, and an old one is nobody’s', async () => {
  const asked = (id: string, place: 'local' | 'remote') => {
    const ask = { id: 'q1', kind: 'permission' as const, tool: 'Bash', subject: 'rm x', can_answer: true }
    const answer = {
      ask_id: id,
      answer: 'deny' as const,
      reason: 'use y',
      by: { kind: 'person', name: '' } as const,
    }
    run = testRun(1, { state: 'BLOCKED', status_message: { message: 'rm x', ask, answer } })
    conversations = new Conversations({ initial: [{ ...known, place }], write: () => {} })
    did = []
    return apply('ask_answered', id)
  }
  await asked('q1', 'local')
  expect(did).toEqual(['tell state BLOCKED', 'tell answer ', 'give q1 deny'])
  await asked('q1', 'remote')
  expect(did).toEqual(['tell state BLOCKED', 'tell answer '])
  await asked('q0', 'local')
  expect(did).toEqual(['tell state BLOCKED'])
})
test('late events of a killed agent have no effect', async () => {
  conversations.update(known.id, (now) => ({ ...now, isKilled: true }))
  for (const type of ['new_message', 'turn_began', 'run_succeeded', 'run_session_linked']) await apply(type)
  expect(did).toEqual([])
})
test('a kill that happened elsewhere ends the process here, and stays', async () => {
  await apply('run_killed')
  expect(did).toEqual(['stop'])
  expect(conversations.get(known.id)?.isKilled).toBe(true)
})
test('a child is adopted once, and one that is gone by now never', async () => {
  run = testRun(2)
  await apply('child_agent_started', testIds(2).runId)
  run = null
  await apply('child_agent_started', testIds(3).runId)
  await apply('child_agent_started', 'not an id')
  await apply('child_agent_started', known.runId)
  expect(did).toEqual(['adopt agent-2'])
})
test('a kill that was learnt of elsewhere first ends the process all the same', async () => {
  conversations.update(known.id, (now) => ({ ...now, isKilled: true }))
  await apply('run_killed')
  expect(did).toEqual(['stop'])
})
test('a turn that began confirms the wake', async () => {
  await apply('turn_began')
  expect(did).toContain('turn began')
})
