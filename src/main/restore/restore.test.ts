import { beforeEach, expect, test } from 'vitest'
import type { ApiClient } from '../../shared/contract/api/client.ts'
import type { RunItem } from '../../shared/contract/api/run.ts'
import type { Conversation } from '../../shared/domain/conversation.ts'
import type { ConversationId } from '../../shared/domain/ids.ts'
import type { RestoreDecision } from '../../shared/domain/restore.ts'
import { err, ok } from '../../shared/kernel/result.ts'
import { testConversation, testIds, testRun } from '../../testing/conversation-facts.ts'
import { FakeClock } from '../../testing/fake-clock.ts'
import { AmbientPanes } from '../ambient-panes.ts'
import { Conversations } from '../store/conversations.ts'
import { Terminals } from '../supervision/terminals.ts'
import { decideLater } from './decide-later.ts'
import { restoreConversations } from './restore.ts'

/** A service of a family: runs by number, a page of two runs. `asked` is every request it got. */
const serviceWith = (runs: readonly RunItem[], pageSize = 2) => {
  const asked: string[] = []
  let failing: 'nobody' | 'unreachable' | 'refused' = 'nobody'
  const roots: string[] = []
  type Input = {
    query?: { cursor?: string; ancestor_run_id: readonly string[] }
    params?: { run_id: string }
  }
  const call = async (name: string, input: Input) => {
    asked.push(name)
    if (name === 'listRuns' && !input.query?.cursor) roots.push(...(input.query?.ancestor_run_id ?? []))
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
    ...{ asked, roots },
    client: { call } as unknown as ApiClient, // three of its routes, as the service answers them
    fail: (how: typeof failing) => (failing = how),
  }
}

let decisions: Map<string, RestoreDecision>
let mail: Map<string, number>
beforeEach(() => {
  decisions = new Map()
  mail = new Map()
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
    noteMail: (runId, waiting) => void mail.set(runId, waiting),
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

test('all families are asked for at once, once for each page, never once for each family or child', async () => {
  const service = serviceWith([1, 2, 3, 4, 5].map((n) => remoteRun(n)))
  const stored = storedAs([remote(1, null), remote(2), remote(3), remote(4, null), remote(5, 4)])
  const restored = await restore(stored, service.client)
  expect(service.asked).toEqual(['listRuns', 'listRuns', 'listRuns'])
  expect(service.roots).toEqual([testIds(1).runId, testIds(4).runId])
  expect(restored).toEqual({ undecided: [], unknownRuns: [] })
})
test('the same answer tells how much mail waits for each', async () => {
  const service = serviceWith([remoteRun(1, { pending_messages: 0 }), remoteRun(2, { pending_messages: 3 })])
  await restore(storedAs([remote(1, null), remote(2)]), service.client)
  expect([...mail]).toEqual([
    [testIds(1).runId, 0],
    [testIds(2).runId, 3],
  ])
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
    const because = how === 'refused' ? 'service-refuses' : 'service-not-reached'
    expect(undecided).toEqual([1, 2].map((n) => ({ id: testIds(n).id, because })))
    expect(service.asked).toEqual(['listRuns']) // nobody is waited for once more by itself
    expect([...decisions.values()]).toEqual([1, 2].map(() => ({ kind: 'pending', because })))
    service.fail('nobody')
    const ids = undecided.map(({ id }) => id)
    expect((await restore(stored, service.client, ids)).undecided).toEqual([])
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
test.each([
  ['told', [remoteRun(1), remoteRun(2, { execution_location: 'LOCAL', state: 'QUEUED' })]],
  ['not told', [remoteRun(1)]],
] as const)(
  'nor is anything started or told of it when the answer was late, its run %s',
  async (_how, runs) => {
    const service = serviceWith(runs)
    const stored = storedAs([
      remote(1, null),
      testConversation(2, { parentId: testIds(1).id, terminalId: null }),
    ])
    const removing: ApiClient = {
      call: async (...asked) => {
        const answer = await service.client.call(...asked)
        stored.remove(testIds(2).id)
        return answer
      },
    }
    await restore(stored, removing, [testIds(1).id, testIds(2).id])
    expect([...decisions.keys()]).toEqual(['agent-1'])
    expect([...stored.all.keys()]).toEqual([testIds(1).id])
  },
)
test('a run that is gone when there is an answer at last says so, and is asked for no more', async () => {
  const service = serviceWith([remoteRun(1)])
  service.fail('unreachable')
  const stored = storedAs([remote(1, null), remote(2)])
  const { undecided } = await restore(stored, service.client)
  service.fail('nobody')
  const clock = new FakeClock()
  const rounds: string[][] = []
  const over = decideLater(undecided, {
    clock,
    restore: async (ids) => {
      rounds.push([...ids])
      return (await restore(stored, service.client, ids)).undecided
    },
    decided: () => {},
  })
  await clock.turn(1_000)
  await over
  expect(rounds).toEqual([[testIds(1).id, testIds(2).id]])
  expect([...decisions.values()]).toEqual([
    { kind: 'ambient', on: 'transcript' },
    { kind: 'missing', because: 'run-unknown' },
  ])
})
