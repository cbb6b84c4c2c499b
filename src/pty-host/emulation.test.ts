import { describe, expect, test } from 'vitest'
import { bytes, smallSize as size, terminalAfter, turns } from '../testing/replay-check.ts'
import { Mirror } from './mirror.ts'

// What we rely on of xterm 6, in page and mirror alike, in the manner of esctest: a new version that does one of these otherwise
// is seen here. Rows are of a screen of 20 by 6, without the blanks at their ends; the cursor is column, row from 0.

type Expected = { readonly rows: readonly string[]; readonly cursor?: readonly [number, number] }
const fill = 'one\r\ntwo\r\nthree\r\nfour\r\nfive\r\nsix'

const moves: Readonly<Record<string, readonly [input: string, expected: Expected]>> = {
  'CUP stops at the last cell': ['\x1b[99;99Hx', { rows: ['', '', '', '', '', `${' '.repeat(19)}x`] }],
  'CUP 0;0 is 1;1': ['ab\x1b[0;0Hx', { rows: ['xb'], cursor: [1, 0] }],
  'CUU stops at the top of the region': ['\x1b[2;5r\x1b[4;1H\x1b[9Ax', { rows: ['', 'x'] }],
  'CUU above the region stops at the top': ['\x1b[3;5r\x1b[2;1H\x1b[9Ax', { rows: ['x'] }],
  'CUD stops at the bottom of the region': ['\x1b[2;4r\x1b[3;1H\x1b[9Bx', { rows: ['', '', '', 'x'] }],
  'CNL and CPL begin a line': ['abc\x1b[2Ex\x1b[Fy', { rows: ['abc', 'y', 'x'] }],
  'CHA, HPA, VPA': ['\x1b[5Ga\x1b[3`b\x1b[4dc', { rows: ['  b a', '', '', '   c'] }],
  'BS does not leave a wrapped line': [`${'a'.repeat(20)}b\b\bx`, { rows: ['a'.repeat(20), 'x'] }],
  'BS behind the last column': [`${'a'.repeat(20)}\bx`, { rows: [`${'a'.repeat(18)}xa`] }],
  'tabs stop at every eighth column': ['\ta\tb\t\tc', { rows: [`${' '.repeat(8)}a${' '.repeat(7)}b  c`] }],
  'CBT goes back': ['\x1b[19Gx\x1b[2Zy', { rows: [`${' '.repeat(8)}y${' '.repeat(9)}x`] }],
  'TBC and HTS': ['\x1b[3g\x1b[4G\x1bH\r\tx', { rows: ['   x'] }],
  'origin mode counts from the region': [
    '\x1b[3;5r\x1b[?6h\x1b[1;1Hx\x1b[9;1Hy',
    { rows: ['', '', 'x', '', 'y'] },
  ],
  'a region puts the cursor home': ['abc\x1b[2;4rx', { rows: ['xbc'] }],
  'DECSC and DECRC, also of the region of origin': ['ab\x1b7\x1b[5;5H\x1b8c', { rows: ['abc'] }],
}

