import type { Terminal } from '@xterm/headless'
import type { Clock } from '../shared/kernel/clock.ts'
import type { Disposable } from '../shared/kernel/disposables.ts'
import { Emitter } from '../shared/kernel/emitter.ts'
import {
  floodCutBytes,
  floodPutOffBytes,
  floodPutOffMs,
  parseSliceBytes,
  scrollbackLines,
} from '../shared/terminal-limits.ts'
import type { ProgramSignal } from '../shared/domain/program-signal.ts'
import type { KeyboardFlags } from '../shared/domain/kitty-keyboard.ts'
import type { CharacterJoins } from './character-joins.ts'
import { CommandPlaces } from './command-places.ts'
import { PlaceMarks } from './place-marks.ts'
import type { CursorPlace } from './screens/screen-messages.ts'
import { FloodWatch } from './flood-watch.ts'
import { Glimpse } from './glimpse.ts'
import { aboveOf, LinesAbove, type KeptAbove, type ScreenText, type TextPart } from './lines-above.ts'
import type { Parser, ParseTurns } from './parse-turns.ts'
import { hearProgram } from './program-tells.ts'
import type { TerminalColours } from '../shared/contract/host.ts'
import { ownPalettes } from '../shared/domain/palettes/palette-in-use.ts'
import { ScreenColours } from './screen-colours.ts'
import { openScreenTerminal } from './screen-terminal.ts'
import { isPlainScreen, serializeScreen, serializeState } from './screen-state.ts'
import { StepQueue, type Step } from './step-queue.ts'
import { StyleSequences } from './style-sequences.ts'
import { unfinishedEndOf, UnfinishedSequence } from './unfinished-sequence.ts'

/** A screen at one point of its stream: written into an empty terminal, then followed by `unfinished`, it is the same. */
export type Capture = {
  readonly cols: number
  readonly rows: number
  readonly serialized: Uint8Array<ArrayBuffer>
  readonly unfinished: Uint8Array // of the sequence the stream stands in
  readonly above?: TextPart | null // its scrollback, where the rest would stand on its own
}

const none = new Uint8Array()

/** The screen of one terminal without a window. Parses in its own time; everything fed to it happens in order. */
export class Mirror implements Disposable {
  readonly #terminal: Terminal
  readonly #colours: ScreenColours
  readonly #unfinished = new UnfinishedSequence()
  readonly #styles = new StyleSequences()
  readonly #joins: CharacterJoins
  readonly #keyboard: KeyboardFlags
  readonly #turns: ParseTurns
  readonly #parser: Parser = { parseSlice: () => this.#parseSlice() }
  readonly #write: (bytes: Uint8Array) => void
  readonly #parsed = new Emitter<number>()
  readonly #replies = new Emitter<string>()
  readonly #directories = new Emitter<string>()
  readonly #signals = new Emitter<ProgramSignal>()
  readonly #commands: CommandPlaces
  readonly #marks: PlaceMarks
  readonly #above: LinesAbove
  readonly #clock: Clock | null
  readonly #watch: FloodWatch | null
  readonly #scrollback: number
  readonly #floodBytes: number
  readonly #steps = new StepQueue()
  #unparsedBytes = 0
  #isDisposed = false
  readonly #glimpse = new Glimpse()
  #unlookedBytes = 0 // fed since it looked for what to leave out, which costs a copy of a step
  #putOffTimer: Disposable | null = null

  /** How many bytes were parsed, or left out. */
  readonly onParsed = this.#parsed.event
  /** Answers to queries, to be written to the process. */
  readonly onReply = this.#replies.event
  /** The working directory as the program reports it (OSC 7, 9;9). */
  readonly onDirectory = this.#directories.event
  /** Progress and notifications (OSC 9, 777). */
  readonly onSignal = this.#signals.event
  readonly onTitle
  readonly onBell

