import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { keep, type Kept } from '../testing/keep-screen.ts'
import {
  bytes,
  everythingOn,
  expectExact,
  smallSize as size,
  terminalAfter,
} from '../testing/replay-check.ts'

describe('a replay shows the very screen', () => {
  const cases: Readonly<Record<string, string>> = {
    'plain text with scrollback': Array.from({ length: 30 }, (_, line) => `line ${line}`).join('\r\n'),
    'wrapped lines': 'a'.repeat(50) + '\r\n' + 'b'.repeat(20) + '\r\n' + 'c'.repeat(19),
    'a cursor behind the last column': 'a'.repeat(20),
    'a cursor behind the last column, in a region': `\x1b[2;5r\x1b[2;1H\x1b[31m${'a'.repeat(20)}`,
    'wide characters': '日本語テキスト表示テスト日本語\r\n한국어 emoji 👍 ok',
    'a wide character that did not fit': `${'x'.repeat(19)}日本`,
    'colours of the palette that are also among the sixteen':
      '\x1b[1;38;5;5mp\x1b[35ms\x1b[48;5;3mg\x1b[38;5;12;43mx',
    colours: '\x1b[1;31mred\x1b[0m \x1b[38;5;200mp\x1b[48;2;1;2;3mt\x1b[0m \x1b[7minverse',
    'the alternate screen over coloured text': '\x1b[32mgreen\x1b[?1049h\x1b[2;3Halt \x1b[44mblue',
    'the alternate screen left again': 'one\r\n\x1b[?1049hx\x1b[?1049ltwo',
    'modes of a full-screen program': '\x1b[?1h\x1b=\x1b[?2004h\x1b[?1002h\x1b[?1006h\x1b[?1004h\x1b[?25l',
    'a scroll region': '1\r\n2\r\n3\r\n4\r\n5\x1b[2;4r\x1b[4;1H',
    'origin mode in a region': '\x1b[2;5r\x1b[?6h\x1b[2;2Hx',
    'line drawing': '\x1b(0lqk\r\nx',
    'line drawing in G1, shifted': '\x1b)0\x0elqk',
    'a saved cursor': 'ab\x1b[3;4H\x1b7\x1b[1;1Hx',
    'no wrapping': '\x1b[?7l' + 'w'.repeat(30),
    'insert mode': 'abc\x1b[1;1H\x1b[4h',
    'erased with colours': '\x1b[41m\x1b[2J\x1b[3;3Hx\x1b[K',
    'tab stops': '\x1b[3g\x1b[1;4H\x1bH\x1b[1;12H\x1bH\r\ta\tb',
    'tab stops of both screens': '\x1b[1;4H\x1bH\x1b[?1049h\x1b[3g\x1b[1;6H\x1bH\ra\tb',
    'a region under the alternate screen': '1\r\n2\r\n3\x1b[2;4r\x1b[4;3H\x1b[?1049h\x1b[1;3rx',
    'an alternate screen that saved no cursor': 'ab\x1b[2;3H\x1b7\x1b[4;4H\x1b[?47hx',
    'a synchronised frame that is not complete': '\x1b[?2026habc',
    'a bar that does not blink': '\x1b[6 q',
    'links and curly underlines':
      '\x1b]8;id=a;http://x/y\x1b\\link\x1b]8;;\x1b\\ \x1b[4:3;58:2::1:2:3mcurl\x1b[0m',
    'joined and combining characters': 'e\u0301 👨‍👩‍👧 🇩🇪 ✈\ufe0f a\u200db',
    'scrollback erased': `${'line\r\n'.repeat(12)}\x1b[3Jx`,
    'a cursor above the last text': 'a\r\nb\r\nc\r\nd\x1b[1;1H',
    'a cursor in the last line moved left': `${'z'.repeat(20)}\x1b[1;6H`,
  }
  for (const [name, text] of Object.entries(cases))
    test(name, async () => {
      await expectExact([bytes(text)], [bytes('next')])
    })
})

describe('a viewer may join at any byte', () => {
  const stream = bytes(
    'plain \x1b[31mred\x1b[0m 日本\x1b]0;title\x07é👍\x1b[2;3H\x1b]8;;http://x\x1b\\l\x1b]8;;\x1b\\\x1bP$qm\x1b\\ok\x1b(0q\x1b(Bend\x1b[38;2;9;8;7mZ\x1b[?1049hALT\x1b[1;4Hx\x1b[?1049lback',
  )
  test('also in the middle of a sequence or a character', async () => {
    for (let cut = 0; cut <= stream.byteLength; cut += 1)
      await expectExact([stream.subarray(0, cut)], [stream.subarray(cut)], `cut at ${cut}`)
  })
})

