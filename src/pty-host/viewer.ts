import { frameKinds, type FrameKind } from '../shared/contract/host-frames.ts'
import type { FloodWish, InputControl, Replay, TerminalExited } from '../shared/contract/host.ts'
import type { Clock } from '../shared/kernel/clock.ts'
import type { Disposable } from '../shared/kernel/disposables.ts'
import {
  frameOwesBytes,
  skipCalmBytes,
  skipCalmLooks,
  skipFrameMs,
  skipHighBytes,
  skipLowBytes,
  viewerHighBytes,
  viewerLowBytes,
  viewerStalledMs,
} from '../shared/terminal-limits.ts'
import { OutputBatch } from './output-batch.ts'

/** The line to one viewer. */
export type ViewerLine = {
  readonly sendFrame: (kind: FrameKind, pieces: readonly Uint8Array[]) => void
  readonly sendJson: (kind: FrameKind, value: unknown) => void
  readonly sendReplay: (replay: Replay) => void
  readonly close: () => void
}

/** Gives the screen as it is after everything put out so far, in its turn; never when the viewer is gone by then. */
export type CaptureScreen = (
  part: 'whole' | 'frame',
  use: (replay: Replay, unfinished: Uint8Array) => void,
) => void

/** One viewer of a terminal: gets the replay, then every byte after it; owes what it has not acknowledged. */
export class Viewer implements Disposable {
  readonly #line: ViewerLine
  readonly #isTold: boolean
  readonly #clock: Clock
  readonly #flood: FloodWish
  readonly #capture: CaptureScreen
  readonly #onRelieved: () => void
  readonly #batch: OutputBatch
  #held: (() => void)[] | null = [] // what happens before the replay is sent waits behind it
  #owedBytes = 0
  #stallTimer: Disposable | null = null
  /** While it is flooded: what was left out since the last look, and how its process ended meanwhile. */
  #skipping: { bytes: number; calmLooks: number; exit: TerminalExited | null; isCapturing: boolean } | null =
    null
  #skipTimer: Disposable | null = null

  constructor(options: {
    readonly line: ViewerLine
    readonly isToldOfControl?: boolean // its other side knows the frames of it
    readonly clock: Clock
    readonly flood: FloodWish
    readonly capture: CaptureScreen
    readonly onRelieved: () => void
  }) {
    this.#line = options.line
    this.#isTold = options.isToldOfControl ?? false
    this.#clock = options.clock
    this.#flood = options.flood
    this.#capture = options.capture
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
    this.#goOn(unfinished)
  }

  output(bytes: Uint8Array): void {
    if (this.#skipping) {
      this.#skipping.bytes += bytes.byteLength
      return
    }
    this.#owe(bytes.byteLength)
    this.#inOrder(() => this.#batch.add(bytes))
    if (this.#flood === 'skip' && this.#held === null && this.#owedBytes > skipHighBytes)
      this.#beginSkipping()
  }

  exited(exit: TerminalExited): void {
    if (this.#skipping) this.#skipping.exit = exit
    else this.#inOrder(() => this.#sendAfterOutput(frameKinds.exit, exit))
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
    this.#inOrder(act)
  }

  /** A frame has its own size: who skips needs no word of it. */
  resized(cols: number, rows: number): void {
    if (!this.#skipping) this.#inOrder(() => this.#sendAfterOutput(frameKinds.resized, { cols, rows }))
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
    this.#skipping = null
    this.#held = []
  }

  #inOrder(happen: () => void): void {
    if (this.#held) this.#held.push(happen)
    else happen()
  }

  #goOn(unfinished: Uint8Array): void {
    if (unfinished.byteLength > 0) {
      this.#owe(unfinished.byteLength)
      this.#batch.add(unfinished)
    }
    const held = this.#held ?? []
    this.#held = null
    for (const happen of held) happen()
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
    this.#skipping = { bytes: skipCalmBytes, calmLooks: 0, exit: null, isCapturing: false } // not over at the first look
    this.#lookLater()
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
    skipping.calmLooks = skipping.bytes < skipCalmBytes ? skipping.calmLooks + 1 : 0
    if (skipping.calmLooks >= skipCalmLooks) return this.#endSkipping(skipping.exit)
    if (skipping.bytes === 0) return
    skipping.bytes = 0
    skipping.isCapturing = true
    this.#capture('frame', (replay) => {
      skipping.isCapturing = false
      if (this.#skipping === skipping) this.#show(replay, 'frame')
    })
  }

  /** From here on nothing is left out: what comes before the whole screen is captured waits behind it. */
  #endSkipping(exit: TerminalExited | null): void {
    this.#skipping = null
    this.#skipTimer?.dispose()
    this.#held = []
    this.#capture('whole', (replay, unfinished) => {
      this.#show(replay, 'whole')
      if (exit) this.#line.sendJson(frameKinds.exit, exit)
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
