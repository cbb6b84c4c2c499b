import { expect, test } from 'vitest'
import { frameKinds } from '../shared/contract/host-frames.ts'
import type { FloodWish } from '../shared/contract/host.ts'
import {
  frameOwesBytes,
  outputBatchMs,
  skipCalmLooks,
  skipFrameMs,
  skipHighBytes,
  skipHurryForMs,
  skipQuietMs,
  viewerHighBytes,
  viewerStalledMs,
} from '../shared/terminal-limits.ts'
import { FakeClock } from '../testing/fake-clock.ts'
import { Viewer } from './viewer.ts'

const none = new Uint8Array()
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)
const replay = { cols: 80, rows: 24, isRestored: false, isAlive: true, serialized: bytes('screen') }

const setUp = (flood: FloodWish = 'pause') => {
  const clock = new FakeClock()
  const sent: (readonly [kind: number, value: unknown])[] = []
  let relieved = 0
  const captures: { part: string; answer: (screen: string) => void }[] = []
  const viewer = new Viewer({
    clock,
    flood,
    capture: (part, use) =>
      captures.push({ part, answer: (screen) => use({ ...replay, serialized: bytes(screen) }, none) }),
    onRelieved: () => (relieved += 1),
    line: {
      sendFrame: (kind, pieces) => sent.push([kind, Buffer.concat(pieces).toString()]),
      sendJson: (kind, value) => sent.push([kind, value]),
      sendReplay: (sentReplay) => sent.push([frameKinds.screen, sentReplay]),
      close: () => sent.push([-1, 'closed']),
    },
  })
  return { clock, viewer, sent, captures, relieved: () => relieved }
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
    [frameKinds.screen, replay],
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

test('a flooded viewer that skips holds nobody up, sees frames it has asked for by acknowledging, and then all of it', async () => {
  const { clock, viewer, sent, captures } = setUp('skip')
  viewer.begin(replay, none)
  viewer.output(new Uint8Array(skipHighBytes + 1))
  viewer.output(new Uint8Array(4 * viewerHighBytes))
  expect([viewer.isBehind, viewer.hasCaughtUp]).toEqual([false, true])
  await clock.turn(skipFrameMs)
  expect(captures).toHaveLength(0) // what is on its way comes first
  viewer.acknowledged(skipHighBytes + 1)
  await clock.turn(skipFrameMs)
  expect(captures.map((one) => one.part)).toEqual(['frame'])
  captures.shift()?.answer('in the middle')
  const frame = { ...replay, serialized: bytes('in the middle'), part: 'frame', owes: frameOwesBytes }
  expect(sent.at(-1)).toEqual([frameKinds.screen, frame])
  viewer.output(bytes('left out'))
  await clock.turn(skipFrameMs)
  expect(captures).toEqual([]) // one at a time
  viewer.acknowledged(frameOwesBytes)
  viewer.exited({ terminalId: 't' as never, incarnation: 1, exitCode: 0, signal: null })
  await clock.turn(skipFrameMs)
  captures.shift()?.answer('the end of it')
  viewer.acknowledged(frameOwesBytes)
  await clock.turn((skipCalmLooks - 2) * skipFrameMs)
  expect(captures).toEqual([]) // it may go on
  await clock.turn(skipFrameMs)
  expect(captures.map((one) => one.part)).toEqual(['whole'])
  viewer.output(bytes('next'))
  const before = sent.length
  captures.shift()?.answer('at the end')
  expect(sent.slice(before)).toEqual([
    [frameKinds.screen, { ...frame, serialized: bytes('at the end'), part: 'whole' }],
    [frameKinds.exit, { terminalId: 't', incarnation: 1, exitCode: 0, signal: null }],
    [frameKinds.output, 'next'],
  ])
})

test('what ends a flood after a key is shown as soon as it is quiet, and only then', async () => {
  const { clock, viewer, captures } = setUp('skip')
  viewer.begin(replay, none)
  viewer.output(new Uint8Array(skipHighBytes + 1))
  viewer.acknowledged(skipHighBytes + 1)
  viewer.output(bytes('nobody typed'))
  await clock.turn(skipQuietMs)
  expect(captures).toEqual([])
  viewer.hurry()
  for (const piece of ['it floods', ' on', '^C', '$ ']) {
    await clock.turn(skipQuietMs - 1)
    expect(captures).toEqual([])
    viewer.output(bytes(piece))
  }
  await clock.turn(skipQuietMs)
  expect(captures.map((one) => one.part)).toEqual(['frame'])
  captures.shift()?.answer('$ ')
  viewer.acknowledged(frameOwesBytes)
  await clock.turn(skipHurryForMs)
  viewer.output(bytes('long after'))
  const known = captures.length
  await clock.turn(skipQuietMs)
  expect(captures).toHaveLength(known)
})