// Without wrapping (?7l) xterm leaves halves of wide characters in the last column, which no text writes again.
const small = fc.integer({ min: 1, max: 7 })
const piece = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.string({
      minLength: 1,
      maxLength: 15,
      unit: fc.constantFrom('a', 'B', ' ', '日', 'é', 'x'),
    }),
  },
  { weight: 3, arbitrary: fc.constantFrom('\r\n', '\n', '\r', '\t', '\b') },
  fc.tuple(small, small).map(([row, column]) => `\x1b[${row};${column}H`),
  fc
    .tuple(fc.integer({ min: 0, max: 49 }), small)
    .map(([colour, other]) => `\x1b[${colour === 38 || colour === 48 ? 0 : colour};3${other}m`),
  fc
    .tuple(small, fc.constantFrom('A', 'B', 'C', 'D', 'G', 'd', 'X', 'P', '@', 'L', 'M', 'S', 'T'))
    .map(([count, final]) => `\x1b[${count}${final}`),
  fc.constantFrom(
    '\x1b[K',
    '\x1b[1K',
    '\x1b[J',
    '\x1b[1J',
    '\x1b[2J',
    '\x1bM',
    '\x1bD',
    '\x1bE',
    '\x1b[?1h',
    '\x1b[?2004h',
  ),
  fc.constantFrom('\x1b[?1049h', '\x1b[?1049l', '\x1b[2;5r', '\x1b[r', '\x1b(0', '\x1b(B'),
  fc.constantFrom(
    '\x1b[?47h',
    '\x1b[?47l',
    '\x1b[?1047h',
    '\x1b7',
    '\x1b8',
    '\x1b[s',
    '\x1b[u',
    '\x1b[?6h',
    '\x1b[?6l',
  ),
  fc.constantFrom(
    '\x1bH',
    '\x1b[g',
    '\x1b[3g',
    '\x1b[2I',
    '\x1b[Z',
    '\x1b[3J',
    '\x1b[3b',
    '\x1b[!p',
    '\x1bc',
  ),
  fc.constantFrom(
    '\x1b[?1000h',
    '\x1b[?1002h',
    '\x1b[?1003l',
    '\x1b[?1006h',
    '\x1b[?25l',
    '\x1b[?25h',
    '\x1b[4h',
    '\x1b[4l',
  ),
  fc.constantFrom(
    '\x1b[2 q',
    '\x1b[5 q',
    '\x1b=',
    '\x1b>',
    '\x1b[?7h',
    '\x1b)0',
    '\x0e',
    '\x0f',
    '\x1b[?2026h',
  ),
  fc.constantFrom(
    '👍',
    'e\u0301',
    '\u0301',
    '👨‍👩‍👧',
    '\u200d',
    '❤\ufe0f',
    '\ufe0f',
    '1\ufe0f\u20e3',
    '👍🏽',
    '\u{1f1e9}',
    '🇩🇪🇫🇷',
    '한',
    '\u1100\u1161\u11a8',
    '\u0600',
    '\u0e33',
    '\x1b]8;;http://x\x07',
    '\x1b]8;;\x07',
    '\x1b[4:3m',
    '\x1b[58:5:9m',
    '\x1b[38;5;4m',
    '\x1b[48:5:9m',
    '\x1b]4;3;#abc\x07',
  ),
)
const program = fc.array(piece, { maxLength: 40 }).map((pieces) => bytes(pieces.join('')))

test('random programs replay exactly, wherever they are cut', async () => {
  await fc.assert(
    fc.asyncProperty(program, fc.nat(), async (stream, at) => {
      const cut = stream.byteLength === 0 ? 0 : at % stream.byteLength
      await expectExact([stream.subarray(0, cut)], [stream.subarray(cut)])
    }),
    {
      numRuns: Number(process.env['RUNS'] ?? 400),
      seed: Number(process.env['SEED'] ?? 7),
      endOnFailure: false,
    },
  )
}, 120_000)

test('random programs: a screen woken without its scrollback is the same one, also when it is woken again', async () => {
  let flat = 0
  const part = fc
    .tuple(fc.nat({ max: 12 }), program)
    .map(([count, written]) => Buffer.concat([bytes('\r\nline'.repeat(count)), written]))
    // A link that is open is another one in every replay; xterm forgets to move the saved cursor when scrollback is erased.
    .filter((written) => !written.includes('http') && !written.includes('\x1b[3J'))
  await fc.assert(
    fc.asyncProperty(fc.array(part, { minLength: 2, maxLength: 4 }), async (parts) => {
      let kept: Kept | null = null
      for (const stream of parts) {
        kept = await keep(stream, kept)
        if (kept.above) flat += 1
      }
      if (!kept) return
      const shown = async (writes: readonly Uint8Array[]) => {
        const { active, normal, ...rest } = everythingOn(await terminalAfter(writes, size))
        return { ...rest, normal: unwrapFirst(normal), active: unwrapFirst(active) }
      }
      const live = await shown(parts)
      expect(await shown([kept.whole.serialized, kept.whole.unfinished])).toEqual(live)
      const front = await shown([kept.front.serialized, kept.front.unfinished])
      expect([front.active, front.modes]).toEqual([live.active, live.modes])
    }),
    {
      numRuns: Number(process.env['RUNS'] ?? 150),
      seed: Number(process.env['SEED'] ?? 3),
      endOnFailure: false,
    },
  )
  expect(flat).toBeGreaterThan(50) // it is what is tested here
}, 120_000)

/** That the first line goes on from one that is gone cannot be written, and nobody can see it. */
function unwrapFirst(rows: readonly string[] | string): readonly string[] | string {
  return typeof rows === 'string'
    ? rows
    : rows.map((row, at) => (at === 0 ? row.replace(/ wrapped$/, '') : row))
}
