import headless from '@xterm/headless'
import { describe, expect, test } from 'vitest'
import { isTerminalReply, silenceTerminalReplies } from './terminal-replies.ts'

const queries =
  '\x1b[c\x1b[0c\x1b[>c\x1b[5n\x1b[6n\x1b[?6n\x1b[?25$p\x1b[4$p\x1bP$qm\x1b\\\x1b[>q\x1b[?u\x1b]10;?\x07\x1b]11;?\x1b\\\x1b]4;1;?\x07'

const repliesTo = (
  text: string,
  prepare: (terminal: headless.Terminal) => void,
): Promise<readonly string[]> =>
  new Promise((resolve) => {
    const terminal = new headless.Terminal({ allowProposedApi: true })
    const replies: string[] = []
    terminal.onData((reply) => replies.push(reply))
    prepare(terminal)
    terminal.write(text, () => resolve(replies))
  })

test('a silenced xterm answers no query', async () => {
  expect(await repliesTo(queries, (terminal) => silenceTerminalReplies(terminal.parser))).toEqual([])
})

test('an xterm that is silent no more answers again', async () => {
  const replies = await repliesTo('\x1b[5n', (terminal) => silenceTerminalReplies(terminal.parser).dispose())
  expect(replies).toEqual(['\x1b[0n'])
})

test('setting a colour still works while asking is silenced', async () => {
  let isSeen = false
  await repliesTo('\x1b]11;#102030\x07', (terminal) => {
    terminal.parser.registerOscHandler(11, () => {
      isSeen = true
      return true
    })
    silenceTerminalReplies(terminal.parser)
  })
  expect(isSeen).toBe(true)
})

test('every answer xterm gives is recognised as one', async () => {
  const replies = await repliesTo(`\x1b[9;9H${queries}`, () => {})
  expect(replies.length).toBeGreaterThan(6)
  expect(replies.filter((reply) => !isTerminalReply(reply))).toEqual([])
})

describe('what a person does is no reply', () => {
  const inputs = {
    letters: 'hello',
    return: '\r',
    arrow: '\x1b[A',
    'modified arrow': '\x1b[1;5C',
    'modified F3': '\x1b[1;2R',
    paste: '\x1b[200~text\x1b[201~',
    'pasted reply': '\x1b[200~\x1b[0n\x1b[201~',
    focus: '\x1b[I',
    mouse: '\x1b[<0;10;5M',
    'a lone escape': '\x1b',
    'meta key': '\x1bc',
  }
  for (const [name, input] of Object.entries(inputs))
    test(name, () => expect(isTerminalReply(input)).toBe(false))
})
