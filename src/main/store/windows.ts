import type { PaneId, WindowId } from '../../shared/domain/ids.ts'
import type { PanesArea } from '../../shared/domain/layout-rects.ts'
import type { Layout, PaneContent } from '../../shared/domain/layout.ts'
import type { WindowFrame } from '../../shared/domain/window-frame.ts'
import {
  addPane,
  changeWindow,
  goToWindow,
  layoutIn,
  oneWindow,
  repairWindows,
  Windows,
} from '../../shared/domain/windows.ts'
import { Emitter } from '../../shared/kernel/emitter.ts'
import type { Versioned } from '../../shared/kernel/versioned.ts'
import { mintWindowId } from '../mint-ids.ts'
import type { StoredFile } from './stored-file.ts'

/** Version 1 knew one window: its layout, its bounds, whether it was maximized. */
export const windowsShape: Versioned<Windows> = {
  version: 2,
  schema: Windows,
  migrations: { 1: severalWindows },
}

/** A first start. */
export const noWindows = (): Windows => oneWindow(mintWindowId())

/** All windows and their panes: the one writer of their file. */
export class StoredWindows {
  readonly #file: StoredFile<Windows>
  #all: Windows
  readonly #changed = new Emitter<Windows>()
  readonly onChanged = this.#changed.event
  /** The room that the pages of windows have for panes, as they told it; never written down. */
  readonly areas = new Map<WindowId, PanesArea>()

  constructor(file: StoredFile<Windows>) {
    this.#file = file
    this.#all = repairWindows(file.initial)
  }

  get all(): Windows {
    return this.#all
  }

  /** The window that was used last. */
  get front(): WindowId {
    return this.#all.front
  }

  layoutIn(windowId: WindowId): Layout {
    return layoutIn(this.#all, windowId)
  }

  change(next: (all: Windows) => Windows): void {
    const all = next(this.#all)
    if (all === this.#all) return
    this.#write(all)
    this.#changed.fire(all)
  }

  /** Changes the layout of one window. */
  changeIn(windowId: WindowId, next: (layout: Layout) => Layout): void {
    this.change((all) => changeWindow(all, windowId, next))
  }

  addPane(paneId: PaneId, content: PaneContent): void {
    this.change((all) => addPane(all, paneId, content))
  }

  /** The window was looked at or typed into. */
  use(windowId: WindowId): void {
    this.change((all) => goToWindow(all, windowId))
  }

  /** Where a window stands now; nothing that a page shows. */
  setFrame(windowId: WindowId, frame: WindowFrame): void {
    const windows = this.#all.windows.map((one) => (one.windowId === windowId ? { ...one, frame } : one))
    this.#write({ ...this.#all, windows })
  }

  #write(all: Windows): void {
    this.#all = all
    this.#file.write(all)
  }
}

function severalWindows(stored: unknown): unknown {
  if (typeof stored !== 'object' || stored === null) return stored
  const { layout, bounds, isMaximized } = stored as Readonly<Record<string, unknown>> // whatever it is, the schema judges it
  if (typeof layout !== 'object' || layout === null) return stored
  const { panes, tabs, activeTab } = layout as Readonly<Record<string, unknown>>
  const frame =
    typeof bounds === 'object' ? { ...bounds, isMaximized, isFullScreen: false, display: null } : null
  return { panes, windows: [{ windowId: 'window-1', tabs, activeTab, frame }], front: 'window-1' }
}
