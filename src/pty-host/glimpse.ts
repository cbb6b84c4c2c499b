import type { Terminal } from '@xterm/headless'
import type { KeyboardFlags } from '../shared/domain/kitty-keyboard.ts'
import type { Disposable } from '../shared/kernel/disposables.ts'
import { openScreenTerminal, type ScreenTerminal } from './screen-terminal.ts'
import { serializeScreen, serializeState } from './screen-state.ts'
import { lastLines } from './scrolled-out.ts'
import type { EndOfRun } from './step-queue.ts'
import type { StyleSequences } from './style-sequences.ts'

/**
 * Shows what a screen will look like once the plain run that waits for it is read, without reading it: its last lines fill
 * a small screen with the same modes, and what stands behind it is read there. Thirty pictures a second of a flood would
 * else mean to parse all of it.
 */
export class Glimpse implements Disposable {
  #small: ScreenTerminal | null = null

  /** The run has at least `scrollback` and two screens of lines, which `screen` has still to read, and then the tail. */
  show(
    screen: Terminal,
    { run, tail }: EndOfRun,
    options: {
      readonly scrollback: number
      readonly colours: string
      readonly styles: StyleSequences
      readonly keyboard: KeyboardFlags // of `screen`
    },
  ): Uint8Array<ArrayBuffer> {
    const { scrollback } = options
    const { terminal, write, joins, keyboard } = this.#open(screen, scrollback)
    write(Buffer.from(`\x18\x1bc${serializeState(screen, options.keyboard)}`)) // ends what the last picture stood in
    write(lastLines(run, scrollback + 2 * screen.rows))
    write(tail)
    const making = serializeScreen(terminal, { ...options, joins, keyboard, lineMarks: new Map() })
    for (;;) {
      const made = making.next()
      if (made.done) return made.value.bytes
    }
  }

  dispose(): void {
    this.#small?.terminal.dispose()
    this.#small = null
  }

  #open({ cols, rows }: Terminal, scrollback: number): ScreenTerminal {
    const known = this.#small?.terminal
    if (!this.#small || known?.cols !== cols || known.rows !== rows) {
      this.dispose()
      this.#small = openScreenTerminal({ cols, rows, scrollback })
    }
    return this.#small
  }
}
