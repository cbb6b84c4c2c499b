import { beforeEach, expect, test } from 'vitest'
import type { ApiClient } from '../../shared/contract/api/client.ts'
import { err, ok } from '../../shared/kernel/result.ts'
import { waitRetryMs, waitGraceMs } from '../../shared/limits.ts'
import { testConversation } from '../../testing/conversation-facts.ts'
import { FakeClock } from '../../testing/fake-clock.ts'
import { Conversations } from '../store/conversations.ts'
import { Waits } from './waits.ts'

let clock: FakeClock
let keys: (string | undefined)[]
let isAway: boolean
let isOff: boolean
let conversations: Conversations

const client: ApiClient = {
  call: (_name, input) => {
    if (isAway) return Promise.resolve(err({ kind: 'timed-out', message: 'late' }))
    keys.push(input?.idempotencyKey)
    return Promise.resolve(ok({ message_ids: [] } as never)) // nothing of it is read
  },
}
beforeEach(() => {
  clock = new FakeClock(1_000_000)
  keys = []
  isAway = false
  isOff = false
  conversations = new Conversations({ initial: [], write: () => {} })
})
const make = (): Waits => new Waits({ conversations, client, clock, isSwitchedOff: () => isOff })
const one = testConversation(1)

test('an agent whose wait is over gets a message, once; a wait that ended before costs nothing', async () => {
  conversations.put(one)
  const waits = make()
  waits.start()
  waits.note(one, clock.now() + 60_000)
  waits.note(one, null)
  expect(clock.pendingTimers).toBe(0)
  waits.note(one, clock.now() + 60_000)
  await clock.turn(60_000 + waitGraceMs - 1)
  expect(keys).toEqual([])
  await clock.turn(600_000)
  expect(keys).toEqual([`wait:${one.runId}:1060000`])
  expect(conversations.get(one.id)?.waitingUntil).toBeNull()
  expect(clock.pendingTimers).toBe(0)
})
test('a wait that ran out while the app was away is told after the start; an answer that was lost is asked for under the same key', async () => {
  conversations.put({ ...one, waitingUntil: 5 })
  isAway = true
  const waits = make()
  waits.start()
  await clock.turn(waitRetryMs)
  isAway = false
  await clock.turn(2 * waitRetryMs)
  expect(keys).toEqual([`wait:${one.runId}:5`])
})
test('a thousand waits cost one timer; none is told of a killed one, and none while waking is off', async () => {
  for (let n = 1; n <= 1_000; n += 1)
    conversations.put(testConversation(n, { waitingUntil: clock.now() + n, isKilled: n === 2 }))
  isOff = true
  const waits = make()
  waits.start()
  expect(clock.pendingTimers).toBe(1)
  await clock.turn(20_000)
  expect(keys).toEqual([])
  isOff = false
  await clock.turn(20_000)
  await new Promise((resolve) => setImmediate(resolve)) // a thousand answers
  expect(keys).toHaveLength(999)
  waits.dispose()
  expect(clock.pendingTimers).toBe(0)
})
