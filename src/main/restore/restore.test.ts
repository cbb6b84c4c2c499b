import { beforeEach, expect, test } from 'vitest'
import type { ApiClient } from '../../shared/contract/api/client.ts'
import type { RunItem } from '../../shared/contract/api/run.ts'
import type { Conversation } from '../../shared/domain/conversation.ts'
import type { ConversationId } from '../../shared/domain/ids.ts'
import type { RestoreDecision } from '../../shared/domain/restore.ts'
import { err, ok } from '../../shared/kernel/result.ts'
import { testConversation, testIds, testRun } from '../../testing/conversation-facts.ts'
import { AmbientPanes } from '../ambient-panes.ts'
import { Conversations } from '../store/conversations.ts'
import { Terminals } from '../supervision/terminals.ts'
import { restoreConversations } from './restore.ts'

/** A service of a family: runs by number, a page of two runs. `asked` is every request it got. */
const serviceWith = (runs: readonly RunItem[], pageSize = 2) => {
  const asked: string[] = []
  let failing: 'nobody' | 'unreachable' | 'refused' = 'nobody'
  const call = async (name: string, input: { query?: { cursor?: string }; params?: { run_id: string } }) => {
    asked.push(name)
    if (failing === 'unreachable') return err({ kind: 'unreachable', message: 'nobody listens' })
    if (failing === 'refused')
      return err({
        kind: 'refused',
        status: 401,
        retryable: false,
        message: 'no',
        code: 'x',
        retryAfterMs: null,
      })
    if (name === 'listRuns') {
      const from = Number(input.query?.cursor ?? 0)
      const has_next_page = from + pageSize < runs.length
      const page_info = { has_next_page, next_cursor: has_next_page ? String(from + pageSize) : null }
      return ok({ runs: runs.slice(from, from + pageSize), page_info })
    }
    if (name === 'reportSignal') return ok({})
    const run = runs.find((one) => one.run_id === input.params?.run_id)
    return run ? ok(run) : err({ kind: 'refused', status: 404, retryable: false })
  }
  return {
    asked,
    client: { call } as unknown as ApiClient, // three of its routes, as the service answers them
    fail: (how: typeof failing) => (failing = how),
  }
}

let decisions: Map<string, RestoreDecision>
beforeEach(() => {
  decisions = new Map()
})

const restore = (
  conversations: Conversations,
  client: ApiClient,
  stored: readonly ConversationId[] = [...conversations.all.keys()],
) =>
  restoreConversations(stored, {
    ...{ conversations, client },
    terminals: new Terminals(),
    ambient: new AmbientPanes(),
    isKnownHarness: () => true,
    isSessionThere: () => true,
    followPlace: async (conversation) => conversation,
    cutAt: () => null,
    bury: async () => {},
    launch: async () => {},
    note: (conversation, decision) => void decisions.set(conversation.name, decision),
  })

const remote = (n: number, parent: number | null = 1): Conversation =>
  testConversation(n, {
    place: 'remote',
    terminalId: null,
    parentId: parent === null ? null : testIds(parent).id,
  })
const remoteRun = (n: number, overrides: Partial<RunItem> = {}) =>
  testRun(n, {
    execution_location: 'REMOTE',
    ...(n === 1 ? {} : { parent_run_id: testIds(1).runId }),
    ...overrides,
  })
const storedAs = (all: readonly Conversation[]) => new Conversations({ initial: [...all], write: () => {} })

test('a family is asked for once for each page, never once for each child', async () => {
  const service = serviceWith([1, 2, 3, 4, 5].map((n) => remoteRun(n)))
  const stored = storedAs([remote(1, null), remote(2), remote(3), remote(4), remote(5)])
  const restored = await restore(stored, service.client)
  expect(service.asked).toEqual(['listRuns', 'listRuns', 'listRuns'])
  expect(restored).toEqual({ undecided: [], unknownRuns: [] })
})
test('each comes back as its run stands: live, on its transcript, waiting for a worker', async () => {
  const states = ['INPROGRESS', 'SUCCEEDED', 'QUEUED'] as const
  const service = serviceWith(states.map((state, index) => remoteRun(index + 1, { state })))
  await restore(storedAs([remote(1, null), remote(2), remote(3)]), service.client)
  expect([...decisions.values()]).toEqual(
    ['live', 'transcript', 'no-execution-yet'].map((on) => ({ kind: 'ambient', on })),
  )
})
test('runs that were started while the app was away are told of', async () => {
  const service = serviceWith([remoteRun(1), remoteRun(7)])
  const { unknownRuns } = await restore(storedAs([remote(1, null)]), service.client)
  expect(unknownRuns.map((run) => run.run_id)).toEqual([testIds(7).runId])
})
test('one that its family does not hold is asked for by itself, and is missing only when the service says so', async () => {
  const service = serviceWith([remoteRun(1)])
  await restore(storedAs([remote(1, null), remote(2)]), service.client)
  expect(service.asked).toEqual(['listRuns', 'getRun'])
  expect(decisions.get('agent-2')).toEqual({ kind: 'missing', because: 'run-unknown' })
})
test.each(['unreachable', 'refused'] as const)(
  'while the service is %s everyone stays, undecided',
  async (how) => {
    const service = serviceWith([remoteRun(1)])
    service.fail(how)
    const stored = storedAs([remote(1, null), remote(2)])
    const { undecided } = await restore(stored, service.client)
    expect(undecided).toEqual([testIds(1).id, testIds(2).id])
    const because = how === 'refused' ? 'service-refuses' : 'service-not-reached'
    expect([...decisions.values()]).toEqual([1, 2].map(() => ({ kind: 'pending', because })))
    service.fail('nobody')
    expect((await restore(stored, service.client, undecided)).undecided).toEqual([])
  },
)
test('a conversation that was removed while its answer was on its way is not brought back', async () => {
  const service = serviceWith([remoteRun(1), remoteRun(2)])
  const stored = storedAs([remote(1, null), remote(2)])
  const ids = [...stored.all.keys()]
  const restoring = restore(stored, service.client, ids)
  stored.remove(testIds(2).id)
  await restoring
  expect([...stored.all.keys()]).toEqual([testIds(1).id])
})
test('what the service remembers further counts, and a kill told there is kept', async () => {
  const service = serviceWith([remoteRun(1, { last_event_sequence: 812, is_killed: true })])
  const stored = storedAs([{ ...remote(1, null), cursor: 800 }])
  await restore(stored, service.client)
  expect(stored.get(testIds(1).id)).toMatchObject({ cursor: 812, isKilled: true })
})
