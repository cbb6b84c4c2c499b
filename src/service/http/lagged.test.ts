import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { LaggedEvent, LogEvent } from '../../shared/contract/api/event.ts'
import { followStream } from '../../shared/contract/api/follow-stream.ts'
import { RunId } from '../../shared/domain/ids.ts'
import { systemClock } from '../../shared/kernel/system-clock.ts'
import { compactFirstMs } from '../../shared/limits.ts'
import { FakeClock } from '../../testing/fake-clock.ts'
import { testService, type TestService } from '../../testing/service-harness.ts'
import { readStream } from '../../testing/service-stream.ts'

let clock: FakeClock
let service: TestService
beforeEach(async () => {
  clock = new FakeClock()
  service = await testService({ clock, retention: { events: 3, ms: 0 } })
})
afterEach(() => service[Symbol.asyncDispose]())

const create = async (): Promise<RunId> =>
  (await service.owner.ask('createRun', { body: { execution_location: 'LOCAL' } })).run_id
const publish = async (run_id: RunId, event_type = 'tick') =>
  (await service.owner.ask('publishEvent', { params: { run_id }, body: { event_type } })).sequence
const compacted = async (): Promise<void> => {
  await clock.turn(compactFirstMs)
  await service.owner.ask('setEventSequence', { params: { run_id: await create() }, body: { sequence: 0 } })
}
const follow = (query: string) =>
  readStream<LogEvent | LaggedEvent>(
    join(service.url, `agent/events/stream${query}`).replace(':/', '://'),
    service.token,
  )
const told = (events: readonly (LogEvent | LaggedEvent)[]) =>
  events.map((event) => [event.event_type, event.sequence])

test('a cursor older than the horizon is told so, goes on behind it, and is not told again', async () => {
  const run = await create()
  for (let index = 0; index < 9; index += 1) await publish(run)
  await compacted()
  const first = await follow(`?run_ids=${run}&since=2`)
  const [lagged, ...rest] = await first.take(4)
  first.close()
  expect(lagged).toMatchObject({
    event_type: 'lagged',
    because: 'compacted',
    since: 2,
    sequence: 7,
    run_id: run,
  })
  expect(told(rest)).toEqual([
    ['tick', 8],
    ['tick', 9],
    ['tick', 10],
  ])
  const again = await follow(`?run_ids=${run}&since=${lagged?.sequence}`)
  expect(told(await again.take(1))).toEqual([['tick', 8]])
  again.close()
})

test('a family that lost nothing hears of nobody else’s compaction', async () => {
  const old = await create()
  for (let index = 0; index < 9; index += 1) await publish(old)
  await compacted()
  const young = await create()
  const reader = await follow(`?run_ids=${young}`)
  expect((await reader.take(1))[0]?.event_type).toBe('run_queued')
  reader.close()
})

test('the list of events says the same in its first entry', async () => {
  const run = await create()
  for (let index = 0; index < 9; index += 1) await publish(run)
  await compacted()
  const { events } = await service.owner.ask('listEvents', { query: { run_ids: run, since: 1, limit: 3 } })
  expect(told(events)).toEqual([
    ['lagged', 7],
    ['tick', 8],
    ['tick', 9],
  ])
})

test('a cursor from the future is told where the log ends, and hears what comes', async () => {
  const run = await create()
  const reader = await follow(`?run_ids=${run}&since=1000`)
  expect((await reader.take(1))[0]).toMatchObject({ because: 'ahead', sequence: 1, latest: 1 })
  await publish(run, 'next')
  expect(told(await reader.take(1))).toEqual([['next', 2]])
  reader.close()
})

test('our own client hands the word to whoever asked for it, and passes event types it does not know', async () => {
  const run = await create()
  for (let index = 0; index < 9; index += 1) await publish(run)
  await compacted()
  await publish(run, 'invented_tomorrow')
  const seen: unknown[] = []
  let finish = (): void => {}
  const done = new Promise<void>((resolve) => (finish = resolve))
  const reader = followStream({
    url: () => `${service.url}/agent/events/stream?run_ids=${run}&since=1`,
    token: () => service.token,
    fetch,
    clock: systemClock,
    onLagged: ({ because, sequence }) => void seen.push([because, sequence]),
    onData: (data) => {
      const { event_type: type } = data as LogEvent // the service's own entries
      seen.push(type)
      if (type === 'invented_tomorrow') finish()
    },
  })
  await done
  reader.dispose()
  expect(seen).toEqual([['compacted', 7], 'tick', 'tick', 'tick', 'invented_tomorrow'])
})