const edits: typeof moves = {
  'ED 0': [`${fill}\x1b[3;3H\x1b[J`, { rows: ['one', 'two', 'th'] }],
  'ED 1': [`${fill}\x1b[3;3H\x1b[1J`, { rows: ['', '', '   ee', 'four', 'five', 'six'] }],
  'ED 2 leaves the cursor': [`${fill}\x1b[3;3H\x1b[2Jx`, { rows: ['', '', '  x'] }],
  'EL 0, 1, 2': ['abcdef\x1b[3G\x1b[K\r\nabcdef\x1b[3G\x1b[1K\r\nabc\x1b[2K', { rows: ['ab', '   def'] }],
  ECH: ['abcdef\x1b[2G\x1b[3X', { rows: ['a   ef'] }],
  DCH: ['abcdef\x1b[2G\x1b[3P', { rows: ['aef'] }],
  ICH: ['abcdef\x1b[2G\x1b[2@', { rows: ['a  bcdef'] }],
  'IL moves within the region': [
    `${fill}\x1b[2;4r\x1b[2;1H\x1b[L`,
    { rows: ['one', '', 'two', 'three', 'five', 'six'] },
  ],
  'DL moves within the region': [
    `${fill}\x1b[2;4r\x1b[2;1H\x1b[M`,
    { rows: ['one', 'three', 'four', '', 'five', 'six'] },
  ],
  'IL outside the region does nothing': [`${fill}\x1b[2;4r\x1b[6;1H\x1b[L`, { rows: fill.split('\r\n') }],
  'SU and SD': [`${fill}\x1b[2S\x1b[T`, { rows: ['', 'three', 'four', 'five', 'six'] }],
  'IND at the bottom of the region': [
    `${fill}\x1b[2;4r\x1b[4;1H\x1bD`,
    { rows: ['one', 'three', 'four', '', 'five', 'six'] },
  ],
  'RI at the top of the region': [
    `${fill}\x1b[2;4r\x1b[2;1H\x1bM`,
    { rows: ['one', '', 'two', 'three', 'five', 'six'] },
  ],
  NEL: ['ab\x1bEc', { rows: ['ab', 'c'] }],
  REP: ['ab\x1b[3b', { rows: ['abbbb'] }],
  'insert mode': ['abc\x1b[1G\x1b[4hxy\x1b[4lz', { rows: ['xyzbc'] }],
  'no wrapping': [`\x1b[?7l${'a'.repeat(25)}b`, { rows: [`${'a'.repeat(19)}b`] }],
  'DECALN fills the screen': [
    '\x1b#8',
    { rows: Array.from({ length: 6 }, () => 'E'.repeat(20)), cursor: [0, 0] },
  ],
  'a soft reset keeps what is shown': ['abc\x1b[2;4r\x1b[4h\x1b[!p\x1b[1;1Hx', { rows: ['xbc'] }],
  'a full reset keeps nothing': ['abc\x1b[2;4r\x1bcx', { rows: ['x'] }],
  'the alternate screen is cleared and left as it was': ['ab\x1b[?1049hxyz\x1b[?1049lc', { rows: ['abc'] }],
}

const characters: typeof moves = {
  'a wide character does not fit into one column': [
    `${'a'.repeat(19)}日b`,
    { rows: ['a'.repeat(19), '日b'] },
  ],
  'half of a wide character that is overwritten becomes a blank': ['日本\x1b[2Gx', { rows: [' x本'] }],
  'the other half too': ['日本\x1b[1Gx', { rows: ['x 本'] }],
  'a family, a flag, a skin tone, a keycap are two columns each': [
    '👨‍👩‍👧🇩🇪👍🏽1\ufe0f\u20e3|',
    { rows: ['👨‍👩‍👧🇩🇪👍🏽1\ufe0f\u20e3|'], cursor: [9, 0] },
  ],
  'an accent joins its letter': ['e\u0301x', { rows: ['e\u0301x'], cursor: [2, 0] }],
  'line drawing': ['\x1b(0lqk\x1b(B', { rows: ['┌─┐'] }],
  'NUL and DEL are nothing': ['a\0b\x7fc', { rows: ['abc'] }],
  'CAN ends a sequence': ['a\x1b[3\x18b', { rows: ['ab'] }],
  'an ESC begins anew': ['a\x1b[3\x1b[1Gb', { rows: ['b'] }],
  'sequences nobody knows are swallowed': [
    'a\x1b[?9999h\x1b[5;6y\x1b]9999;x\x07\x1bP1;2zq\x1b\\\x1b_Gi=1;AAAA\x1b\\\x1b^x\x1b\\\x1bXx\x1b\\b',
    { rows: ['ab'] },
  ],
  'keyboard protocols are swallowed': ['a\x1b[>1u\x1b[=5;1u\x1b[<u\x1b[>4;2mb', { rows: ['ab'] }],
  'text of two sizes (kitty) shows nothing': ['a\x1b]66;s=2;X\x07b', { rows: ['ab'] }],
}

