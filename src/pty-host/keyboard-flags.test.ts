import { expect, test } from 'vitest'
import { KeyboardFlags } from '../shared/domain/kitty-keyboard.ts'
import { bytes, captureAfter, smallSize, terminalAfter, turns } from '../testing/replay-check.ts'
import { Mirror } from './mirror.ts'

/** The flags in force after each part of a program's output; the next part is read behind a replay of the ones before. */
async function flagsAfter(parts: readonly string[]): Promise<number[]> {
  const flags: number[] = []
  for (let count = 1; count <= parts.length; count += 1) {
    const before = await captureAfter([bytes(parts.slice(0, count - 1).join(''))], smallSize)
    const page = await terminalAfter([], smallSize)
    const keyboard = new KeyboardFlags(page, () => {})
    for (const write of [before.serialized, parts[count - 1] ?? ''])
      await new Promise<void>((resolve) => page.write(write, resolve))
    flags.push(keyboard.inForce)
    keyboard.dispose()
    page.dispose()
  }
  return flags
}

test.each<readonly [what: string, parts: readonly string[], flags: readonly number[]]>([
  ['pushed and popped', ['\x1b[>1u', '\x1b[>0u', '\x1b[<u', '\x1b[<9u'], [1, 0, 1, 0]],
  ['more than there is to have', ['\x1b[>31u', '\x1b[=8;1u', '\x1b[=1;2u', '\x1b[=1;3u'], [1, 0, 1, 0]],
  ['a screen of its own', ['\x1b[>1u', '\x1b[?1049h', '\x1b[>1u', '\x1b[<u', '\x1b[?1049l'], [1, 0, 1, 0, 1]],
  ['a reset', ['\x1b[>1u', '\x1bc', '\x1b[>1u', '\x1b[!p'], [1, 0, 1, 0]],
  ['a program that died', ['\x1b[>1u', '\x1b]133;D;137\x07'], [1, 0]],
  ['too many', ['\x1b[>1u'.repeat(20), '\x1b[<15u', '\x1b[<u'], [1, 1, 0]],
])(
  'the keyboard of a page is the one the program asked for, wherever it attaches: %s',
  async (_, parts, flags) => {
    expect(await flagsAfter(parts)).toEqual(flags)
  },
)

test('who asks is told what it has, once', async () => {
  const mirror = new Mirror({ ...smallSize, turns: turns() })
  const replies: string[] = []
  mirror.onReply((reply) => replies.push(reply))
  mirror.feed(bytes('\x1b[?u\x1b[>7u\x1b[?u'))
  await new Promise<void>((resolve) => mirror.whenParsed(resolve))
  expect(replies).toEqual(['\x1b[?0u', '\x1b[?1u'])
  mirror.dispose()
})
