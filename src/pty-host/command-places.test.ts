import { expect, test } from 'vitest'
import type { ProgramSignal } from '../shared/domain/program-signal.ts'
import { Mirror } from './mirror.ts'
import { ParseTurns } from './parse-turns.ts'

const setUp = () => {
  const turns = new ParseTurns({ schedule: setImmediate, now: () => performance.now() })
  const mirror = new Mirror({ cols: 20, rows: 6, turns })
  const replayOf = (scrollback = 1_000): Promise<string> =>
    new Promise((resolve) =>
      mirror.capture({ scrollback }, ({ serialized }) => resolve(Buffer.from(serialized).toString())),
    )
  const feed = (text: string): void => mirror.feed(new TextEncoder().encode(text))
  return { mirror, feed, replayOf }
}

test('a replay tells where commands begin and end, in the lines where the shell told it', async () => {
  const { mirror, feed, replayOf } = setUp()
  feed(
    '\x1b]133;A\x07$ \x1b]133;B\x07ls\r\n\x1b]133;C\x07one\r\ntwo\r\n\x1b]133;D;2;junk\x07\x1b]133;A\x07$ ',
  )
  const lines = (await replayOf()).split('\n').map((line) => line.replace(/\r$/, ''))
  expect(lines[0]).toContain('\x1b]133;A\x07$ ls')
  expect(lines[1]).toContain('\x1b]133;C\x07one')
  expect(lines[2]).not.toContain('133')
  expect(lines[3]).toContain('\x1b]133;D;2\x07\x1b]133;A\x07$')
  mirror.dispose()
})

test('marks leave with their lines, and what is no mark is not repeated', async () => {
  const { mirror, feed, replayOf } = setUp()
  feed(`\x1b]133;A\x07gone\r\n${'filler\r\n'.repeat(30)}\x1b]133;P;k=i\x07\x1b]133;C\x07here`)
  const replay = await replayOf(2)
  expect(replay.match(/133;\w/g)).toEqual(['133;C'])
  mirror.dispose()
})

test('progress and notifications are told, and a replay does not tell them again', async () => {
  const { mirror, feed, replayOf } = setUp()
  const told: ProgramSignal[] = []
  mirror.onSignal((signal) => told.push(signal))
  feed('\x1b]9;4;1;30\x07\x1b]777;notify;Build;done\x07')
  expect(await replayOf()).not.toContain('notify')
  expect(told).toEqual([
    { kind: 'progress', progress: { state: 'normal', share: 30 } },
    { kind: 'notification', title: 'Build', body: 'done' },
  ])
  mirror.dispose()
})