  constructor(options: {
    readonly cols: number
    readonly rows: number
    readonly turns: ParseTurns
    readonly clock?: Clock // without one, everything is parsed as soon as there is time
    readonly colours?: () => TerminalColours // of the theme that is on screen; ours on a dark ground without
    readonly scrollback?: number
    readonly above?: KeptAbove | null // scrollback that it has and does not hold as cells
    readonly floodBytes?: number // not parsed: from here on it looks for lines that nobody will see
  }) {
    this.#turns = options.turns
    this.#clock = options.clock ?? null
    this.#watch = options.clock ? new FloodWatch(options.clock) : null
    this.#scrollback = options.scrollback ?? scrollbackLines
    this.#floodBytes = options.floodBytes ?? floodCutBytes
    const { cols, rows } = options
    const onReply = (reply: string): void => this.#replies.fire(reply)
    const { terminal, write, joins, keyboard } = openScreenTerminal({
      ...{ cols, rows, scrollback: this.#scrollback, onReply },
    })
    this.#terminal = terminal
    this.#write = write
    this.#joins = joins
    this.#keyboard = keyboard
    this.onTitle = this.#terminal.onTitleChange
    this.onBell = this.#terminal.onBell
    this.#colours = new ScreenColours(this.#terminal, onReply, options.colours ?? (() => ownPalettes.dark))
    hearProgram(this.#terminal, {
      directory: (directory) => this.#directories.fire(directory),
      signal: (signal) => this.#signals.fire(signal),
    })
    this.#commands = new CommandPlaces(this.#terminal)
    this.#marks = new PlaceMarks(this.#terminal)
    this.#above = new LinesAbove(this.#terminal, options.above ?? null)
  }

  /** How many bytes were fed and are not parsed yet. */
  get unparsedBytes(): number {
    return this.#unparsedBytes
  }

  /** How many lines it holds as cells. */
  get lines(): number {
    return this.#terminal.buffer.normal.length
  }

  /** Whether it holds its older scrollback as text: it can't be resized like that. */
  get isFlat(): boolean {
    return this.#above.areThere
  }

