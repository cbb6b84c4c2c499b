import { hostname } from 'node:os'
import { UnicodeGraphemesAddon } from '@xterm/addon-unicode-graphemes'
import headless from '@xterm/headless'
import type { Clock } from '../shared/kernel/clock.ts'
import type { Disposable } from '../shared/kernel/disposables.ts'
import { Emitter } from '../shared/kernel/emitter.ts'
import {
  floodCutBytes,
  floodPutOffBytes,
  floodPutOffMs,
  floodWindowBytes,
  floodWindowMs,
  mirrorDoneStepsMax,
  parseSliceBytes,
  scrollbackLines,
} from '../shared/terminal-limits.ts'
import { readSignal, signalCodes, type ProgramSignal } from '../shared/domain/program-signal.ts'
import { CharacterJoins } from './character-joins.ts'
import { CommandPlaces } from './command-places.ts'
import { PlaceMarks } from './place-marks.ts'
import type { CursorPlace } from './screens/screen-messages.ts'
import { FloodCut } from './flood-cut.ts'
import type { Parser, ParseTurns } from './parse-turns.ts'
import { reportedDirectory } from './reported-directory.ts'
import { ScreenColours } from './screen-colours.ts'
import { isPlainScreen, serializeScreen } from './screen-state.ts'
import { syncWriter } from './sync-writer.ts'
import { StyleSequences } from './style-sequences.ts'
import { UnfinishedSequence } from './unfinished-sequence.ts'

/** A screen at one point of its stream: written into an empty terminal, then followed by `unfinished`, it is the same. */
export type Capture = {
  readonly cols: number
  readonly rows: number
  readonly serialized: Uint8Array<ArrayBuffer>
  readonly unfinished: Uint8Array // of the sequence the stream stands in
}

/** What is to happen on a mirror, in order. */
export type Step =
  | { readonly kind: 'bytes'; readonly bytes: Uint8Array }
  | { readonly kind: 'act'; readonly act: () => void } // when all before it is parsed, nothing after it
  | { readonly kind: 'work'; readonly work: () => boolean } // the same in slices: true while there is more of it