for (const [subject, cases] of Object.entries({ moves, edits, characters }))
  describe(subject, () => {
    test.each(Object.entries(cases))('%s', async (_, [input, { rows, cursor }]) => {
      const { active } = (await terminalAfter([input], size)).buffer
      const shown = Array.from(
        { length: size.rows },
        (__, row) =>
          active
            .getLine(active.baseY + row)
            ?.translateToString(true)
            .trimEnd() ?? '',
      )
      expect(shown).toEqual([...rows, ...Array.from({ length: size.rows - rows.length }, () => '')])
      if (cursor) expect([active.cursorX, active.cursorY]).toEqual(cursor)
    })
  })

describe('who asks is answered once, by the mirror', () => {
  const questions: Readonly<Record<string, readonly [question: string, answer: string | null]>> = {
    'what it is (DA1)': ['\x1b[c', '\x1b[?1;2c'],
    'its version (DA2)': ['\x1b[>c', '\x1b[>0;276;0c'],
    'whether it works (DSR)': ['\x1b[5n', '\x1b[0n'],
    'where the cursor is (CPR)': ['ab\r\nc\x1b[6n', '\x1b[2;2R'],
    'where it is in a region (DECXCPR)': ['\x1b[?6n', '\x1b[?1;1R'],
    'whether pastes are bracketed (DECRQM)': ['\x1b[?2004h\x1b[?2004$p', '\x1b[?2004;1$y'],
    'whether frames are synchronised': ['\x1b[?2026$p', '\x1b[?2026;2$y'],
    'a mode it does not know': ['\x1b[?9999$p', '\x1b[?9999;0$y'],
    'the style in force (DECRQSS)': ['\x1b[2;5r\x1bP$qr\x1b\\', '\x1bP1$r2;5r\x1b\\'],
    'its ground (OSC 11)': ['\x1b]11;?\x07', '\x1b]11;rgb:0b0b/0e0e/1313\x1b\\'],
    'a colour of the palette (OSC 4)': [
      '\x1b]4;1;#102030\x07\x1b]4;1;?\x07',
      '\x1b]4;1;rgb:1010/2020/3030\x1b\\',
    ],
    'its size in characters': ['\x1b[18t', '\x1b[8;6;20t'],
    'its title, which may be an attack': ['\x1b]2;rm -rf /\x07\x1b[21t', null],
    'the clipboard, which is nobody else’s': ['\x1b]52;c;?\x07', null],
    'the kitty keyboard, of which no flag is set yet': ['\x1b[?u', '\x1b[?0u'],
    'kitty images, which it does not show': ['\x1b_Gi=31,s=1,v=1,a=q,t=d,f=24;AAAA\x1b\\', null],
  }
  test.each(Object.entries(questions))('%s', async (_, [question, answer]) => {
    const mirror = new Mirror({ ...size, turns: turns() })
    const answers: string[] = []
    mirror.onReply((reply) => answers.push(reply))
    mirror.feed(bytes(question))
    await new Promise<void>((resolve) => mirror.whenParsed(resolve))
    mirror.dispose()
    expect(answers).toEqual(answer === null ? [] : [answer])
  })

  test('a title comes back when the program that changed it gives it back', async () => {
    const mirror = new Mirror({ ...size, turns: turns() })
    const titles: string[] = []
    mirror.onTitle((title) => titles.push(title))
    mirror.feed(bytes('\x1b]2;shell\x07\x1b[22;0t\x1b]2;program\x07\x1b[23;0t'))
    await new Promise<void>((resolve) => mirror.whenParsed(resolve))
    mirror.dispose()
    expect(titles).toEqual(['shell', 'program', 'shell'])
  })
})
