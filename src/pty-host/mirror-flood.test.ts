import fc from 'fast-check'
import { expect, test } from 'vitest'
import { floodLastsMs, floodPutOffMs, floodWindowBytes } from '../shared/terminal-limits.ts'
import { FakeClock } from '../testing/fake-clock.ts'
import { bytes, everythingOn, smallSize as size, terminalAfter, turns } from '../testing/replay-check.ts'
import { FloodCut } from './flood-cut.ts'
import { Mirror } from './mirror.ts'

/** A line of a flood that can be put off, and what can stand before one. */
const line = fc.constantFrom(
  'text\r\n',
  '\x1b[31mred\x1b[0m\r\n',
  '\x1b[7m\r\n',
  'é日 \x1b[1mb\r\n',
  'it wraps and wraps and wraps again\r\n',
  '\t1\r2\r\n',
  '❤\ufe0f👨‍👩‍👧e\u0301\r\n',
)
const before = fc.constantFrom(
  '',
  '\x1b[?7l',
  '\x1b[4h',
  '\x1b(0',
  '\x1b[1;4H\x1bHx\r\n',
  '\x1b]8;;http://x\x07a',
)

const textOf = (mirror: Mirror, scrollback: number): Promise<string> =>
  new Promise((resolve) =>
    mirror.capture({ scrollback }, ({ serialized }) => resolve(Buffer.from(serialized).toString())),
  )

/** Its cells and modes. The text may tell the same link as two. */
const cellsOf = async (mirror: Mirror, scrollback: number) =>
  everythingOn(await terminalAfter([await textOf(mirror, scrollback)], size))

test('a flood of which a part is not parsed leaves the same screen as one that is parsed whole', async () => {
  const plain = fc.constantFrom(
    'text\r\n',
    '\x1b[31mred\x1b[0m\r\n',
    '\x1b[7m\r\n',
    'é日 \x1b[1mb\r\n',
    'it wraps and wraps and wraps again\r\n',
    'bare\n',
    '\t',
  )
  const other = fc.constantFrom(
    '\x1b[2;4r',
    '\x1b[r',
    '\x1b[?1049h',
    '\x1b[?1049l',
    '\x1b[H',
    '\x07',
    '\x1b[?7l',
    '\x1b]8;;http://x\x07',
    '\x1b[4h',
    '\x1b(0',
  )
  const flood = fc.array(plain, { minLength: 30, maxLength: 90 })
  const line = fc.array(
    fc.oneof({ weight: 2, arbitrary: flood }, { weight: 1, arbitrary: fc.tuple(other) }),
    { minLength: 1, maxLength: 4 },
  )
  const fedIn = (pieces: readonly Uint8Array[], floodBytes: number): Promise<string> =>
    new Promise((resolve) => {
      const mirror = new Mirror({ ...size, turns: turns(), scrollback: 10, floodBytes })
      for (const piece of pieces) mirror.feed(piece)
      mirror.capture({ scrollback: 10 }, ({ serialized }) => resolve(Buffer.from(serialized).toString()))
    })
  let cuts = 0
  await fc.assert(
    fc.asyncProperty(line, fc.integer({ min: 3, max: 90 }), async (lines, pieceBytes) => {
      const all = bytes(lines.flat().join(''))
      const pieces = Array.from({ length: Math.ceil(all.byteLength / pieceBytes) }, (_, index) =>
        all.subarray(index * pieceBytes, (index + 1) * pieceBytes),
      )
      if (
        new FloodCut().find(
          pieces.map((piece) => ({ kind: 'bytes', bytes: piece })),
          0,
          22,
        )
      )
        cuts += 1
      expect(await fedIn(pieces, 0)).toBe(await fedIn(pieces, Number.POSITIVE_INFINITY))
    }),
    { numRuns: Number(process.env['RUNS'] ?? 300), seed: Number(process.env['SEED'] ?? 7) },
  )
  expect(cuts).toBeGreaterThan(20) // the law is about something
}, 120_000)

