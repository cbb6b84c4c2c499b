import { frameKinds, type FrameKind } from '../shared/contract/host-frames.ts'
import type { FloodWish, InputControl, Replay, TerminalExited } from '../shared/contract/host.ts'
import type { Clock } from '../shared/kernel/clock.ts'
import type { Disposable } from '../shared/kernel/disposables.ts'
import {
  frameOwesBytes,
  skipCalmBytes,
  skipCalmLooks,
  skipCalmLooksMax,
  skipFrameMs,
  skipHighBytes,
  skipHurryForMs,
  skipLowBytes,
  skipQuietMs,
  viewerHighBytes,
  viewerLowBytes,
  viewerStalledMs,
} from '../shared/terminal-limits.ts'
import { OutputBatch } from './output-batch.ts'
import type { CaptureScreen, ViewerLine } from './viewer-line.ts'

/** What waits behind a replay that is being made. */
type Held =
  | { readonly kind: 'output'; readonly bytes: Uint8Array }
  | { readonly kind: 'act'; readonly act: () => void }

/** While it is flooded: what was left out since the last look and the last frame, and how its process ended meanwhile. */
type Skipping = {
  bytes: number
  hasNews: boolean
  calmLooks: number
  exit: TerminalExited | null
  isCapturing: boolean
}

/**
 * One viewer of a terminal: gets the replay, then every byte after it; owes what it has not acknowledged. One that skips is
 * never owed more than a mark: what comes beyond it is left out, and a screen stands for it.
 */
export class Viewer implements Disposable {
  readonly #line: ViewerLine
  readonly #isTold: boolean
  readonly #clock: Clock
  readonly #flood: FloodWish
  readonly #capture: CaptureScreen
  readonly #isHeldUp: () => boolean
  readonly #onRelieved: () => void
  readonly #batch: OutputBatch
  #held: Held[] | null = [] // what happens before a replay is sent waits behind it
  #hasBegun = false
  #hasOverrun = false // too much waits for that: a screen will stand for it
  #owedBytes = 0
  #stallTimer: Disposable | null = null
  #skipping: Skipping | null = null
  /** The whole screen at the end of a flood is being made. */
  #ending: Skipping | null = null
  #calmLooksWanted = skipCalmLooks
  #skipTimer: Disposable | null = null
  #quietTimer: Disposable | null = null
  #hurryUntil = Number.NEGATIVE_INFINITY

