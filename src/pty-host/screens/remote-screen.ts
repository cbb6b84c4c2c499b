import type { Transferable } from 'node:worker_threads'
import type { ProgramSignal } from '../../shared/domain/program-signal.ts'
import type { TerminalId } from '../../shared/domain/ids.ts'
import type { Disposable } from '../../shared/kernel/disposables.ts'
import { Emitter } from '../../shared/kernel/emitter.ts'
import { parseSliceBytes } from '../../shared/terminal-limits.ts'
import type { HistoryFacts } from '../history/history-format.ts'
import type { Capture } from '../mirror.ts'
import type { CursorPlace, FromScreen, ScreenAnswer, ScreenQuestion, ToScreen } from './screen-messages.ts'

type Pending = { readonly question: ScreenQuestion; readonly resolve: (answer: ScreenAnswer) => void }

/** A terminal's screen in its thread, as the thread of the ptys has it. Everything told to it happens in order. */
export class RemoteScreen implements Disposable {
  readonly #id: TerminalId
  readonly #send: (message: ToScreen, transfer: readonly Transferable[]) => void
  readonly #onClosed: () => void
  readonly #pending = new Map<number, Pending>()
  readonly #consumed = new Emitter<void>()
  readonly #replies = new Emitter<string>()
  readonly #titles = new Emitter<string>()
  readonly #directories = new Emitter<string>()
  readonly #bells = new Emitter<void>()
  readonly #signals = new Emitter<ProgramSignal>()
  readonly #troubles = new Emitter<string | null>()
  #facts: HistoryFacts
  #gathered: Uint8Array[] = []
  #gatheredBytes = 0
  #isSendScheduled = false
  #unparsedBytes = 0
  #lastNumber = 0
  #isClosed = false

  /** After every parsed slice. */
  readonly onParsed = this.#consumed.event
  /** Answers to queries, to be written to the process. */
  readonly onReply = this.#replies.event
  /** The working directory as the program reports it (OSC 7, 9;9). */
  readonly onDirectory = this.#directories.event
  readonly onTitle = this.#titles.event
  readonly onBell = this.#bells.event
  /** Progress and notifications (OSC 9, 777). */
  readonly onSignal = this.#signals.event
  /** Its history cannot be kept (why), or is kept again (null). */
  readonly onTrouble = this.#troubles.event

  constructor(options: {
    readonly id: TerminalId
    readonly facts: HistoryFacts
    readonly send: (message: ToScreen, transfer: readonly Transferable[]) => void
    readonly onClosed: () => void
  }) {
    this.#id = options.id
    this.#facts = options.facts
    this.#send = options.send
    this.#onClosed = options.onClosed
  }

  /** Begins in a thread, or goes on in another one after the first died: questions it left open are asked again. */
  open(how: { readonly isFresh: boolean }): void {
    const lost = this.#unparsedBytes
    this.#unparsedBytes = 0
    this.#send({ kind: 'open', id: this.#id, facts: this.#facts, ...how }, [])
    for (const [number, { question }] of this.#pending) this.#tell({ kind: 'ask', number, question })
    if (lost > 0) this.#consumed.fire()
  }

  /** How many bytes were fed and are not parsed yet. */
  get unparsedBytes(): number {
    return this.#unparsedBytes
  }

  /** The bytes stay the caller's. Many small pieces go as one. */
  feed(bytes: Uint8Array): void {
    if (this.#isClosed) return
    this.#unparsedBytes += bytes.byteLength
    this.#gathered.push(bytes)
    this.#gatheredBytes += bytes.byteLength
    if (this.#gatheredBytes >= parseSliceBytes) return this.#sendGathered()
    if (this.#isSendScheduled) return
    this.#isSendScheduled = true
    setImmediate(() => {
      this.#isSendScheduled = false
      this.#sendGathered()
    })
  }

  resize(cols: number, rows: number): void {
    this.#facts = { ...this.#facts, cols, rows }
    this.#tell({ kind: 'resize', cols, rows })
  }

  /** What is kept beside the screen, and what a thread that takes over begins with. */
  describe(facts: HistoryFacts): void {
    this.#facts = facts
    this.#tell({ kind: 'facts', facts })
  }

  /** Calls `act` when everything fed so far is parsed. */
  whenParsed(act: () => void): void {
    this.#ask({ kind: 'parsed' }, act)
  }

  /** Gives the screen as it is after everything fed so far. */
  capture(options: { readonly scrollback: number }, use: (capture: Capture) => void): void {
    this.#ask({ kind: 'capture', ...options }, (answer) => use(answer as Capture)) // what is answered to a capture
  }

  /** Gives the same with little scrollback, to show a flood: sooner where not all of it need be read for that. */
  picture(scrollback: number, use: (capture: Capture) => void): void {
    this.#ask({ kind: 'picture', scrollback }, (answer) => use(answer as Capture)) // what is answered to that
  }

  /** Tells where the cursor is after everything fed so far. */
  place(use: (place: CursorPlace) => void): void {
    this.#ask({ kind: 'place' }, (answer) => use(answer as CursorPlace)) // what is answered to that
  }

  /** Resolves when everything so far is on disk, or the disk refused. */
  settle(): Promise<void> {
    return new Promise((resolve) => this.#ask({ kind: 'settle' }, () => resolve()))
  }

  /** Removes the history; nothing may be asked afterwards. */
  async forget(): Promise<void> {
    await new Promise<void>((resolve) => this.#ask({ kind: 'forget' }, () => resolve()))
    this.dispose()
  }

  /** Takes what the thread tells. */
  take(message: FromScreen): void {
    if (message.kind === 'consumed') {
      this.#unparsedBytes = Math.max(0, this.#unparsedBytes - message.bytes)
      this.#consumed.fire()
    } else if (message.kind === 'answer') {
      const pending = this.#pending.get(message.number)
      this.#pending.delete(message.number)
      pending?.resolve(message.answer)
    } else if (message.kind === 'reply') this.#replies.fire(message.reply)
    else if (message.kind === 'title') this.#titles.fire(message.title)
    else if (message.kind === 'directory') this.#directories.fire(message.cwd)
    else if (message.kind === 'bell') this.#bells.fire()
    else if (message.kind === 'signal') this.#signals.fire(message.signal)
    else this.#troubles.fire(message.trouble)
  }

  dispose(): void {
    if (this.#isClosed) return
    this.#tell({ kind: 'close' })
    this.#isClosed = true
    this.#onClosed()
  }

  #ask(question: ScreenQuestion, resolve: (answer: ScreenAnswer) => void): void {
    if (this.#isClosed) return
    const number = ++this.#lastNumber
    this.#pending.set(number, { question, resolve })
    this.#tell({ kind: 'ask', number, question })
  }

  #tell(message: ToScreen): void {
    if (this.#isClosed) return
    this.#sendGathered()
    this.#send(message, [])
  }

  #sendGathered(): void {
    if (this.#gatheredBytes === 0 || this.#isClosed) return
    const bytes = new Uint8Array(this.#gatheredBytes) // of its own: it moves to the other thread
    let at = 0
    for (const piece of this.#gathered) {
      bytes.set(piece, at)
      at += piece.byteLength
    }
    this.#gathered = []
    this.#gatheredBytes = 0
    this.#send({ kind: 'feed', bytes }, [bytes.buffer])
  }
}
