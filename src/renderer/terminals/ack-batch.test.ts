import { expect, test } from 'vitest'
import { FakeClock } from '../../testing/fake-clock.ts'
import { ackBytes, ackIdleMs } from '../limits.ts'
import { AckBatch } from './ack-batch.ts'

const batch = () => {
  const clock = new FakeClock()
  const sent: number[] = []
  return { clock, sent, acks: new AckBatch({ clock, send: (bytes) => sent.push(bytes) }) }
}

test('small outputs are acknowledged together when it goes quiet', async () => {
  const { clock, sent, acks } = batch()
  acks.add(10)
  acks.add(20)
  expect(sent).toEqual([])
  await clock.turn(ackIdleMs)
  expect(sent).toEqual([30])
})

test('a full batch is acknowledged at once, and every byte exactly once', async () => {
  const { clock, sent, acks } = batch()
  acks.add(ackBytes - 1)
  acks.add(2)
  acks.add(5)
  await clock.turn(ackIdleMs * 4)
  expect(sent).toEqual([ackBytes + 1, 5])
})

test('after the end nothing is sent', async () => {
  const { clock, sent, acks } = batch()
  acks.add(10)
  acks.dispose()
  await clock.turn(ackIdleMs)
  expect(sent).toEqual([])
})
