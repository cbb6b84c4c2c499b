import { screen, type BrowserWindow, type WebContents } from 'electron'
import type { WindowId } from '../../shared/domain/ids.ts'
import { placeWindow, type WindowFrame } from '../../shared/domain/window-frame.ts'
import type { AppWindow } from '../../shared/domain/windows.ts'
import type { Clock } from '../../shared/kernel/clock.ts'
import { Disposables, type Disposable } from '../../shared/kernel/disposables.ts'
import { Emitter } from '../../shared/kernel/emitter.ts'
import { frameSettleMs, pageReadyWithinMs } from '../../shared/limits.ts'
import type { StoredWindows } from '../store/windows.ts'
import type { OpenWindow } from './window.ts'

export type OpenWindowsOptions = {
  readonly windows: StoredWindows
  readonly open: OpenWindow
  readonly clock: Clock
  /** A person closes a window; true: it may go. Called for the last one as well. */
  readonly mayClose: (windowId: WindowId, isLast: boolean) => boolean
}

type Opened = { readonly window: BrowserWindow; readonly life: Disposables }

/**
 * The windows on screen: all that are stored, or none while the app goes on without. It opens what is stored and not
 * open, and closes what is open and not stored any more. Nothing comes to the front but by `focus` and `show`.
 */
export class OpenWindows implements Disposable {
  readonly #options: OpenWindowsOptions
  readonly #open = new Map<WindowId, Opened>()
  /** Stored and not on screen yet: they wait for the front one. */
  readonly #waiting = new Set<WindowId>()
  #patience: Disposable | null = null
  readonly #changed = new Emitter<void>()
  readonly #following: Disposable
  /** Opened, closed, looked at, looked away from. */
  readonly onChanged = this.#changed.event

  constructor(options: OpenWindowsOptions) {
    this.#options = options
    this.#following = options.windows.onChanged(() => this.#follow())
  }

  get isShown(): boolean {
    return this.#open.size > 0
  }

  get all(): readonly BrowserWindow[] {
    return [...this.#open.values()].map((one) => one.window)
  }

  of(windowId: WindowId): BrowserWindow | null {
    return this.#open.get(windowId)?.window ?? null
  }

  /** The window whose page this is, or null for any other. */
  idOf(contents: WebContents): WindowId | null {
    for (const [windowId, { window }] of this.#open) if (window.webContents === contents) return windowId
    return null
  }

  /** The window that a person has before them, or null. */
  get lookedAt(): WindowId | null {
    for (const [windowId, { window }] of this.#open)
      if (window.isVisible() && window.isFocused()) return windowId
    return null
  }

  /** Opens all of them, or brings them to the front; the one that was used last has the keyboard. */
  show(): void {
    if (this.isShown) this.focus(this.#options.windows.front)
    else this.#openAll()
  }

  /** Brings a window to the front. */
  focus(windowId: WindowId): void {
    if (this.#waiting.has(windowId)) this.#openStored(windowId, 'front')
    const window = this.of(windowId)
    if (!window) return
    if (window.isMinimized()) window.restore()
    window.show()
    window.focus()
  }

  /** The app leaves: the windows are closed as they are, and stay stored. */
  dispose(): void {
    this.#following.dispose()
    this.#patience?.dispose()
    for (const { life } of this.#open.values()) life.dispose()
  }

  /** The one that a person looks at first; the others when it is there, for they would take its time. */
  #openAll(): void {
    const { front, all } = this.#options.windows
    for (const { windowId } of all.windows) if (windowId !== front) this.#waiting.add(windowId)
    this.#openStored(front, 'front')
    if (this.#waiting.size > 0)
      this.#patience = this.#options.clock.after(pageReadyWithinMs, () => this.openWaiting())
    this.#changed.fire()
  }

  /** Those that wait for the front one, for it is drawn, or takes too long. */
  openWaiting(): void {
    this.#patience?.dispose()
    if (this.#waiting.size === 0) return
    for (const windowId of this.#waiting) this.#openStored(windowId, 'behind')
    this.#changed.fire()
  }

  #openStored(windowId: WindowId, where: 'front' | 'behind'): void {
    this.#waiting.delete(windowId)
    const stored = this.#options.windows.all.windows.find((one) => one.windowId === windowId)
    if (stored && !this.#open.has(windowId)) this.#openOne(stored, where)
  }

  #follow(): void {
    if (!this.isShown) return
    const { windows } = this.#options.windows.all
    const gone = [...this.#open].filter(([id]) => !windows.some((one) => one.windowId === id))
    const added = windows.filter((one) => !this.#open.has(one.windowId) && !this.#waiting.has(one.windowId))
    for (const one of added) this.#openOne(one, 'front') // a person asked for it
    for (const [, { window }] of gone) window.destroy()
    if (added.length > 0) this.#changed.fire()
  }

  #openOne({ windowId, frame }: AppWindow, where: 'front' | 'behind'): void {
    const { windows, clock } = this.#options
    const place = placeWindow(frame, displays())
    const isWhole = { isMaximized: frame?.isMaximized ?? false, isFullScreen: frame?.isFullScreen ?? false }
    const window = this.#options.open({ ...place, ...isWhole }, where)
    const life = new Disposables()
    this.#open.set(windowId, { window, life })
    const remember = (): void => windows.setFrame(windowId, frameOf(window))
    let pending: Disposable | null = null
    const rememberSoon = (): void => {
      pending?.dispose()
      pending = clock.after(frameSettleMs, () => {
        if (!window.isDestroyed()) remember()
      })
    }
    life.add({ dispose: () => pending?.dispose() })
    window.on('resize', rememberSoon)
    window.on('move', rememberSoon)
    window.on('enter-full-screen', rememberSoon)
    window.on('leave-full-screen', rememberSoon)
    window.on('focus', () => {
      windows.use(windowId)
      this.#changed.fire()
    })
    window.on('blur', () => this.#changed.fire())
    window.on('close', (event) => {
      remember()
      if (!this.#options.mayClose(windowId, this.#open.size === 1)) event.preventDefault()
    })
    if (where === 'behind') window.once('show', () => this.of(windows.front)?.moveTop())
    window.once('closed', () => {
      life.dispose()
      this.#open.delete(windowId)
      if (!this.isShown) this.#waiting.clear() // closed before the others were there: they stay stored
      this.#changed.fire()
    })
  }
}

/** The displays there are now, the primary first. */
function displays(): readonly Electron.Display[] {
  const primary = screen.getPrimaryDisplay()
  return [primary, ...screen.getAllDisplays().filter((one) => one.id !== primary.id)]
}

function frameOf(window: BrowserWindow): WindowFrame {
  const bounds = window.getNormalBounds()
  const { id, bounds: corner } = screen.getDisplayMatching(bounds)
  return {
    ...bounds,
    isMaximized: window.isMaximized(),
    isFullScreen: window.isFullScreen(),
    display: { id, x: corner.x, y: corner.y },
  }
}
