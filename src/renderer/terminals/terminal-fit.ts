import { FitAddon } from '@xterm/addon-fit'
import type { Terminal } from '@xterm/xterm'
import type { Clock } from '../../shared/kernel/clock.ts'
import type { Disposable } from '../../shared/kernel/disposables.ts'
import { resizeSettleMs, smallBufferLines } from '../limits.ts'

/** Gives a terminal the size of its place, when that changes and when it is told to. */
export class TerminalFit implements Disposable {
  readonly #terminal: Terminal
  readonly #clock: Clock
  readonly #onSize: (size: { readonly cols: number; readonly rows: number }) => void
  readonly #mayFit: () => boolean
  readonly #fit = new FitAddon()
  readonly #observer: ResizeObserver
  #timer: Disposable | null = null

  constructor(
    terminal: Terminal,
    options: {
      readonly host: HTMLElement
      readonly clock: Clock
      readonly mayFit: () => boolean
      readonly onSize: (size: { readonly cols: number; readonly rows: number }) => void
    },
  ) {
    this.#terminal = terminal
    this.#clock = options.clock
    this.#onSize = options.onSize
    this.#mayFit = options.mayFit
    terminal.loadAddon(this.#fit)
    this.#observer = new ResizeObserver(() => this.soon())
    this.#observer.observe(options.host)
  }

  now(): void {
    const size = this.#mayFit() ? this.#fit.proposeDimensions() : undefined
    if (!size || !Number.isFinite(size.cols)) return
    this.#terminal.resize(size.cols, size.rows)
    this.#onSize({ cols: size.cols, rows: size.rows })
  }

  /** A small buffer follows a moving edge; a large one, which takes long to reflow, only where it stops. */
  soon(): void {
    if (this.#timer && this.#terminal.buffer.normal.length < smallBufferLines) return
    this.#timer?.dispose()
    this.#timer = this.#clock.after(resizeSettleMs, () => {
      this.#timer = null
      this.now()
    })
  }

  dispose(): void {
    this.#timer?.dispose()
    this.#observer.disconnect()
  }
}
