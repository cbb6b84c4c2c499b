import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Replay } from '../shared/contract/host.ts'
import { skipCalmLooksMax, skipFrameMs, skipHighBytes } from '../shared/terminal-limits.ts'
import { FakeClock } from '../testing/fake-clock.ts'
import { Viewer } from './viewer.ts'

const none = new Uint8Array()
const chunkMax = 64 * 1024
const exit = { terminalId: 't' as never, incarnation: 1, exitCode: 0, signal: null }

/** A viewer that skips, the stream it watches, and the page behind it: both are known by how far they have come. */
class Watched {
  readonly clock = new FakeClock()
  readonly captures: (() => void)[] = []
  streamAt = 0
  pageAt = 0
  /** Has its scrollback. */
  isWhole = false
  exits = 0
  onItsWay = 0
  #owed = 0
  readonly viewer = new Viewer({
    clock: this.clock,
    flood: 'skip',
    capture: (_, use) => this.#capture((replay) => use(replay, none)),
    onRelieved: () => {},
    line: {
      sendFrame: (_, pieces) => {
        const bytes = pieces.reduce((sum, piece) => sum + piece.byteLength, 0)
        this.pageAt += bytes
        this.#owes(bytes)
      },
      sendJson: () => (this.exits += 1),
      sendReplay: ({ cols, part, owes }) => {
        this.pageAt = cols // tells how far it is
        this.isWhole = part !== 'frame'
        this.#owes(owes ?? 0)
      },
      close: () => {},
    },
  })

  constructor() {
    this.#capture((replay) => this.viewer.begin(replay, none))
  }

  output(bytes: number): void {
    this.streamAt += bytes
    this.viewer.output(new Uint8Array(bytes))
  }

  /** The page has shown what came. */
  show(): void {
    const owed = this.#owed
    this.#owed = 0
    this.viewer.acknowledged(owed)
  }

  /** The flood is over, and everybody does what there is to do. */
  async settle(): Promise<void> {
    for (let look = 0; look < 3 * skipCalmLooksMax; look += 1) {
      this.show()
      for (const answer of this.captures.splice(0)) answer()
      await this.clock.turn(skipFrameMs)
    }
  }

  #owes(bytes: number): void {
    this.#owed += bytes
    this.onItsWay = Math.max(this.onItsWay, this.#owed)
  }

  #capture(use: (replay: Replay) => void): void {
    const cols = this.streamAt // captured in its turn
    this.captures.push(() => use({ cols, rows: 1, isRestored: false, isAlive: true, serialized: none }))
  }
}

const moves = {
  output: (watched: Watched, amount: number) => watched.output(amount),
  burst: (watched: Watched, amount: number) => {
    for (let sent = 0; sent < 20; sent += 1) watched.output(amount)
  },
  show: (watched: Watched) => watched.show(),
  type: (watched: Watched) => watched.viewer.hurry(),
  answer: (watched: Watched) => watched.captures.shift()?.(),
  wait: (watched: Watched, amount: number) => watched.clock.turn(amount % 200),
}
const move = fc.tuple(
  fc.constantFrom(...(Object.keys(moves) as (keyof typeof moves)[])),
  fc.integer({ min: 1, max: chunkMax }),
)

test('whatever comes when, a page ends with all of it and its scrollback, knows of the exit, and is never far behind', () =>
  fc.assert(
    fc.asyncProperty(fc.array(move, { maxLength: 60 }), async (story) => {
      const watched = new Watched()
      for (const [name, amount] of story) await moves[name](watched, amount)
      watched.viewer.exited(exit)
      await watched.settle()
      const { streamAt, pageAt, isWhole, exits } = watched
      expect({ pageAt, isWhole, exits }).toEqual({ pageAt: streamAt, isWhole: true, exits: 1 })
      expect(watched.onItsWay).toBeLessThanOrEqual(skipHighBytes + 2 * chunkMax)
    }),
    { numRuns: 300 },
  ))

test('a flood that goes on while its last screen is made is a flood: what it puts out meanwhile is not sent', async () => {
  const watched = new Watched()
  await watched.settle()
  for (let round = 0; round < 6; round += 1) {
    watched.output(skipHighBytes + 1)
    watched.show()
    await watched.clock.turn(skipFrameMs)
    for (const answer of watched.captures.splice(0)) answer()
    watched.show()
    for (let look = 0; look < skipCalmLooksMax && watched.captures.length === 0; look += 1)
      await watched.clock.turn(skipFrameMs)
    watched.output(100 * skipHighBytes) // a busy machine had made a pause
    for (const answer of watched.captures.splice(0)) answer()
    expect(watched.onItsWay).toBeLessThanOrEqual(skipHighBytes + chunkMax)
    watched.show()
  }
  await watched.settle()
  expect([watched.pageAt, watched.isWhole]).toEqual([watched.streamAt, true])
})

test('a viewer that comes in the middle of a flood gets the screen, not what was put out while it was made', async () => {
  const watched = new Watched()
  watched.output(100 * skipHighBytes)
  watched.captures.shift()?.()
  expect([watched.pageAt, watched.onItsWay]).toEqual([0, 0])
  await watched.settle()
  expect([watched.pageAt, watched.isWhole]).toEqual([watched.streamAt, true])
})

test('keys of a viewer that has begun never wait for a screen', async () => {
  const watched = new Watched()
  const typed: string[] = []
  watched.viewer.whenBegun(() => typed.push('first'))
  expect(typed).toEqual([])
  watched.captures.shift()?.()
  expect(typed).toEqual(['first'])
  watched.output(skipHighBytes + 1)
  watched.show()
  for (let look = 0; look < 3 * skipCalmLooksMax; look += 1) {
    watched.viewer.whenBegun(() => typed.push('next'))
    await watched.clock.turn(skipFrameMs) // a capture that is not answered
  }
  expect(typed).toHaveLength(1 + 3 * skipCalmLooksMax)
})
