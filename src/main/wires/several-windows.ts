import { dialog } from 'electron'
import type { appContract } from '../../shared/contract/app.ts'
import type { Movable, severalWindowCalls } from '../../shared/contract/app-windows.ts'
import type { WireHandlers } from '../../shared/contract/wire.ts'
import type { WindowId } from '../../shared/domain/ids.ts'
import { addWindow, movePaneToWindow, moveTabToWindow, type Windows } from '../../shared/domain/windows.ts'
import type { App } from '../app.ts'
import { mintTabId, mintWindowId } from '../mint-ids.ts'
import type { OpenWindows } from '../window/open-windows.ts'
import { closeWindow, panesInWindow, runningIn } from './panes.ts'

/** The windows that are stored, and those on screen. */
export type SeveralWindows = { readonly app: App; readonly open: OpenWindows }

/** Opening, closing and changing windows, for the page of one of them. */
export const severalWindowHandlers = (
  several: SeveralWindows,
  windowId: WindowId,
): Pick<WireHandlers<typeof appContract>, keyof typeof severalWindowCalls> => {
  const { app, open } = several
  return {
    newWindow: () => app.windows.change((all) => addWindow(all, mintWindowId())),
    closeWindow: () => open.of(windowId)?.close(), // as the button of its frame
    goToWindow: ({ windowId: other }) => {
      app.windows.use(other)
      open.focus(other)
    },
    moveToWindow: ({ what, windowId: into }) => {
      app.windows.change((all) => moveInto(all, what, into))
      open.focus(app.windows.front)
    },
  }
}

/** Closes a window that a person wants closed; first asks about programs that run in its shells. */
export async function closeOneWindow({ app, open }: SeveralWindows, windowId: WindowId): Promise<void> {
  const running = await runningIn(app, panesInWindow(app, windowId))
  const parent = open.of(windowId)
  if (running.length > 0 && parent) {
    const names = [...new Set(running)].join(', ')
    const { response } = await dialog.showMessageBox(parent, {
      type: 'question',
      message: `${names} ${running.length === 1 ? 'is' : 'are'} running in this window`,
      detail: 'Agents go on without a window. Shells end, unless the window is brought back in time.',
      buttons: ['Close the window', 'Cancel'],
      defaultId: 0,
      cancelId: 1,
      noLink: true,
    })
    if (response === 1) return
  }
  closeWindow(app, windowId)
}

/** A window of which nothing would be left is not moved into a new one. */
function moveInto(all: Windows, what: Movable, into: WindowId | null): Windows {
  const target = into ?? mintWindowId()
  const move = (windows: Windows): Windows =>
    what.kind === 'tab'
      ? moveTabToWindow(windows, what.tabId, target)
      : movePaneToWindow(windows, what.paneId, target, mintTabId())
  if (into !== null) return move(all)
  const moved = move(addWindow(all, target))
  return moved.windows.length > all.windows.length ? moved : all
}
