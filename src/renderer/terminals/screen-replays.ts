import type { Terminal } from '@xterm/xterm'
import type { TerminalToPage } from '../../shared/contract/terminal-port.ts'
import type { Disposable } from '../../shared/kernel/disposables.ts'
import type { WholeCharacters } from '../../shared/kernel/whole-characters.ts'
import { replaySliceBytes } from '../limits.ts'
import type { AckBatch } from './ack-batch.ts'
import type { createTerminalState } from './terminal-state.ts'

/** Ends a sequence that was cut in the middle. */
const endOfSequence = '\x18'

/** Nothing is drawn (mode 2026) until the replay, whose last part sets that mode as the program has it, is read. */
const beginReplay = '\x1bc\x1b[?2026h'

type Replay = Extract<TerminalToPage, { readonly kind: 'replay' }>

/** Shows the screens that come in place of what led to them: when a pane is shown, while it is flooded and after that. */
export class ScreenReplays implements Disposable {
  readonly #terminal: Terminal
  readonly #characters: WholeCharacters
  readonly #state: ReturnType<typeof createTerminalState>
  readonly #acks: AckBatch
  readonly #hidesCursor: boolean
  readonly #whenDrawn: (act: () => void) => void
  readonly #onShown: () => void
  #holdsInput = true
  /** What came behind a first screen that is not drawn yet. */
  #waiting: (() => void)[] | null = null

  constructor(options: {
    readonly terminal: Terminal
    /** Through which all output goes. */
    readonly characters: WholeCharacters
    readonly state: ReturnType<typeof createTerminalState>
    readonly acks: AckBatch
    readonly hidesCursor: boolean
    /** Calls `act` when what was written now is on the screen. */
    readonly whenDrawn: (act: () => void) => void
    /** A whole screen stands. */
    readonly onShown: () => void
  }) {
    this.#terminal = options.terminal
    this.#characters = options.characters
    this.#state = options.state
    this.#acks = options.acks
    this.#hidesCursor = options.hidesCursor
    this.#whenDrawn = options.whenDrawn
    this.#onShown = options.onShown
  }

  /** Whether what is typed is meant for what comes. Who has watched a flood sees its screen already. */
  get holdsInput(): boolean {
    return this.#holdsInput
  }

  /** Acts when the first screen is drawn: its scrollback, which is right behind it, takes the longer to read. */
  inOrder(act: () => void): void {
    if (this.#waiting) this.#waiting.push(act)
    else act()
  }

  /**
   * The screen as the host has it, at the host's size; only then is it fitted to ours. The reset is a part of what is
   * parsed (after the end of whatever sequence the stream stood in), so that nothing is ever drawn between the two.
   */
  show(replay: Replay): void {
    const owes = replay.owes ?? 0
    const isReading = this.#isScrolledUp
    if (replay.isFrame) this.#state.setState({ isShort: true })
    if (replay.isFrame && isReading) return this.#acks.now(owes) // whoever reads further up keeps what they read
    if (!replay.isFrame) {
      this.#holdsInput ||= owes === 0
      this.#state.setState({ isReplaying: true, isRestored: replay.isRestored, exit: null, problem: '' })
    }
    if (replay.isFrame && owes === 0) this.#waiting = []
    const { cols, rows } = replay
    if (cols !== this.#terminal.cols || rows !== this.#terminal.rows)
      this.#terminal.resize(Math.max(1, cols), Math.max(1, rows))
    this.#characters.reset()
    this.#terminal.write(endOfSequence + beginReplay)
    // In slices: keys are read between them.
    for (let at = 0; at < replay.data.byteLength; at += replaySliceBytes)
      this.#terminal.write(this.#characters.next(replay.data.subarray(at, at + replaySliceBytes)))
    this.#terminal.write(this.#hidesCursor ? '\x1b[?25l' : '', () => {
      // The next frame is made when this one is seen: a page that draws all the time has none left for keys.
      if (replay.isFrame)
        return this.#whenDrawn(() => {
          this.#acks.now(owes)
          this.#goOn()
        })
      this.#acks.now(owes)
      this.#holdsInput = false
      this.#state.setState({ isReplaying: false, isShort: false })
      if (isReading && owes > 0) this.#terminal.scrollToTop() // what they read has left the scrollback
      this.#onShown()
    })
  }

  dispose(): void {
    this.#waiting = [] // nothing is shown any more
  }

  #goOn(): void {
    const waiting = this.#waiting ?? []
    this.#waiting = null
    for (const act of waiting) act()
  }

  get #isScrolledUp(): boolean {
    const { baseY, viewportY } = this.#terminal.buffer.active
    return viewportY < baseY
  }
}