/** The screen of one terminal without a window. Parses in its own time; everything fed to it happens in order. */
export class Mirror implements Disposable {
  readonly #terminal: headless.Terminal
  readonly #colours: ScreenColours
  readonly #unfinished = new UnfinishedSequence()
  readonly #styles = new StyleSequences()
  readonly #joins: CharacterJoins
  readonly #turns: ParseTurns
  readonly #parser: Parser = { parseSlice: () => this.#parseSlice() }
  readonly #write: (bytes: Uint8Array) => void
  readonly #parsed = new Emitter<number>()
  readonly #replies = new Emitter<string>()
  readonly #directories = new Emitter<string>()
  readonly #signals = new Emitter<ProgramSignal>()
  readonly #commands: CommandPlaces
  readonly #marks: PlaceMarks
  readonly #clock: Clock | null
  readonly #scrollback: number
  readonly #floodBytes: number
  readonly #flood = new FloodCut()
  #steps: Step[] = []
  #next = 0 // of #steps: an array with a head, as it may hold hundreds of chunks
  #unparsedBytes = 0
  #isDisposed = false
  #windowUntil = 0 // of the clock; what was fed in it tells a flood
  #windowBytes = 0
  #floodUntil = 0
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
    readonly scrollback?: number
    readonly floodBytes?: number // not parsed: from here on it looks for lines that nobody will see
  }) {
    this.#turns = options.turns
    this.#clock = options.clock ?? null
    this.#scrollback = options.scrollback ?? scrollbackLines
    this.#floodBytes = options.floodBytes ?? floodCutBytes
    this.#terminal = new headless.Terminal({
      cols: options.cols,
      rows: options.rows,
      scrollback: this.#scrollback,
      allowProposedApi: true, // the unicode and parser interfaces
    })
    this.#write = syncWriter(this.#terminal)
    this.#terminal.loadAddon(new UnicodeGraphemesAddon())
    this.#joins = new CharacterJoins(this.#terminal)
    this.#terminal.onData((reply) => this.#replies.fire(reply))
    this.onTitle = this.#terminal.onTitleChange
    this.onBell = this.#terminal.onBell
    this.#colours = new ScreenColours(this.#terminal, (reply) => this.#replies.fire(reply))
    for (const code of [7, 9] as const)
      this.#terminal.parser.registerOscHandler(code, (data) => {
        const directory = reportedDirectory(code, data, { hostname: hostname(), platform: process.platform })
        if (directory !== null) this.#directories.fire(directory)
        return code === 7
      })
    for (const code of signalCodes)
      this.#terminal.parser.registerOscHandler(code, (data) => {
        const signal = readSignal(code, data)
        if (signal) this.#signals.fire(signal)
        return false
      })
    this.#commands = new CommandPlaces(this.#terminal)
    this.#marks = new PlaceMarks(this.#terminal)
  }

  /** How many bytes were fed and are not parsed yet. */
  get unparsedBytes(): number {
    return this.#unparsedBytes
  }

  feed(bytes: Uint8Array): void {
    this.#unparsedBytes += bytes.byteLength
    if (this.#isDisposed) return
    this.#steps.push({ kind: 'bytes', bytes })
    if (!this.#putsOff(bytes.byteLength)) this.#turns.request(this.#parser)
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
    let making: Generator<void, Uint8Array<ArrayBuffer>> | null = null
    const work = (): boolean => {
      making ??= serializeScreen(this.#terminal, {
        ...options,
        colours: this.#colours.sequences,
        lineMarks: this.#lineMarks,
        styles: this.#styles,
        joins: this.#joins,
      })
      const made = making.next()
      if (!made.done) return true
      const { cols, rows } = this.#terminal
      use({ cols, rows, serialized: made.value, unfinished: this.#unfinished.bytes })
      return false
    }
    this.#add({ kind: 'work', work })
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
    this.#steps = []
    this.#terminal.dispose()
  }

  #add(step: Step): void {
    if (this.#isDisposed) return
    this.#steps.push(step)
    this.#turns.request(this.#parser)
  }

  /**
   * A flood of plain lines is read when it is over, or when somebody asks: until then most of it scrolls out, and reading
   * it only to find that out would take the processor from the program that writes it.
   */
  #putsOff(bytes: number): boolean {
    const clock = this.#clock
    if (!clock) return false
    const now = clock.now()
    if (now > this.#windowUntil) {
      this.#windowUntil = now + floodWindowMs
      this.#windowBytes = 0
    }
    this.#windowBytes += bytes
    if (this.#windowBytes > floodWindowBytes) this.#floodUntil = now + 2 * floodWindowMs
    if (now > this.#floodUntil || this.#unparsedBytes > floodPutOffBytes) return false
    if (this.#unfinished.bytes.byteLength > 0 || !isPlainScreen(this.#terminal)) return false
    if (!this.#flood.isPlain(this.#steps, this.#next)) return false
    this.#turns.remove(this.#parser)
    this.#leaveOutScrolledOut()
    this.#putOffTimer ??= clock.after(floodPutOffMs, () => {
      this.#putOffTimer = null
      this.#turns.request(this.#parser)
    })
    return true
  }

  #parseSlice(): boolean {
    this.#leaveOutScrolledOut()
    const slice = this.#takeSlice()
    if (slice !== null) {
      this.#write(slice)
      this.#unparsedBytes -= slice.byteLength
      this.#parsed.fire(slice.byteLength)
    }
    for (
      let step = this.#steps[this.#next];
      step !== undefined && step.kind !== 'bytes' && !this.#isDisposed;
      step = this.#steps[this.#next]
    ) {
      if (step.kind === 'work' && step.work()) return true
      this.#next += 1
      if (step.kind === 'act') step.act()
    }
    if (this.#next < this.#steps.length) {
      if (this.#next > mirrorDoneStepsMax) this.#dropDone()
      return !this.#isDisposed
    }
    this.#steps = []
    this.#next = 0
    this.#flood.reset()
    return false
  }

  /** A flood may never be drained: what is done is let go. */
  #dropDone(): void {
    this.#steps.splice(0, this.#next)
    this.#flood.shift(this.#next)
    this.#next = 0
  }

  /** What would scroll out before anybody can see it is not parsed: see `FloodCut`. */
  #leaveOutScrolledOut(): void {
    if (this.#unparsedBytes < this.#floodBytes) return
    if (this.#unfinished.bytes.byteLength > 0 || !isPlainScreen(this.#terminal)) return
    const linesKept = this.#scrollback + 2 * this.#terminal.rows
    const cut = this.#flood.find(this.#steps, this.#next, linesKept)
    if (cut === null) return
    this.#steps[cut.step] = { kind: 'bytes', bytes: cut.instead }
    this.#next = cut.step
    this.#unparsedBytes -= cut.savedBytes
    this.#parsed.fire(cut.savedBytes)
  }

  /** The bytes up to the next act, at most a slice of them. */
  #takeSlice(): Uint8Array | null {
    const pieces: Uint8Array[] = []
    let size = 0
    for (let step = this.#steps[this.#next]; step?.kind === 'bytes'; step = this.#steps[this.#next]) {
      const room = parseSliceBytes - size
      if (room === 0) break
      const piece = step.bytes.subarray(0, room)
      pieces.push(piece)
      size += piece.byteLength
      if (piece.byteLength < step.bytes.byteLength)
        this.#steps[this.#next] = { kind: 'bytes', bytes: step.bytes.subarray(room) }
      else this.#next += 1
    }
    const [first] = pieces
    if (first === undefined) return null
    const slice = pieces.length === 1 ? first : Buffer.concat(pieces, size)
    this.#unfinished.push(slice)
    return slice
  }
}
