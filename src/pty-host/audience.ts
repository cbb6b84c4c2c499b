import type { TerminalExited } from '../shared/contract/host.ts'
import type { Disposable } from '../shared/kernel/disposables.ts'
import type { Viewer } from './viewer.ts'

/** Those who watch one terminal; each is told everything in the same order. */
export class Audience implements Disposable {
  readonly #viewers = new Set<Viewer>()

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
  }

  remove(viewer: Viewer): void {
    this.#viewers.delete(viewer)
    viewer.dispose()
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

  /** The terminal is no more. */
  dispose(): void {
    for (const viewer of this.#viewers)
      viewer.end({ code: 'unknown-terminal', message: 'the terminal was forgotten' })
    this.#viewers.clear()
  }
}
