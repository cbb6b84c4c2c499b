import { expect, test } from 'vitest'
import { hostPulseEveryMs, hostSilentMs } from '../../shared/terminal-limits.ts'
import { FakeClock, settle } from '../../testing/fake-clock.ts'
import { LinePulse } from './line-pulse.ts'

const setUp = () => {
  const clock = new FakeClock()
  const answers: ((isThere: boolean) => void)[] = []
  const told: boolean[] = []
  const pulse = new LinePulse({
    clock,
    ask: () =>
      new Promise<void>((resolve, reject) =>
        answers.push((isThere) => (isThere ? resolve() : reject(new Error('closed')))),
      ),
    onChanged: (isSilent) => told.push(isSilent),
  })
  return { clock, answers, told, pulse }
}

test('a side that answers is asked again later, and nothing is told', async () => {
  const { clock, answers, told, pulse } = setUp()
  for (let beat = 1; beat <= 3; beat += 1) {
    await clock.turn(hostPulseEveryMs)
    expect(answers).toHaveLength(beat)
    answers.at(-1)?.(true)
    await settle()
  }
  expect(told).toEqual([])
  pulse.dispose()
  expect(clock.pendingTimers).toBe(0)
})

test('one that does not answer is silent, until the same question is answered after all', async () => {
  const { clock, answers, told } = setUp()
  await clock.turn(hostPulseEveryMs + hostSilentMs)
  expect(told).toEqual([true])
  await clock.turn(10 * hostSilentMs)
  expect([told, answers.length]).toEqual([[true], 1]) // no heap of questions for when it wakes
  answers[0]?.(true)
  await settle()
  expect(told).toEqual([true, false])
})

test('a line that closed tells nothing of silence', async () => {
  const { clock, answers, told } = setUp()
  await clock.turn(hostPulseEveryMs)
  answers[0]?.(false)
  await settle()
  await clock.turn(10 * hostSilentMs)
  expect([told, clock.pendingTimers]).toEqual([[], 0])
})
