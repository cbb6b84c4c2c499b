import type { Clock } from '../../shared/kernel/clock.ts'
import type { Disposable } from '../../shared/kernel/disposables.ts'
import { encodeFrame, encodeJson, historyKinds, type HistoryFacts } from './history-format.ts'
import type { HistoryFile, KeptScreen } from './history-file.ts'
import { isTooMuch, nextHistoryMove, type HistoryStanding } from './history-move.ts'

type Entry =
  | { readonly kind: 'output'; readonly bytes: Uint8Array }
  | { readonly kind: 'frame'; readonly frame: readonly Uint8Array[] }

/** Keeps one terminal's history: takes what happens, writes it when it is time, says when the disk refuses. */
export class HistoryKeeper implements Disposable {
  readonly #file: HistoryFile
  readonly #clock: Clock
  readonly #bytesMax: number
  readonly #isLarge: () => boolean
  /** Gives the screen after everything that was put out so far. */
  readonly #capture: (use: (screen: KeptScreen) => void) => void
  readonly #onTrouble: (trouble: string | null) => void
  #facts: HistoryFacts
  #entries: Entry[] = []
  #pendingBytes = 0
  #pendingSince: number | null = null
  #hasDropped = false
  #hasNewFacts = false
  #lastOutputAt: number // or when this began
  #lastCheckpointAt = Number.NEGATIVE_INFINITY
  #failedAt: number | null = null
  #unsyncedSince: number | null = null
  #waiting: (() => void)[] = [] // for everything so far to be on disk
  #isBusy = false
  #timer: Disposable | null = null
  #timerAt = 0
  #isDisposed = false

  constructor(options: {
    readonly file: HistoryFile
    readonly clock: Clock
    readonly bytesMax: number
    readonly facts: HistoryFacts
    readonly isLarge?: () => boolean // the screen takes much memory
    readonly capture: (use: (screen: KeptScreen) => void) => void
    readonly onTrouble: (trouble: string | null) => void
  }) {
    this.#file = options.file
    this.#clock = options.clock
    this.#bytesMax = options.bytesMax
    this.#facts = options.facts
    this.#isLarge = options.isLarge ?? (() => false)
    this.#capture = options.capture
    this.#onTrouble = options.onTrouble
    this.#lastOutputAt = options.clock.now()
  }

  /** Whether the file shows the screen as it is, in one step. */
  get isSettled(): boolean {
    const { pendingSince, hasDropped, failedAt, unsyncedSince, bytesSinceCheckpoint } = this.#standing
    return (
      !this.#isBusy &&
      pendingSince === null &&
      !hasDropped &&
      failedAt === null &&
      unsyncedSince === null &&
      bytesSinceCheckpoint === 0
    )
  }

  output(bytes: Uint8Array): void {
    const now = this.#clock.now()
    this.#lastOutputAt = now
    this.#facts = { ...this.#facts, lastOutputAt: now }
    this.#add({ kind: 'output', bytes }, bytes.byteLength)
  }

  resized(cols: number, rows: number): void {
    this.#facts = { ...this.#facts, cols, rows }
    this.#add({ kind: 'frame', frame: encodeJson(historyKinds.resized, { cols, rows }) }, 64)
  }

  describe(facts: HistoryFacts): void {
    this.#facts = { ...facts, lastOutputAt: this.#facts.lastOutputAt }
    this.#hasNewFacts = true // a title that is animated is written once a flush
    this.#pendingSince ??= this.#clock.now()
    this.#look()
  }

  /** Resolves when everything so far is on the disk itself, or the disk refused. */
  settle(): Promise<void> {
    return new Promise((resolve) => {
      this.#waiting.push(resolve)
      this.#look()
    })
  }

  /** Nothing more is written. */
  dispose(): void {
    this.#isDisposed = true
    this.#timer?.dispose()
    for (const resolve of this.#waiting.splice(0)) resolve()
  }

  get #standing(): HistoryStanding {
    return {
      pendingBytes: this.#pendingBytes,
      pendingSince: this.#pendingSince,
      hasDropped: this.#hasDropped,
      isUrgent: this.#waiting.length > 0,
      fileBytes: this.#file.bytes,
      bytesSinceCheckpoint: this.#file.bytesSinceCheckpoint,
      isLarge: this.#isLarge(),
      lastOutputAt: this.#lastOutputAt,
      lastCheckpointAt: this.#lastCheckpointAt,
      failedAt: this.#failedAt,
      unsyncedSince: this.#unsyncedSince,
      bytesMax: this.#bytesMax,
    }
  }

