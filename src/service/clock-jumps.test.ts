import { afterEach, beforeEach, expect, test } from 'vitest'
import { WorkerId } from '../shared/domain/ids.ts'
import { scheduleLookMs, wakeSettleMs } from '../shared/limits.ts'
import { FakeClock } from '../testing/fake-clock.ts'
import { testService, type TestService } from '../testing/service-harness.ts'

const hourMs = 3_600_000
const yearMs = 365 * 24 * hourMs
let clock: FakeClock
let service: TestService
beforeEach(async () => {
  clock = new FakeClock(Date.UTC(2026, 0, 1, 8, 30))
  service = await testService({ clock })
})
afterEach(() => service[Symbol.asyncDispose]())

const created = async (location: 'LOCAL' | 'REMOTE') => {
  const body = { prompt: 'p', config: { command: ['true'] }, execution_location: location }
  return (await service.owner.ask('createRun', { body })).run_id
}

test.each([
  ['an hour back', -hourMs],
  ['a year back', -yearMs],
])('the clock is set %s: an hourly schedule goes on at its next instant', async (_, jumpMs) => {
  const run = await created('LOCAL')
  const source = await service.owner.ask('createSource', {
    body: {
      name: 'n',
      source: { kind: 'schedule', cron: '0 * * * *' },
      target: { kind: 'run', run_id: run },
    },
  })
  const fired = async (): Promise<number> =>
    (await service.owner.ask('listFirings', { params: source })).firings.length
  const untilFired = async (count: number): Promise<void> => {
    for (let looks = 0; looks < 2_000 && (await fired()) < count; looks += 1) await clock.turn(1) // behind a commit
    expect(await fired()).toBe(count)
  }
  await clock.turn(hourMs / 2)
  await untilFired(1)
  clock.jump(jumpMs)
  // The next look tells that the clock went back; the one after it comes at an instant by the new time.
  for (let minutes = 0; minutes < 62; minutes += 1) {
    await clock.turn(scheduleLookMs)
    await fired() // a request: what a look planned is behind a commit
  }
  await untilFired(jumpMs === -hourMs ? 1 : 2) // what was told at 9 is not told at 9 again
  const { next_at: next } = await service.owner.ask('getSource', { params: source })
  expect(Date.parse(next ?? '') - clock.now()).toBeLessThanOrEqual(hourMs)
})

test.each([
  ['an hour on', hourMs],
  ['a year on', yearMs],
  ['an hour back', -hourMs],
  ['a year back', -yearMs],
])('the clock is set %s: mail wakes a remote run once, and so does the next', async (_, jumpMs) => {
  const run = await created('REMOTE')
  const worker_id = WorkerId.parse('w')
  const carryOut = async (): Promise<string> => {
    const body = { worker_id, harnesses: ['command'], wait_ms: 20_000 }
    const { lease } = await service.owner.ask('claimLease', { body })
    if (lease === null) throw new Error('nothing to claim')
    for (const event of ['started', 'succeeded'] as const)
      await service.owner.ask('reportExecution', {
        params: { execution_id: lease.execution_id },
        body: { worker_id, fence: lease.fence, event },
      })
    return lease.prompt
  }
  const woken = async (subject: string): Promise<string> => {
    await service.owner.ask('sendMessages', { body: { to: [run], subject, body: 'b' } })
    let isDone = false
    const claimed = carryOut().finally(() => (isDone = true))
    for (let turns = 0; turns < 2_000 && !isDone; turns += 1) {
      await service.owner.ask('listWakes', { params: { run_id: run } }) // a look is a request: nothing sleeps
      await clock.turn(wakeSettleMs / 10)
    }
    return claimed
  }
  await carryOut()
  expect(await woken('one')).toContain('Subject: one')
  clock.jump(jumpMs)
  const second = await woken('two')
  expect(second).toContain('Subject: two')
  expect(second).not.toContain('Subject: one')
  const { messages } = await service.owner.ask('listMessages', { params: { run_id: run } })
  expect(messages.map(({ state }) => state)).toEqual(['delivered', 'delivered'])
})