  feed(bytes: Uint8Array): void {
    this.#unparsedBytes += bytes.byteLength
    this.#unlookedBytes += bytes.byteLength
    if (this.#isDisposed) return
    this.#steps.push({ kind: 'bytes', bytes })
    this.#watch?.came(bytes.byteLength)
    if (!this.#putsOff()) this.#turns.request(this.#parser)
  }

  resize(cols: number, rows: number): void {
    this.#add({ kind: 'act', act: () => this.#terminal.resize(cols, rows) })
  }

  /** Calls `act` when everything fed so far is parsed and nothing fed later. */
  whenParsed(act: () => void): void {
    this.#add({ kind: 'act', act })
  }

  /**
   * Gives the screen as it is when everything fed so far is parsed and nothing fed later. Made in slices: ten thousand
   * lines take a tenth of a second, and other mirrors parse meanwhile.
   */
  capture(options: { readonly scrollback: number }, use: (capture: Capture) => void): void {
    let making: Generator<void, ScreenText> | null = null
    const work = (): boolean => {
      making ??= serializeScreen(this.#terminal, {
        ...options,
        colours: this.#colours.sequences,
        lineMarks: this.#lineMarks,
        styles: this.#styles,
        joins: this.#joins,
        keyboard: this.#keyboard,
      })
      const made = making.next()
      if (!made.done) return true
      const { cols, rows, buffer } = this.#terminal
      const linesLeft = Math.min(options.scrollback, this.#scrollback) - (buffer.normal.length - rows)
      const all = this.#above.addTo(made.value, linesLeft)
      use({ cols, rows, serialized: all.bytes, unfinished: this.#unfinished.bytes, above: aboveOf(all) })
      return false
    }
    this.#add({ kind: 'work', work })
  }

  /**
   * Gives the screen with little scrollback, for who is shown pictures of a flood: as it is when everything fed so far is
   * parsed, and at once where that can be told without parsing, as of a flood of lines and the prompt behind it.
   */
  picture(scrollback: number, use: (capture: Capture) => void): void {
    const { cols, rows } = this.#terminal
    const end = this.#standsOnPlain ? this.#steps.endOfRun(scrollback + 2 * rows) : null
    if (end === null) return this.capture({ scrollback }, use)
    const options = {
      ...{ scrollback, colours: this.#colours.sequences },
      ...{ styles: this.#styles, keyboard: this.#keyboard },
    }
    const serialized = this.#glimpse.show(this.#terminal, end, options)
    use({ cols, rows, serialized, unfinished: none })
  }

  /**
   * The screen with and without its scrollback, as it is when everything fed so far is parsed, where that can be told without
   * parsing: of a flood of lines that fills all of it, the lines themselves are its text. Null where it has to be read.
   */
  unread(): { readonly front: Capture; readonly whole: Capture } | null {
    const { cols, rows } = this.#terminal
    const end = this.#standsOnPlain ? this.#steps.endOfRun(this.#scrollback + 2 * rows) : null
    if (end === null || end.tail.byteLength > 0 || end.run.byteLength > floodPutOffBytes) return null
    const unfinished = unfinishedEndOf(end.run)
    const run = end.run.subarray(0, end.run.byteLength - unfinished.byteLength)
    const [colours, keyboard] = [this.#colours.sequences, this.#keyboard]
    const state = Buffer.from(colours + serializeState(this.#terminal, keyboard))
    const whole = new Uint8Array(Buffer.concat([state, run])) // in memory of its own: it moves to another thread
    const options = { scrollback: 0, colours, keyboard, styles: this.#styles }
    const front = this.#glimpse.show(this.#terminal, { run, tail: none }, options)
    const shown = { cols, rows, unfinished }
    return { front: { ...shown, serialized: front }, whole: { ...shown, serialized: whole } }
  }

  /** Where the stream stands. */
  get place(): CursorPlace {
    const { active } = this.#terminal.buffer
    return {
      isAlternate: active.type === 'alternate',
      isLineStart: active.cursorX === 0,
      isMidSequence: this.#unfinished.bytes.byteLength > 0,
    }
  }

  /** The sequences that mark places, by line. */
  get #lineMarks(): ReadonlyMap<number, string> {
    const lines = new Map(this.#commands.sequences)
    this.#marks.addTo(lines)
    return lines
  }

  dispose(): void {
    this.#isDisposed = true
    this.#turns.remove(this.#parser)
    this.#putOffTimer?.dispose()
    this.#steps.clear()
    this.#glimpse.dispose()
    this.#terminal.dispose()
  }

  #add(step: Step): void {
    if (this.#isDisposed) return
    this.#steps.push(step)
    this.#turns.request(this.#parser)
  }

  /**
   * A flood of plain lines is read when it is over, or when somebody asks (its history does, once a second): until then
   * most of it scrolls out, and reading it only to find that out would take the processor from the program that writes it.
   */
  #putsOff(): boolean {
    if (!this.#watch?.isFlood || this.#steps.isAwaited) return false
    if (this.#unparsedBytes > floodPutOffBytes || !this.#standsOnPlain || !this.#steps.isPlainRun)
      return false
    this.#turns.remove(this.#parser)
    this.#leaveOutScrolledOut()
    this.#putOffTimer ??= this.#readWhenOver()
    return true
  }

  #readWhenOver(): Disposable | null {
    const look = (): void => {
      this.#putOffTimer = null
      if (this.#watch?.isFlood) this.#putOffTimer = this.#readWhenOver()
      else this.#turns.request(this.#parser)
    }
    return this.#clock?.after(floodPutOffMs, look) ?? null
  }

  /** Whether the screen is a plain one, and the stream stands on text. */
  get #standsOnPlain(): boolean {
    return this.#unfinished.isEmpty && isPlainScreen(this.#terminal)
  }

  #parseSlice(): boolean {
    this.#leaveOutScrolledOut()
    const slice = this.#steps.takeBytes(parseSliceBytes)
    if (slice !== null) {
      this.#unfinished.push(slice)
      this.#write(slice)
      this.#unparsedBytes -= slice.byteLength
      this.#parsed.fire(slice.byteLength)
    }
    for (let step = this.#steps.next; step && step.kind !== 'bytes'; step = this.#steps.next) {
      if (this.#isDisposed) return false
      if (step.kind === 'work' && step.work()) return true
      this.#steps.shift()
      if (step.kind === 'act') step.act()
    }
    return this.#steps.next !== undefined && !this.#isDisposed && !this.#putsOff()
  }

  /** What would scroll out before anybody can see it is not parsed: see `FloodCut`. */
  #leaveOutScrolledOut(): void {
    if (this.#unparsedBytes < this.#floodBytes || this.#unlookedBytes < this.#floodBytes / 2) return
    if (!this.#standsOnPlain) return
    const savedBytes = this.#steps.leaveOut(this.#scrollback + 2 * this.#terminal.rows)
    this.#unparsedBytes -= savedBytes
    if (savedBytes > 0 || !this.#steps.isAwaited) this.#unlookedBytes = 0
    if (savedBytes > 0) this.#parsed.fire(savedBytes)
  }
}