  #add(entry: Entry, bytes: number): void {
    if (this.#isDisposed) return
    if (this.#hasDropped || isTooMuch(this.#pendingBytes + bytes)) this.#drop()
    else {
      this.#entries.push(entry)
      this.#pendingBytes += bytes
      this.#pendingSince ??= this.#clock.now()
    }
    this.#look()
  }

  /** A screen will stand for all of it. */
  #drop(): void {
    this.#hasDropped = true
    this.#takeEntries()
  }

  #takeEntries(): readonly Entry[] {
    const entries = this.#entries
    this.#entries = []
    this.#pendingBytes = 0
    this.#pendingSince = null
    return entries
  }

  #look(): void {
    if (this.#isBusy || this.#isDisposed) return
    const move = nextHistoryMove(this.#standing, this.#clock.now())
    if (move.kind === 'wait') return this.#wait(move.until)
    this.#timer?.dispose()
    this.#timer = null
    this.#isBusy = true
    const act = {
      append: () => this.#append(),
      checkpoint: () => this.#checkpoint(),
      sync: () => this.#sync(),
    }
    void act[move.kind]()
      .then(() => this.#succeeded())
      .catch((error: unknown) => this.#failed(error))
      .finally(() => {
        this.#isBusy = false
        this.#look()
      })
  }

  #wait(until: number | null): void {
    if (this.#pendingSince === null && !this.#hasDropped && this.#unsyncedSince === null)
      for (const resolve of this.#waiting.splice(0)) resolve()
    if (until === null || (this.#timer && this.#timerAt <= until)) return // one that comes early looks again
    this.#timer?.dispose()
    this.#timerAt = until
    this.#timer = this.#clock.after(Math.max(1, until - this.#clock.now()), () => {
      this.#timer = null
      this.#look()
    })
  }

  async #append(): Promise<void> {
    const entries = this.#takeEntries()
    const isFirst = this.#file.bytes === 0 // a history is never without facts
    const facts = isFirst || this.#hasNewFacts ? [encodeJson(historyKinds.facts, this.#facts)] : []
    this.#hasNewFacts = false
    await this.#file.append([...framesOf(entries), ...facts])
    this.#unsyncedSince ??= this.#clock.now()
  }

  async #sync(): Promise<void> {
    this.#unsyncedSince = null
    await this.#file.sync()
  }

  async #checkpoint(): Promise<void> {
    this.#takeEntries() // the screen holds them
    this.#hasNewFacts = false
    this.#hasDropped = false
    this.#unsyncedSince = null
    this.#lastCheckpointAt = this.#clock.now()
    const facts = this.#facts
    const screen = await new Promise<KeptScreen>((resolve) => this.#capture(resolve))
    if (!this.#isDisposed) await this.#file.checkpoint(screen, facts)
  }

  #succeeded(): void {
    if (this.#failedAt === null) return
    this.#failedAt = null
    this.#onTrouble(null)
  }

  #failed(error: unknown): void {
    const isNews = this.#failedAt === null
    this.#failedAt = this.#clock.now()
    this.#drop()
    for (const resolve of this.#waiting.splice(0)) resolve() // who waits is not kept waiting for a disk
    if (isNews) this.#onTrouble(error instanceof Error ? error.message : String(error))
  }
}

/** Output that follows upon output is one frame. */
function framesOf(entries: readonly Entry[]): readonly (readonly Uint8Array[])[] {
  const frames: (readonly Uint8Array[])[] = []
  let output: Uint8Array[] = []
  const end = (): void => {
    if (output.length > 0) frames.push(encodeFrame(historyKinds.output, output))
    output = []
  }
  for (const entry of entries) {
    if (entry.kind === 'output') {
      output.push(entry.bytes)
      continue
    }
    end()
    frames.push(entry.frame)
  }
  end()
  return frames
}
