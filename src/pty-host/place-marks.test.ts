import { expect, test } from 'vitest'
import { placeMarkSequence } from '../shared/domain/place-mark.ts'
import { Mirror } from './mirror.ts'
import { OutputGate } from './output-gate.ts'
import { ParseTurns } from './parse-turns.ts'
import { MarksToPut } from './place-marks.ts'

const setUp = () => {
  const turns = new ParseTurns({ schedule: setImmediate, now: () => performance.now() })
  const mirror = new Mirror({ cols: 20, rows: 6, turns })
  let text = ''
  const emit = (bytes: Uint8Array): void => {
    text += new TextDecoder().decode(bytes)
    mirror.feed(bytes)
  }
  const gate = new OutputGate({ emit, place: (use) => mirror.whenParsed(() => use(mirror.place)) })
  const marks = new MarksToPut(gate)
  return {
    mirror,
    marks,
    told: () => text,
    put: (output: string): void => {
      gate.output(new TextEncoder().encode(output))
      marks.put()
    },
    settle: () => new Promise<void>((resolve) => gate.inOrder(() => mirror.whenParsed(resolve))),
    replayOf: (scrollback = 1_000): Promise<string> =>
      new Promise((resolve) =>
        mirror.capture({ scrollback }, ({ serialized }) => resolve(Buffer.from(serialized).toString())),
      ),
  }
}

test('a mark stands in the line that the output had reached, in a replay as well', async () => {
  const { mirror, marks, put, settle, replayOf } = setUp()
  put('one\r\ntwo\r\n')
  marks.add(1_700_000_000_000)
  put('')
  await settle()
  put('three\r\n')
  await settle()
  const lines = (await replayOf()).split('\n')
  const marked = lines.flatMap((line, index) => (line.includes('7701;1700000000000') ? [index] : []))
  expect(marked).toEqual([2])
  mirror.dispose()
})

test('a sequence or a character that is not whole is not torn by a mark', async () => {
  for (const [start, end] of [
    ['\x1b[3', '1mred'],
    ['\x1b]0;tit', 'le\x07'],
  ] as const) {
    const { mirror, marks, put, settle, told } = setUp()
    put(start)
    marks.add(7)
    put('')
    await settle()
    expect(told()).toBe(start)
    put(end)
    await settle()
    expect(told()).toBe(`${start}${end}${placeMarkSequence(7)}`)
    mirror.dispose()
  }
})

test('a mark goes with its line, and a name that comes again changes nothing', async () => {
  const { mirror, put, settle, replayOf } = setUp()
  put(`${placeMarkSequence(1)}first\r\n${placeMarkSequence(2)}second\r\n`)
  put(`${'filler\r\n'.repeat(20)}${placeMarkSequence(2)}end`)
  await settle()
  expect((await replayOf()).match(/7701;\d/g)).toEqual(['7701;1', '7701;2'])
  expect((await replayOf(2)).match(/7701;\d/g)).toBeNull()
  mirror.dispose()
})
