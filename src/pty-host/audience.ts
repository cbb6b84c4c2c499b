import type { InputControl, TerminalExited, TerminalSize } from '../shared/contract/host.ts'
import type { Disposable } from '../shared/kernel/disposables.ts'
import { InputLease } from './input-lease.ts'
import type { Viewer } from './viewer.ts'

/** Those who watch one terminal; each is told everything in the same order. */
export class Audience implements Disposable {
  readonly #viewers = new Set<Viewer>()
  readonly #sizes = new Map<Viewer, TerminalSize>()
  readonly #lease = new InputLease<Viewer>((holder) => this.#tellControl(holder))
  readonly #onSize: (size: TerminalSize) => void

  /** `onSize` is told which size the terminal is to have: that of whoever types. */
  constructor(onSize: (size: TerminalSize) => void) {
    this.#onSize = onSize
  }

  /** Whether somebody is so far behind that the process must wait. */
  get isBehind(): boolean {
    return [...this.#viewers].some((viewer) => viewer.isBehind)
  }

  /** Whether everybody has caught up enough for a waiting process to go on. */
  get hasCaughtUp(): boolean {
    return [...this.#viewers].every((viewer) => viewer.hasCaughtUp)
  }

  get isEmpty(): boolean {
    return this.#viewers.size === 0
  }

  has(viewer: Viewer): boolean {
    return this.#viewers.has(viewer)
  }

  add(viewer: Viewer): void {
    this.#viewers.add(viewer)
    viewer.controlled(this.#controlOf(viewer))
  }

  remove(viewer: Viewer): void {
    this.#viewers.delete(viewer)
    this.#sizes.delete(viewer)
    viewer.dispose()
    this.#lease.release(viewer)
  }

  /** Whether what this viewer typed is to reach the process; what answers it is shown to all as soon as it can be. */
  typed(viewer: Viewer): boolean {
    if (!viewer.isToldOfControl) this.#lease.take(viewer) // cannot be told otherwise
    if (!this.#lease.mayType(viewer)) return false
    for (const one of this.#viewers) one.hurry()
    return true
  }

  takeControl(viewer: Viewer): void {
    viewer.whenBegun(() => this.#viewers.has(viewer) && this.#lease.take(viewer))
  }

  /** This viewer's size is another now. */
  sized(viewer: Viewer, size: TerminalSize): void {
    if (viewer.isDisposed) return
    this.#sizes.set(viewer, size)
    if (this.#lease.holder === null || this.#lease.holder === viewer) this.#onSize(size)
  }

  output(bytes: Uint8Array): void {
    for (const viewer of this.#viewers) viewer.output(bytes)
  }

  exited(exit: TerminalExited): void {
    for (const viewer of this.#viewers) viewer.exited(exit)
  }

  resized(cols: number, rows: number): void {
    for (const viewer of this.#viewers) viewer.resized(cols, rows)
  }

  #controlOf(viewer: Viewer): InputControl {
    const { holder } = this.#lease
    if (holder === null) return 'free'
    return holder === viewer ? 'mine' : 'other'
  }

  #tellControl(holder: Viewer | null): void {
    for (const viewer of this.#viewers) viewer.controlled(this.#controlOf(viewer))
    const size = holder && this.#sizes.get(holder)
    if (size) this.#onSize(size)
  }

  /** The terminal is no more. */
  dispose(): void {
    for (const viewer of this.#viewers)
      viewer.end({ code: 'unknown-terminal', message: 'the terminal was forgotten' })
    this.#viewers.clear()
  }
}
