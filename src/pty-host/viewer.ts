import { frameKinds, type FrameKind } from '../shared/contract/host-frames.ts'
import type { Replay, TerminalExited } from '../shared/contract/host.ts'
import type { Clock } from '../shared/kernel/clock.ts'
import type { Disposable } from '../shared/kernel/disposables.ts'
import {
  outputBatchBytes,
  outputBatchMs,
  viewerHighBytes,
  viewerLowBytes,
  viewerStalledMs,
} from '../shared/limits.ts'

/** The line to one viewer. */
export type ViewerLine = {
  readonly sendFrame: (kind: FrameKind, pieces: readonly Uint8Array[]) => void
  readonly sendJson: (kind: FrameKind, value: unknown) => void
  readonly close: () => void
}

/** One viewer of a terminal: gets the replay, then every byte after it; owes what it has not acknowledged. */
export class Viewer implements Disposable {
  readonly #line: ViewerLine
  readonly #clock: Clock
  readonly #onRelieved: () => void
  #held: (() => void)[] | null = [] // what happens before the replay is sent waits behind it
  #batch: Uint8Array[] = []
  #batchBytes = 0
  #owedBytes = 0
  #lastFlushAt = 0
  #flushTimer: Disposable | null = null
  #stallTimer: Disposable | null = null

  constructor(options: {
    readonly line: ViewerLine
    readonly clock: Clock
    readonly onRelieved: () => void
  }) {
    this.#line = options.line
    this.#clock = options.clock
    this.#onRelieved = options.onRelieved
  }

  /** Whether it is so far behind that the process must wait. */
  get isBehind(): boolean {
    return this.#owedBytes > viewerHighBytes
  }

  /** Whether it has caught up enough for a waiting process to go on. */
  get hasCaughtUp(): boolean {
    return this.#owedBytes <= viewerLowBytes
  }

  /** Sends the replay, the start of the sequence the stream stands in, and what arrived while the replay was made. */
  begin(replay: Replay, unfinished: Uint8Array): void {
    this.#line.sendJson(frameKinds.replay, replay)
    if (unfinished.byteLength > 0) {
      this.#owe(unfinished.byteLength)
      this.#write(unfinished)
    }
    const held = this.#held ?? []
    this.#held = null
    for (const happen of held) happen()
  }

  output(bytes: Uint8Array): void {
    this.#owe(bytes.byteLength)
    this.#inOrder(() => this.#write(bytes))
  }

  exited(exit: TerminalExited): void {
    this.#inOrder(() => this.#sendAfterOutput(frameKinds.exit, exit))
  }

  resized(cols: number, rows: number): void {
    this.#inOrder(() => this.#sendAfterOutput(frameKinds.resized, { cols, rows }))
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
    this.#flushTimer?.dispose()
    this.#stallTimer?.dispose()
    this.#held = []
    this.#batch = []
  }

  #inOrder(happen: () => void): void {
    if (this.#held) this.#held.push(happen)
    else happen()
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

  /** An idle stream is sent at once, a busy one in batches. */
  #write(bytes: Uint8Array): void {
    this.#batch.push(bytes)
    this.#batchBytes += bytes.byteLength
    if (this.#batchBytes >= outputBatchBytes) return this.#flush()
    if (this.#flushTimer) return
    const sinceFlush = this.#clock.now() - this.#lastFlushAt
    if (sinceFlush >= outputBatchMs) return this.#flush()
    this.#flushTimer = this.#clock.after(outputBatchMs - sinceFlush, () => this.#flush())
  }

  #flush(): void {
    this.#flushTimer?.dispose()
    this.#flushTimer = null
    if (this.#batch.length === 0) return
    this.#lastFlushAt = this.#clock.now()
    this.#line.sendFrame(frameKinds.output, this.#batch)
    this.#batch = []
    this.#batchBytes = 0
  }

  #sendAfterOutput(kind: FrameKind, value: unknown): void {
    this.#flush()
    this.#line.sendJson(kind, value)
  }
}
