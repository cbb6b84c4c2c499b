import { expect, test } from 'vitest'
import type { Lease } from '../../shared/contract/api/worker.ts'
import type { PlaceLook } from '../../shared/domain/place-turn.ts'
import { err, ok } from '../../shared/kernel/result.ts'
import { retryAfterCapMs } from '../../shared/limits.ts'
import { FakeClock, settle } from '../../testing/fake-clock.ts'
import { beginTurn } from './begin-turn.ts'
import type { Place, PlaceFailure } from './place.ts'

const look: PlaceLook = { state: 'SUCCEEDED', executionId: 'e1', ask: null, message: '', link: null }
const refusal: PlaceFailure = {
  ...{ message: 'too busy', code: '429', isPermanent: false, isOutcomeUnknown: false, retryAfterMs: 60_000 },
}

/** A follow-up at a place that knows no keys and answers in turn; how often it was asked. */
function setUp(answers: PlaceFailure[]) {
  const clock = new FakeClock()
  let asked = 0
  const followUp = async () => {
    asked += 1
    const failure = answers.shift()
    return failure ? err(failure) : ok({ executionId: null })
  }
  const place = {
    ...{ abilities: { honoursKeys: false }, look: async () => ok(look), followUp },
  } as unknown as Place // the part that a follow-up needs
  const lease = { execution_id: 'x', number: 2, fence: 1, session_id: 'r1', run: {} } as unknown as Lease
  const over = new AbortController()
  const turn = beginTurn(lease, place, 'go on', [], clock, over.signal)
  return { clock, over, turn, asked: () => asked }
}

test('a place that is too busy is asked again when it says, and not before', async () => {
  const { clock, turn, asked } = setUp([refusal])
  await settle()
  await clock.turn(59_999)
  expect(asked()).toBe(1)
  await clock.turn(1)
  expect([asked(), await turn]).toEqual([2, ok({ runId: 'r1', executionId: null, before: look })])
})
test('a place that says to come back in a week is asked once more after an hour', async () => {
  const { clock, asked } = setUp([{ ...refusal, retryAfterMs: 7 * 86_400_000 }])
  await settle()
  await clock.turn(retryAfterCapMs - 1)
  expect(asked()).toBe(1)
  await clock.turn(1)
  expect(asked()).toBe(2)
})
test('what may have been done is not asked for again: the watch tells', async () => {
  const { turn, asked } = setUp([{ ...refusal, isOutcomeUnknown: true }])
  expect([await turn, asked()]).toEqual([ok({ runId: 'r1', executionId: null, before: look }), 1])
})
test('a turn that nobody waits for any more is not asked for', async () => {
  const { clock, over, turn, asked } = setUp([refusal, refusal])
  await settle()
  over.abort()
  expect([await turn, asked(), clock.pendingTimers]).toEqual([err(refusal), 1, 0])
})
