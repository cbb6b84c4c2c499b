import { Unicode11Addon } from '@xterm/addon-unicode11'
import headless from '@xterm/headless'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { Mirror, type Capture } from './mirror.ts'
import { ParseTurns } from './parse-turns.ts'

const size = { cols: 20, rows: 6 }
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)
const turns = (): ParseTurns => new ParseTurns({ schedule: setImmediate, now: () => performance.now() })

const captureAfter = (fed: readonly Uint8Array[]): Promise<Capture> =>
  new Promise((resolve, reject) => {
    const mirror = new Mirror({ ...size, turns: turns() })
    for (const piece of fed) mirror.feed(piece)
    mirror.whenParsed(() => {
      try {
        resolve(mirror.capture({ scrollback: 1_000 }))
      } catch (error) {
        reject(error)
      }
      mirror.dispose()
    })
  })

/** A terminal as a page has it, after these writes. */
const terminalAfter = async (writes: readonly (string | Uint8Array)[]): Promise<headless.Terminal> => {
  const terminal = new headless.Terminal({ ...size, scrollback: 1_000, allowProposedApi: true })
  terminal.loadAddon(new Unicode11Addon())
  terminal.unicode.activeVersion = '11'
  for (const write of writes) await new Promise<void>((resolve) => terminal.write(write, resolve))
  return terminal
}

/** Every cell of both screens with its colours, the cursor, the modes. */
const everythingOn = (terminal: headless.Terminal) => {
  const linesOf = (buffer: headless.IBuffer) =>
    Array.from({ length: buffer.length }, (_, row) => {
      const line = buffer.getLine(row)
      return Array.from({ length: terminal.cols }, (__, column) => {
        const cell = line?.getCell(column)
        if (!cell) return ''
        const flags = [cell.isBold(), cell.isUnderline(), cell.isInverse(), cell.isItalic()].map((on) =>
          on ? 1 : 0,
        )
        const colours =
          cell.getChars() === ''
            ? [cell.getBgColorMode(), cell.getBgColor()]
            : [cell.getFgColorMode(), cell.getFgColor(), cell.getBgColorMode(), cell.getBgColor(), ...flags]
        return `${cell.getChars()}|${cell.getWidth()}|${colours.join(',')}`
      }).join(' ')
    })
  const { normal, active } = terminal.buffer
  return {
    normal: linesOf(normal),
    active: active.type === 'alternate' ? linesOf(active) : active.type,
    cursor: [active.cursorX, active.cursorY, normal.cursorX, normal.cursorY],
    modes: terminal.modes,
  }
}

/** What follows after the cut shows whether state nobody can read (region, character sets, colours) was kept as well. */
const probe = '\x1b[3;3Hqx\n\n\n\n\nend\x1b[1mZ'

async function expectExact(
  before: readonly Uint8Array[],
  after: readonly Uint8Array[],
  what = '',
): Promise<void> {
  const capture = await captureAfter(before)
  const rest = [...after, bytes(probe)]
  const replayed = await terminalAfter([capture.serialized, capture.unfinished, ...after])
  const live = await terminalAfter([...before, ...after])
  expect(everythingOn(replayed), what).toEqual(everythingOn(live))
  const later = everythingOn(await terminalAfter([capture.serialized, capture.unfinished, ...rest]))
  expect(later).toEqual(everythingOn(await terminalAfter([...before, ...rest])))
}

describe('a replay shows the very screen', () => {
  const cases: Readonly<Record<string, string>> = {
    'plain text with scrollback': Array.from({ length: 30 }, (_, line) => `line ${line}`).join('\r\n'),
    'wrapped lines': 'a'.repeat(50) + '\r\n' + 'b'.repeat(20) + '\r\n' + 'c'.repeat(19),
    'a cursor behind the last column': 'a'.repeat(20),
    'a cursor behind the last column, in a region': `\x1b[2;5r\x1b[2;1H\x1b[31m${'a'.repeat(20)}`,
    'wide characters': '日本語テキスト表示テスト日本語\r\n한국어 emoji 👍 ok',
    'a wide character that did not fit': `${'x'.repeat(19)}日本`,
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

test('random programs replay exactly, wherever they are cut', async () => {
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
  )
  const program = fc.array(piece, { maxLength: 40 }).map((pieces) => bytes(pieces.join('')))
  await fc.assert(
    fc.asyncProperty(program, fc.nat(), async (stream, at) => {
      const cut = stream.byteLength === 0 ? 0 : at % stream.byteLength
      await expectExact([stream.subarray(0, cut)], [])
    }),
    { numRuns: 400, seed: Number(process.env['SEED'] ?? 7), endOnFailure: false },
  )
}, 120_000)
