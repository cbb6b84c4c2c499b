import { hostname } from 'node:os'
import { Unicode11Addon } from '@xterm/addon-unicode11'
import headless from '@xterm/headless'
import { terminalColours } from '../shared/contract/host.ts'
import type { Disposable } from '../shared/kernel/disposables.ts'
import { Emitter } from '../shared/kernel/emitter.ts'
import { parseSliceBytes, scrollbackLines } from '../shared/limits.ts'
import type { Parser, ParseTurns } from './parse-turns.ts'
import { reportedDirectory } from './reported-directory.ts'
import { serializeScreen } from './screen-state.ts'
import { UnfinishedSequence } from './unfinished-sequence.ts'

/** A screen at one point of its stream: written into an empty terminal, then followed by `unfinished`, it is the same. */
export type Capture = {
  readonly cols: number
  readonly rows: number
  readonly serialized: string
  readonly unfinished: Uint8Array // of the sequence the stream stands in
}

type Step =
  | { readonly kind: 'bytes'; readonly bytes: Uint8Array }
  | { readonly kind: 'act'; readonly act: () => void } // when all before it is parsed, nothing after it

/** The screen of one terminal without a window. Parses in its own time; everything fed to it happens in order. */
export class Mirror implements Disposable {
  readonly #terminal: headless.Terminal
  readonly #unfinished = new UnfinishedSequence()
  readonly #turns: ParseTurns
  readonly #parser: Parser = { parseSlice: () => this.#parseSlice() }
  readonly #write: (bytes: Uint8Array) => void
  readonly #parsed = new Emitter<void>()
  readonly #replies = new Emitter<string>()
  readonly #directories = new Emitter<string>()
  #steps: Step[] = []
  #next = 0 // of #steps: an array with a head, as it may hold hundreds of chunks
  #unparsedBytes = 0
  #isDisposed = false

  /** After every parsed slice. */
  readonly onParsed = this.#parsed.event
  /** Answers to queries, to be written to the process. */
  readonly onReply = this.#replies.event
  /** The working directory as the program reports it (OSC 7, 9;9). */
  readonly onDirectory = this.#directories.event
  readonly onTitle
  readonly onBell

  constructor(options: { readonly cols: number; readonly rows: number; readonly turns: ParseTurns }) {
    this.#turns = options.turns
    this.#terminal = new headless.Terminal({
      cols: options.cols,
      rows: options.rows,
      scrollback: scrollbackLines,
      allowProposedApi: true, // the unicode and parser interfaces
    })
    this.#write = syncWriter(this.#terminal)
    this.#terminal.loadAddon(new Unicode11Addon())
    this.#terminal.unicode.activeVersion = '11'
    this.#terminal.onData((reply) => this.#replies.fire(reply))
    this.onTitle = this.#terminal.onTitleChange
    this.onBell = this.#terminal.onBell
    this.#answerColours()
    for (const code of [7, 9] as const)
      this.#terminal.parser.registerOscHandler(code, (data) => {
        const directory = reportedDirectory(code, data, { hostname: hostname(), platform: process.platform })
        if (directory !== null) this.#directories.fire(directory)
        return code === 7
      })
  }

  /** How many bytes were fed and are not parsed yet. */
  get unparsedBytes(): number {
    return this.#unparsedBytes
  }

  feed(bytes: Uint8Array): void {
    this.#unparsedBytes += bytes.byteLength
    this.#add({ kind: 'bytes', bytes })
  }

  resize(cols: number, rows: number): void {
    this.#add({ kind: 'act', act: () => this.#terminal.resize(cols, rows) })
  }

  /** Calls `act` when everything fed so far is parsed and nothing fed later. */
  whenParsed(act: () => void): void {
    this.#add({ kind: 'act', act })
  }

  /** The screen as it is now; exact only inside `whenParsed`. */
  capture(options: { readonly scrollback: number }): Capture {
    const { cols, rows } = this.#terminal
    return {
      cols,
      rows,
      serialized: serializeScreen(this.#terminal, options),
      unfinished: this.#unfinished.bytes,
    }
  }

  /** Whether the alternate screen is shown, and whether the cursor stands at the start of a line. */
  get place(): { readonly isAlternate: boolean; readonly isLineStart: boolean } {
    const { active } = this.#terminal.buffer
    return { isAlternate: active.type === 'alternate', isLineStart: active.cursorX === 0 }
  }

  dispose(): void {
    this.#isDisposed = true
    this.#turns.remove(this.#parser)
    this.#steps = []
    this.#terminal.dispose()
  }

  #add(step: Step): void {
    if (this.#isDisposed) return
    this.#steps.push(step)
    this.#turns.request(this.#parser)
  }

  #parseSlice(): boolean {
    const slice = this.#takeSlice()
    if (slice !== null) {
      this.#write(slice)
      this.#unparsedBytes -= slice.byteLength
      this.#parsed.fire()
    }
    for (
      let step = this.#steps[this.#next];
      step?.kind === 'act' && !this.#isDisposed;
      step = this.#steps[this.#next]
    ) {
      this.#next += 1
      step.act()
    }
    if (this.#next < this.#steps.length) return !this.#isDisposed
    this.#steps = []
    this.#next = 0
    return false
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

  #answerColours(): void {
    const { foreground, background, cursor } = terminalColours
    for (const [code, colour] of [
      [10, foreground],
      [11, background],
      [12, cursor],
    ] as const)
      this.#terminal.parser.registerOscHandler(code, (data) => {
        if (data === '?') this.#replies.fire(`\x1b]${code};${colourReport(colour)}\x1b\\`)
        return false
      })
  }
}

/**
 * Parses at once. xterm's own `write` waits for a timer of 1 ms before each parse, during which a pty's small buffer is
 * the limit: it halves the throughput. `writeSync` is private in 6.0.0 and said to be unreliable with asynchronous
 * parser handlers only; there are none here.
 */
function syncWriter(terminal: headless.Terminal): (bytes: Uint8Array) => void {
  type Privates = { readonly _core?: { readonly _writeBuffer?: { writeSync?: (bytes: Uint8Array) => void } } }
  const buffer = (terminal as headless.Terminal & Privates)._core?._writeBuffer // checked below
  if (!buffer?.writeSync) throw new Error('this version of @xterm/headless has no writeSync')
  return (bytes) => buffer.writeSync?.(bytes)
}

/** `#rrggbb` as a terminal reports it: 16 bits a channel. */
const colourReport = (colour: string): string => {
  const channels = [colour.slice(1, 3), colour.slice(3, 5), colour.slice(5, 7)]
  return `rgb:${channels.map((channel) => channel + channel).join('/')}`
}
