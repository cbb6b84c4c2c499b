import { afterEach, beforeEach, expect, test } from 'vitest'
import type { LaggedOutput, Lease, OutputChunk } from '../../shared/contract/api/worker.ts'
import type { RunId } from '../../shared/domain/ids.ts'
import { followStream } from '../../shared/contract/api/follow-stream.ts'
import { systemClock } from '../../shared/kernel/system-clock.ts'
import { leaseMs, outputCharsPerRunMax } from '../../shared/limits.ts'
import { FakeClock } from '../../testing/fake-clock.ts'
import { testService, type TestService } from '../../testing/service-harness.ts'
import { readStream } from '../../testing/service-stream.ts'
import { workerDesk } from '../../testing/worker-desk.ts'

let clock: FakeClock
let service: TestService
beforeEach(async () => {
  clock = new FakeClock(Date.UTC(2026, 0, 1))
  service = await testService({ clock })
})
afterEach(() => service[Symbol.asyncDispose]())

const { create, claimed, print } = workerDesk(() => service)
const address = (run: RunId, since = 0) => `${service.url}/agent/runs/${run}/output/stream?since=${since}`
const read = <Entry>(run: RunId, since = 0) => readStream<Entry>(address(run, since), service.token)
/** Prints three parts more than are kept. */
const flood = async (lease: Lease): Promise<void> => {
  const text = 'x'.repeat(65_536)
  for (let part = 0; part < outputCharsPerRunMax / text.length + 3; part += 1) await print(lease, part, text)
}

test('output is kept in order, once, over all executions, and heard live', async () => {
  const run = await create()
  const lease = await claimed()
  await print(lease, 0, 'a')
  const reader = await read<OutputChunk>(run)
  expect(await reader.take(1)).toEqual([
    { position: 1, execution_id: lease.execution_id, number: 1, text: 'a' },
  ])
  await print(lease, 0, 'a')
  await print(lease, 1, '\u001b[31mb')
  expect((await reader.take(1)).map((chunk) => [chunk.position, chunk.text])).toEqual([[2, '\u001b[31mb']])
  await clock.turn(leaseMs)
  const again = await claimed()
  expect(again.execution_id).toBe(lease.execution_id)
  await print(again, 0, 'c')
  expect((await reader.take(1)).map((chunk) => [chunk.position, chunk.text])).toEqual([[3, 'c']])
  reader.close()
})

test('output of a run is bounded: the oldest goes first, and who asks for it is told what is gone', async () => {
  const run = await create()
  const lease = await claimed()
  await flood(lease)
  const late = await read<LaggedOutput | OutputChunk>(run, 1)
  const [lagged, first] = await late.take(2)
  late.close()
  expect(lagged).toEqual({ run_id: run, position: 3, because: 'compacted', since: 1, latest: 67 })
  expect(first).toMatchObject({ position: 4, number: 1 })
  const inTime = await read<OutputChunk>(run, 3)
  expect((await inTime.take(1))[0]?.position).toBe(4)
  inTime.close()
})

test('output of bytes that end a text elsewhere is bounded too', async () => {
  const run = await create()
  const lease = await claimed()
  const text = '\u0000'.repeat(65_535) + '\u{1f4a1}' // code points: 65,536
  for (let part = 0; part < outputCharsPerRunMax / 65_536 + 2; part += 1) await print(lease, part, text)
  const reader = await read<LaggedOutput | OutputChunk>(run)
  const [lagged, first] = await reader.take(2)
  reader.close()
  expect(lagged).toMatchObject({ position: 2, because: 'compacted' })
  expect(first).toMatchObject({ position: 3, text })
})

test('a reader further than the output ever came is told so, and hears what is new', async () => {
  const run = await create()
  const lease = await claimed()
  await print(lease, 0, 'a')
  const told: unknown[] = []
  const stream = followStream({
    url: () => address(run, 9),
    token: () => service.token,
    fetch,
    clock: systemClock,
    onData: (data) => told.push(data),
    onLaggedOutput: (lagged) => told.push(lagged),
  })
  await expect.poll(() => told.length).toBe(1)
  await print(lease, 1, 'b')
  await expect.poll(() => told.length).toBe(2)
  stream.dispose()
  expect(told).toEqual([
    { run_id: run, position: 1, because: 'ahead', since: 9, latest: 1 },
    { position: 2, execution_id: lease.execution_id, number: 1, text: 'b' },
  ])
})
