import { UnicodeGraphemesAddon } from '@xterm/addon-unicode-graphemes'
import headless from '@xterm/headless'
import { KeyboardFlags } from '../shared/domain/kitty-keyboard.ts'
import { mendTerminal } from '../shared/kernel/mend-terminal.ts'
import { WholeCharacters } from '../shared/kernel/whole-characters.ts'
import { CharacterJoins } from './character-joins.ts'
import { inSlabs, keepLinesInSlabs, LineSlabs } from './line-slabs.ts'
import { syncWriter } from './sync-writer.ts'

/** A terminal without a window, as a page has it: what is written into it is parsed at once. */
export type ScreenTerminal = {
  readonly terminal: headless.Terminal
  readonly write: (bytes: Uint8Array) => void
  readonly joins: CharacterJoins
  readonly keyboard: KeyboardFlags
}

/** `onReply` is told answers to a program. */
export function openScreenTerminal(options: {
  readonly cols: number
  readonly rows: number
  readonly scrollback: number
  readonly onReply?: (reply: string) => void
}): ScreenTerminal {
  const terminal = new headless.Terminal({
    ...{ cols: options.cols, rows: options.rows, scrollback: options.scrollback },
    allowProposedApi: true, // the unicode and parser interfaces
    logLevel: 'off', // garbage would be told byte by byte, each with all of the parser's state
    windowOptions: { pushTitle: true, popTitle: true, getWinSizeChars: true }, // nothing a page would show otherwise
  })
  mendTerminal(terminal, (because) => console.error(`output that could not be parsed: ${because}`))
  keepLinesInSlabs(terminal)
  const slabs = new LineSlabs()
  const resize = terminal.resize.bind(terminal)
  terminal.resize = (cols, rows) => inSlabs(slabs, () => resize(cols, rows))
  terminal.loadAddon(new UnicodeGraphemesAddon())
  const onReply = options.onReply ?? ((): void => {})
  terminal.onData(onReply)
  const write = syncWriter(terminal)
  const characters = new WholeCharacters()
  return {
    terminal,
    write: (bytes) => inSlabs(slabs, () => write(characters.next(bytes))),
    joins: new CharacterJoins(terminal),
    keyboard: new KeyboardFlags(terminal, onReply),
  }
}
