import { beforeEach, describe, expect, test } from 'vitest'
import { Conversation, conversationOfRun } from '../../shared/domain/conversation.ts'
import { HarnessSessionId, MessageId, type ConversationId } from '../../shared/domain/ids.ts'
import { unbounded, type WakeFacts } from '../../shared/domain/wake.ts'
import { err, ok } from '../../shared/kernel/result.ts'
import { wakePolicy } from '../../shared/limits.ts'
import { FakeClock, settle } from '../../testing/fake-clock.ts'
import { mintIds } from '../mint-ids.ts'
import { applyWakeNote } from './wake-record.ts'
import { Waker, type WakeOutcome } from './waker.ts'
import { RunItem } from '../../shared/contract/api/run.ts'

const confirmMs = 60_000
let clock: FakeClock
let conversations: Map<ConversationId, Conversation>
let world: Partial<WakeFacts>
let outcome: WakeOutcome
let acts: string[]
let isServiceAway: boolean
let serviceAsks: number | null
let waker: Waker
let startAnew: () => Waker

function addConversation(): ConversationId {
  const ids = mintIds()
  const run = RunItem.parse({
    run_id: ids.runId,
    task_id: ids.runId,
    title: 'tests',
    state: 'SUCCEEDED',
    prompt: '',
    created_at: '',
    updated_at: '',
    is_sandbox_running: false,
    execution_location: 'LOCAL',
  })
  conversations.set(ids.id, conversationOfRun(run, null, ids, { directory: '/', now: 0 }))
  return ids.id
}

beforeEach(() => {
  clock = new FakeClock()
  conversations = new Map()
  acts = []
  isServiceAway = false
  serviceAsks = null
  outcome = ok('begun')
  world = { pending: [{ id: MessageId.parse('m'), sequence: 812, sentAt: 0, from: 'lead', isNotice: false }] }
  const act = (name: string) => (): Promise<WakeOutcome> => {
    acts.push(name)
    return Promise.resolve(outcome)
  }
  startAnew = () =>
    new Waker({
      clock,
      policy: { ...wakePolicy, confirmMs },
      acts: {
        gatherFacts: (id) => {
          if (isServiceAway) return Promise.resolve(err({ retryAfterMs: serviceAsks }))
          const { runId, wakes, place, isKilled } = conversations.get(id) as Conversation // put there by the test
          const base = {
            ...unbounded,
            runId,
            place,
            isKilled,
            isRemoved: false,
            runState: 'SUCCEEDED',
            process: 'none',
            session: HarnessSessionId.parse('s'),
          } as const
          const rest = { obstacle: null, canBeWokenIdle: true, isWokenByPlace: false, pending: [] }
          const past = {
            failures: wakes.failures,
            lastFailedAt: wakes.lastFailedAt,
            lastError: wakes.lastError,
            lastRetryAfterMs: wakes.lastRetryAfterMs,
            recentWakes: wakes.recent,
          }
          return Promise.resolve(ok({ ...base, ...rest, ...past, ...world }))
        },
        rouse: act('rouse'),
        paste: act('paste'),
        resume: act('resume'),
        followUp: act('follow-up'),
        conversation: (id) => conversations.get(id) ?? null,
        record: (id, note) => {
          const before = conversations.get(id)
          if (before) conversations.set(id, applyWakeNote(before, note))
        },
      },
    })
  waker = startAnew()
})

const reason = (id: ConversationId) => conversations.get(id)?.wakes.holding

