import { expect, test } from 'vitest'
import { frameKinds } from '../shared/contract/host-frames.ts'
import { outputBatchMs, viewerHighBytes, viewerStalledMs } from '../shared/limits.ts'
import { FakeClock } from '../testing/fake-clock.ts'
import { Viewer } from './viewer.ts'

const replay = { cols: 80, rows: 24, isRestored: false, isAlive: true, serialized: 'screen' }
const none = new Uint8Array()
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)

const setUp = () => {
  const clock = new FakeClock()
  const sent: (readonly [kind: number, value: unknown])[] = []
  let relieved = 0
  const viewer = new Viewer({
    clock,
    onRelieved: () => (relieved += 1),
    line: {
      sendFrame: (kind, pieces) => sent.push([kind, Buffer.concat(pieces).toString()]),
      sendJson: (kind, value) => sent.push([kind, value]),
      close: () => sent.push([-1, 'closed']),
    },
  })
  return { clock, viewer, sent, relieved: () => relieved }
}

test('what arrives while the replay is made follows it, in order, nothing twice', async () => {
  const { clock, viewer, sent } = setUp()
  viewer.output(bytes('one '))
  viewer.resized(100, 30)
  viewer.output(bytes('two'))
  viewer.exited({ terminalId: 't' as never, incarnation: 1, exitCode: 0, signal: null })
  expect(sent).toEqual([])
  viewer.begin(replay, bytes('\x1b['))
  await clock.turn(outputBatchMs)
  expect(sent).toEqual([
    [frameKinds.replay, replay],
    [frameKinds.output, '\x1b['],
    [frameKinds.output, 'one '],
    [frameKinds.resized, { cols: 100, rows: 30 }],
    [frameKinds.output, 'two'],
    [frameKinds.exit, { terminalId: 't', incarnation: 1, exitCode: 0, signal: null }],
  ])
})

test('an idle stream is sent at once, a busy one in batches', async () => {
  const { clock, viewer, sent } = setUp()
  viewer.begin(replay, none)
  viewer.output(bytes('k'))
  expect(sent.at(-1)).toEqual([frameKinds.output, 'k'])
  viewer.output(bytes('a'))
  viewer.output(bytes('b'))
  expect(sent).toHaveLength(2)
  await clock.turn(outputBatchMs)
  expect(sent.at(-1)).toEqual([frameKinds.output, 'ab'])
})

test('a viewer that does not acknowledge is behind, and has caught up once it did', async () => {
  const { viewer, relieved } = setUp()
  viewer.begin(replay, none)
  viewer.output(new Uint8Array(viewerHighBytes + 1))
  expect(viewer.isBehind).toBe(true)
  viewer.acknowledged(viewerHighBytes / 4)
  expect([viewer.isBehind, viewer.hasCaughtUp, relieved()]).toEqual([false, false, 0])
  viewer.acknowledged(viewerHighBytes)
  expect([viewer.hasCaughtUp, relieved()]).toEqual([true, 1])
})

test('a viewer that acknowledges nothing for too long is let go, and told why', async () => {
  const { clock, viewer, sent } = setUp()
  viewer.begin(replay, none)
  viewer.output(new Uint8Array(viewerHighBytes + 1))
  await clock.turn(viewerStalledMs)
  expect(sent.at(-2)).toMatchObject([frameKinds.closed, { code: 'stalled' }])
  expect(sent.at(-1)).toEqual([-1, 'closed'])
})