  constructor(options: {
    readonly line: ViewerLine
    readonly isToldOfControl?: boolean // its other side knows the frames of it
    readonly clock: Clock
    readonly flood: FloodWish
    readonly capture: CaptureScreen
    readonly isHeldUp?: () => boolean // its process waits for others: that nothing comes does not mean that it is calm
    readonly onRelieved: () => void
  }) {
    this.#line = options.line
    this.#isTold = options.isToldOfControl ?? false
    this.#clock = options.clock
    this.#flood = options.flood
    this.#capture = options.capture
    this.#isHeldUp = options.isHeldUp ?? (() => false)
    this.#onRelieved = options.onRelieved
    this.#batch = new OutputBatch({
      clock: options.clock,
      send: (pieces) => this.#line.sendFrame(frameKinds.output, pieces),
    })
  }

  /** Whether it is over. */
  isDisposed = false

  /** Whether it is so far behind that the process must wait. */
  get isBehind(): boolean {
    return this.#flood === 'pause' && this.#owedBytes > viewerHighBytes
  }

  /** Whether it has caught up enough for a waiting process to go on. */
  get hasCaughtUp(): boolean {
    return this.#flood === 'skip' || this.#owedBytes <= viewerLowBytes
  }

  /** Shows the screen while its scrollback is on its way. */
  preview(replay: Replay): void {
    if (this.#held !== null) this.#line.sendReplay({ ...replay, part: 'frame' })
  }

  /** Sends the replay, the start of the sequence the stream stands in, and what arrived while the replay was made. */
  begin(replay: Replay, unfinished: Uint8Array): void {
    this.#line.sendReplay(replay)
    this.#hasBegun = true
    if (this.#hasOverrun) this.#beginSkipping()
    this.#goOn(unfinished)
  }

  output(bytes: Uint8Array): void {
    if (this.#skipping) {
      this.#skipping.bytes += bytes.byteLength
      this.#skipping.hasNews = true
      if (this.#clock.now() < this.#hurryUntil) this.#showWhenQuiet()
      return
    }
    if (this.#hasOverrun) return
    this.#owe(bytes.byteLength)
    if (this.#held) this.#held.push({ kind: 'output', bytes })
    else this.#batch.add(bytes)
    if (this.#flood === 'skip' && this.#owedBytes > skipHighBytes) this.#overrun()
  }

  exited(exit: TerminalExited): void {
    this.#inOrder(() => {
      if (this.#skipping) this.#skipping.exit = exit
      else this.#sendAfterOutput(frameKinds.exit, exit)
    })
  }

  /** Whether it asks before it types; one of an older version just types. */
  get isToldOfControl(): boolean {
    return this.#isTold
  }

  controlled(control: InputControl): void {
    if (this.#isTold) this.#inOrder(() => this.#line.sendJson(frameKinds.control, { control }))
  }

  /** Calls `act` when its replay was sent: what is typed earlier is meant for a screen nobody has seen yet. */
  whenBegun(act: () => void): void {
    if (!this.#hasBegun) this.#inOrder(act)
    else if (!this.isDisposed) act()
  }

  /** A frame has its own size: who skips needs no word of it. */
  resized(cols: number, rows: number): void {
    this.#inOrder(() => {
      if (!this.#skipping) this.#sendAfterOutput(frameKinds.resized, { cols, rows })
    })
  }

  /** Ends it, saying why. */
  end(because: { readonly code: string; readonly message: string }): void {
    this.#sendAfterOutput(frameKinds.closed, because)
    this.#line.close()
  }

  acknowledged(bytes: number): void {
    const wasBehind = !this.hasCaughtUp
    this.#owedBytes = Math.max(0, this.#owedBytes - bytes)
    this.#stallTimer?.dispose()
    this.#stallTimer = null
    if (this.isBehind) this.#watchForStall()
    if (wasBehind && this.hasCaughtUp) this.#onRelieved()
  }

  dispose(): void {
    this.isDisposed = true
    this.#batch.dispose()
    this.#stallTimer?.dispose()
    this.#skipTimer?.dispose()
    this.#quietTimer?.dispose()
    this.#skipping = null
    this.#ending = null
    this.#held = []
  }

  #inOrder(act: () => void): void {
    if (this.#held) this.#held.push({ kind: 'act', act })
    else act()
  }

  /** What waited happens now; its output is left out where a screen will stand for it. */
  #goOn(unfinished: Uint8Array): void {
    if (unfinished.byteLength > 0 && !this.#skipping) {
      this.#owe(unfinished.byteLength)
      this.#batch.add(unfinished)
    }
    const held = this.#held ?? []
    this.#held = null
    for (const one of held) {
      if (one.kind === 'act') one.act()
      else if (!this.#skipping) this.#batch.add(one.bytes)
    }
  }

  /** More came than may be on its way. */
  #overrun(): void {
    if (!this.#held) return this.#beginSkipping()
    for (const one of this.#held) if (one.kind === 'output') this.#owedBytes -= one.bytes.byteLength
    this.#held = this.#held.filter((one) => one.kind === 'act')
    if (!this.#ending) return void (this.#hasOverrun = true)
    // It floods on: the screen that is being made is none of its end.
    this.#skipping = { ...this.#ending, calmLooks: 0, bytes: skipCalmBytes, hasNews: true }
    this.#ending = null
    this.#calmLooksWanted = Math.min(2 * this.#calmLooksWanted, skipCalmLooksMax)
    this.#goOn(none)
    this.#lookLater()
  }

  #owe(bytes: number): void {
    this.#owedBytes += bytes
    if (this.isBehind && !this.#stallTimer) this.#watchForStall()
  }

  #watchForStall(): void {
    this.#stallTimer = this.#clock.after(viewerStalledMs, () =>
      this.end({ code: 'stalled', message: `nothing was acknowledged for ${viewerStalledMs} ms` }),
    )
  }

  #beginSkipping(): void {
    this.#batch.flush()
    this.#hasOverrun = false
    this.#calmLooksWanted = skipCalmLooks
    const asNow = { bytes: skipCalmBytes, hasNews: true } // not over at the first look
    this.#skipping = { ...asNow, calmLooks: 0, exit: null, isCapturing: false }
    this.#lookLater()
  }

  /** Somebody typed: what ends the flood, as a Ctrl-C does, is shown without waiting for the next look. */
  hurry(): void {
    this.#hurryUntil = this.#clock.now() + skipHurryForMs
  }

  #showWhenQuiet(): void {
    this.#quietTimer?.dispose()
    this.#quietTimer = this.#clock.after(skipQuietMs, () => {
      this.#quietTimer = null
      if (this.#skipping) this.#showFrame(this.#skipping)
    })
  }

  #lookLater(): void {
    this.#skipTimer = this.#clock.after(skipFrameMs, () => this.#look())
  }

  /** A frame for whoever is ready for one; all of it when the flood is over. */
  #look(): void {
    const skipping = this.#skipping
    if (!skipping) return
    this.#lookLater()
    if (skipping.isCapturing || this.#owedBytes > skipLowBytes) return
    const isCalm = skipping.bytes < skipCalmBytes && !this.#isHeldUp()
    skipping.calmLooks = isCalm ? skipping.calmLooks + 1 : 0
    if (skipping.calmLooks >= this.#calmLooksWanted) return this.#endSkipping(skipping)
    skipping.bytes = 0
    this.#showFrame(skipping)
  }

  #showFrame(skipping: Skipping): void {
    if (!skipping.hasNews || skipping.isCapturing || this.#owedBytes > skipLowBytes) return
    skipping.hasNews = false
    skipping.isCapturing = true
    this.#capture('frame', (replay) => {
      skipping.isCapturing = false
      if (this.#skipping === skipping) this.#show(replay, 'frame')
    })
  }

  /** From here on nothing is left out: what comes before the whole screen is captured waits behind it. */
  #endSkipping(ending: Skipping): void {
    this.#ending = ending
    this.#skipping = null
    this.#skipTimer?.dispose()
    this.#held = []
    this.#capture('whole', (replay, unfinished) => {
      if (this.#ending !== ending) return // it floods again
      this.#ending = null
      this.#show(replay, 'whole')
      if (ending.exit) this.#line.sendJson(frameKinds.exit, ending.exit)
      this.#goOn(unfinished)
    })
  }

  #show(replay: Replay, part: 'whole' | 'frame'): void {
    this.#owe(frameOwesBytes)
    this.#line.sendReplay({ ...replay, part, owes: frameOwesBytes })
  }

  #sendAfterOutput(kind: FrameKind, value: unknown): void {
    this.#batch.flush()
    this.#line.sendJson(kind, value)
  }
}

const none = new Uint8Array()