describe('a wake', () => {
  test('happens only after the restore is through', async () => {
    const id = addConversation()
    await waker.consider(id)
    expect(acts).toEqual([])
    waker.start()
    await waker.consider(id)
    expect(acts).toEqual(['resume'])
  })
  test('happens once, however often it is asked for', async () => {
    const id = addConversation()
    waker.start()
    await Promise.all([waker.consider(id), waker.consider(id), waker.consider(id)])
    await waker.consider(id)
    expect(acts).toEqual(['resume'])
    expect(waker.isWaking(id)).toBe(true)
  })
  test('is over when the turn begins; its failures are forgotten when the turn ends well', async () => {
    const id = addConversation()
    waker.start()
    await waker.consider(id)
    waker.turnBegan(id)
    expect(waker.isWaking(id)).toBe(false)
    waker.turnFailed(id, 'exit code 1')
    await settle()
    expect(conversations.get(id)?.wakes).toMatchObject({ failures: 1, lastError: 'exit code 1' })
    waker.turnSucceeded(id)
    expect(conversations.get(id)?.wakes.failures).toBe(0)
  })
  test('whose turn fails every time is given up, and costs no wake for ever', async () => {
    const id = addConversation()
    waker.start()
    await waker.consider(id)
    for (let round = 0; round < wakePolicy.attemptsMax + 3; round += 1) {
      waker.turnBegan(id)
      waker.turnFailed(id, 'exit code 1')
      await clock.turn(wakePolicy.retryCapMs)
    }
    expect(acts).toHaveLength(wakePolicy.attemptsMax)
    expect(reason(id)).toMatch(/failed too often/)
  })
  test('that ends with its process is counted once, though the run is told as failed too', async () => {
    const id = addConversation()
    waker.start()
    await waker.consider(id)
    waker.processEnded(id, false, 'its process ended')
    waker.turnFailed(id, 'the run failed')
    await settle()
    expect(conversations.get(id)?.wakes.failures).toBe(1)
  })
  test('whose whole turn was over before anybody heard of its beginning has not failed', async () => {
    const id = addConversation()
    waker.start()
    await waker.consider(id)
    world = { ...world, pending: [] }
    waker.processEnded(id, true, 'its process ended with code 0')
    await settle()
    expect(conversations.get(id)?.wakes.failures).toBe(0)
    expect(waker.isWaking(id)).toBe(false)
  })
  test('that could not be decided on is asked for again', async () => {
    const id = addConversation()
    isServiceAway = true
    waker.start()
    await waker.consider(id)
    expect(acts).toEqual([])
    isServiceAway = false
    await clock.turn(wakePolicy.retryBaseMs)
    expect(acts).toEqual(['resume'])
  })
  test('that is never confirmed failed, and is tried again later', async () => {
    const id = addConversation()
    waker.start()
    await waker.consider(id)
    await clock.turn(confirmMs)
    expect(reason(id)).toMatch(/the last try failed|no turn began in time/)
    await clock.turn(wakePolicy.retryBaseMs)
    expect(acts).toEqual(['resume', 'resume'])
  })
  test('whose process ends before the turn begins failed with that reason', async () => {
    const id = addConversation()
    waker.start()
    await waker.consider(id)
    waker.processEnded(id, false, 'its process ended with code 1')
    await settle()
    expect(conversations.get(id)?.wakes).toMatchObject({
      failures: 1,
      lastError: 'its process ended with code 1',
    })
  })
  test('that the service refuses for good waits for a person', async () => {
    const id = addConversation()
    world = { ...world, place: 'remote' }
    outcome = err({ kind: 'refused', message: 'gone' })
    waker.start()
    await waker.consider(id)
    await clock.turn(wakePolicy.retryCapMs * 10)
    expect(acts).toEqual(['follow-up'])
    expect(reason(id)).toMatch(/by hand/)
    outcome = ok('done')
    world = { ...world }
    const again = waker.considerAfresh(id)
    world = { ...world, pending: [] }
    await again
    expect(waker.isWaking(id)).toBe(false)
  })
  test('that was refused with a time to come back is not tried before, also by a main that was started anew', async () => {
    const id = addConversation()
    world = { ...world, place: 'remote' }
    outcome = err({ kind: 'failed', message: 'busy', retryAfterMs: 900_000 })
    waker.start()
    await waker.consider(id)
    await clock.turn(400_000)
    waker.dispose()
    const stored: unknown = JSON.parse(JSON.stringify(conversations.get(id)))
    conversations.set(id, Conversation.parse(stored))
    outcome = ok('begun')
    const next = startAnew()
    next.start()
    await next.consider(id)
    await clock.turn(499_000)
    expect([acts, reason(id)]).toEqual([
      ['follow-up'],
      'held: it was refused (busy) and asked to wait; again in 8 min',
    ])
    await clock.turn(1_000)
    expect(acts).toEqual(['follow-up', 'follow-up'])
    next.dispose()
  })
  test('whose look was refused with a time to come back is looked at then', async () => {
    const id = addConversation()
    isServiceAway = true
    serviceAsks = 60_000
    waker.start()
    await waker.consider(id)
    isServiceAway = false
    await clock.turn(59_000)
    expect(acts).toEqual([])
    await clock.turn(1_000)
    expect(acts).toEqual(['resume'])
  })
  test('whose facts changed at the last moment is no failure', async () => {
    const id = addConversation()
    outcome = err({ kind: 'held', message: 'somebody typed' })
    waker.start()
    await waker.consider(id)
    expect(conversations.get(id)?.wakes.failures).toBe(0)
    expect(waker.isWaking(id)).toBe(false)
  })
  test('of many is staggered, and the next begins when one is over', async () => {
    const ids = Array.from({ length: wakePolicy.atOnceMax + 1 }, addConversation)
    waker.start()
    await Promise.all(ids.map((id) => waker.consider(id)))
    expect(acts).toHaveLength(wakePolicy.atOnceMax)
    waker.turnBegan(ids[0] as ConversationId) // there are at least two
    await settle()
    expect(acts).toHaveLength(wakePolicy.atOnceMax + 1)
  })
})

test('a wait has one timer, and a disposed waker none', async () => {
  const id = addConversation()
  world = {
    place: 'remote',
    pending: [{ id: MessageId.parse('m'), sequence: 1, sentAt: clock.now(), from: 'lead', isNotice: false }],
  }
  waker.start()
  await waker.consider(id)
  await waker.consider(id)
  expect(clock.pendingTimers).toBe(1)
  expect(acts).toEqual([])
  waker.dispose()
  expect(clock.pendingTimers).toBe(0)
})
