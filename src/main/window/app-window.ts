import type { BrowserWindow } from 'electron'
import { Emitter } from '../../shared/kernel/emitter.ts'

/** The one window, which may be closed while the app goes on. */
export class AppWindow {
  readonly #open: () => BrowserWindow
  #window: BrowserWindow | null = null
  readonly #changed = new Emitter<void>()
  /** Opened, closed, looked at, looked away from. */
  readonly onChanged = this.#changed.event

  constructor(open: () => BrowserWindow) {
    this.#open = open
  }

  get window(): BrowserWindow | null {
    return this.#window
  }

  /** Whether a person has it before them. */
  get isLookedAt(): boolean {
    return this.#window !== null && this.#window.isVisible() && this.#window.isFocused()
  }

  /** Opens it, or brings it to the front. */
  show(): void {
    if (this.#window) {
      if (this.#window.isMinimized()) this.#window.restore()
      this.#window.show()
      this.#window.focus()
      return
    }
    const window = this.#open()
    this.#window = window
    const changed = (): void => this.#changed.fire()
    window.on('focus', changed)
    window.on('blur', changed)
    window.once('closed', () => {
      this.#window = null
      changed()
    })
  }
}
