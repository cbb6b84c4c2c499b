import type { Terminal } from '@xterm/xterm'
import type { Clock } from '../../shared/kernel/clock.ts'
import type { Disposable } from '../../shared/kernel/disposables.ts'
import { resizeSettleMs, smallBufferLines } from '../limits.ts'
import { cellSize, fittingSize, roomIn } from './fitting-size.ts'

/** Gives a terminal the size of its place, when that changes and when it is told to. */
export class TerminalFit implements Disposable {
  readonly #terminal: Terminal
  readonly #clock: Clock
  readonly #onSize: (size: { readonly cols: number; readonly rows: number }) => void
  readonly #mayFit: () => boolean
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
    this.#observer = new ResizeObserver(() => this.soon())
    this.#observer.observe(options.host)
  }

  now(): void {
    if (!this.#mayFit()) return
    const place = roomIn(this.#terminal)
    const cell = cellSize(this.#terminal, window.devicePixelRatio)
    if (!place || !cell || !Number.isFinite(place.width)) return
    const { cols, rows } = fittingSize(place, cell)
    this.#terminal.resize(cols, rows)
    this.#onSize({ cols, rows })
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