test('a picture of a flood that is not read shows what the screen will show when it is', async () => {
  const behind = fc.constantFrom(
    ...[
      '',
      '',
      '\x1b[1;31m$ \x1b[0m',
      '\x1b[H\x1b[2Jx',
      '\x1b[?1049hmore\r\n',
      '\x1b[3;7r\n\n\n\n',
      '\x1b[A\x1b[2Lz',
    ],
  )
  const flood = fc
    .tuple(fc.array(line, { minLength: 40, maxLength: 80 }), behind)
    .map(([lines, end]) => lines.join('') + end)
  let pictures = 0
  await fc.assert(
    fc.asyncProperty(before, flood, fc.nat(200), async (first, text, keep) => {
      const mirror = new Mirror({ ...size, turns: turns(), scrollback: 50 })
      mirror.feed(bytes(first))
      await new Promise<void>((resolve) => mirror.whenParsed(resolve))
      const all = bytes(text)
      for (let at = 0; at < all.byteLength - (keep % 40); at += 60 + keep)
        mirror.feed(all.subarray(at, Math.min(at + 60 + keep, all.byteLength - (keep % 40))))
      let picture: string | null = null
      mirror.picture(3, ({ serialized }) => (picture = Buffer.from(serialized).toString()))
      if (picture !== null) pictures += 1
      const capture = await textOf(mirror, 3)
      expect(picture ?? capture).toBe(capture)
      mirror.dispose()
    }),
    { numRuns: Number(process.env['RUNS'] ?? 100), seed: Number(process.env['SEED'] ?? 7) },
  )
  expect(pictures).toBeGreaterThan(20) // the law is about something
}, 120_000)

test('a flood that is not read is written down as it will be when it is, and goes on from there', async () => {
  const open = (): Mirror => new Mirror({ ...size, turns: turns(), scrollback: 30 })
  const flood = fc.array(line, { minLength: 40, maxLength: 80 }).map((lines) => bytes(lines.join('')))
  const laws = { written: 0, read: 0 }
  await fc.assert(
    fc.asyncProperty(before, flood, fc.nat(200), async (first, all, keep) => {
      const mirror = open()
      mirror.feed(bytes(first))
      await new Promise<void>((resolve) => mirror.whenParsed(resolve))
      const end = all.byteLength - (keep % 40) // also in the middle of a sequence or a character
      for (let at = 0; at < end; at += 60 + keep) mirror.feed(all.subarray(at, Math.min(at + 60 + keep, end)))
      const unread = mirror.unread()
      laws[unread ? 'written' : 'read'] += 1
      for (const [part, scrollback] of [
        ['whole', 30],
        ['front', 0],
      ] as const) {
        // What joins the last character finds none where characters are inserted: of that one no text can be written again.
        if (!unread || (part === 'front' && first === '\x1b[4h')) continue
        const again = open()
        again.feed(unread[part].serialized)
        again.feed(unread[part].unfinished)
        again.feed(all.subarray(end))
        const other = open()
        for (const piece of [bytes(first), all]) other.feed(piece)
        expect(await cellsOf(again, scrollback)).toEqual(await cellsOf(other, scrollback))
        again.dispose()
        other.dispose()
      }
      mirror.dispose()
    }),
    { numRuns: Number(process.env['RUNS'] ?? 100), seed: Number(process.env['SEED'] ?? 7) },
  )
  expect(laws.written).toBeGreaterThan(20) // the law is about something
  expect(laws.read).toBeGreaterThan(0)
}, 120_000)

test('a plain flood is read when it is over or somebody asks; a question in it is answered at once', async () => {
  const clock = new FakeClock()
  const mirror = new Mirror({ ...size, turns: turns(), clock, scrollback: 1_000 })
  const replies: string[] = []
  mirror.onReply((reply) => replies.push(reply))
  const flood = bytes('a plain line\r\n'.repeat(2 * Math.ceil(floodWindowBytes / 14)))
  const parsed = (): Promise<void> => new Promise((resolve) => mirror.whenParsed(resolve))
  mirror.feed(flood)
  expect(clock.pendingTimers).toBe(1)
  expect(mirror.unparsedBytes).toBe(flood.byteLength)
  const answered = new Promise<void>((resolve) => mirror.onReply(() => resolve()))
  mirror.feed(bytes('\x1b[c'))
  await answered
  expect([replies, mirror.unparsedBytes]).toEqual([['\x1b[?1;2c'], 0])
  mirror.feed(flood)
  await parsed()
  expect(mirror.unparsedBytes).toBe(0)
  mirror.feed(flood)
  const read = new Promise<void>((resolve) => mirror.onParsed(() => resolve()))
  await clock.turn(floodLastsMs + floodPutOffMs)
  await read
  mirror.dispose()
})
