import { expect, test } from 'vitest'
import { FakeClock } from '../testing/fake-clock.ts'
import { snapshotBusyMs, snapshotEveryMs, snapshotQuietMs } from '../shared/limits.ts'
import { SnapshotWriter } from './snapshot-writer.ts'

const setUp = () => {
  const clock = new FakeClock()
  const writes: number[] = []
  const startedAt = clock.now()
  const writer = new SnapshotWriter({ clock, write: () => writes.push(clock.now() - startedAt) })
  return { clock, writer, writes }
}

test('a screen is written once, when it has been quiet', async () => {
  const { clock, writer, writes } = setUp()
  writer.changed()
  await clock.turn(snapshotQuietMs / 2)
  writer.changed()
  await clock.turn(snapshotBusyMs * 3)
  expect(writes).toEqual([snapshotQuietMs * 1.5])
})

test('a screen that never rests is written now and then', async () => {
  const { clock, writer, writes } = setUp()
  for (let passed = 0; passed < snapshotBusyMs * 2.5; passed += 100) {
    writer.changed()
    await clock.turn(100)
  }
  expect(writes).toHaveLength(2)
})

test('a screen is not written again too soon', async () => {
  const { clock, writer, writes } = setUp()
  writer.flush()
  writer.changed()
  await clock.turn(snapshotBusyMs)
  expect(writes).toEqual([0, snapshotEveryMs])
})

test('nothing is written after the end', async () => {
  const { clock, writer, writes } = setUp()
  writer.changed()
  writer.dispose()
  writer.changed()
  writer.flush()
  await clock.turn(snapshotBusyMs)
  expect(writes).toEqual([])
})
