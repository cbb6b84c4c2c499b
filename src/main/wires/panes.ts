import { WireError } from '../../shared/contract/wire.ts'
import type { PaneId, WindowId } from '../../shared/domain/ids.ts'
import {
  focusedPane,
  hidePane,
  openTab,
  panesOf,
  splitPane,
  swapPane,
  type PaneContent,
} from '../../shared/domain/layout.ts'
import { hasRoomBeside } from '../../shared/domain/layout-rects.ts'
import { directionOf, placeOf, putBack, showBeside, type Side } from '../../shared/domain/layout-moves.ts'
import {
  changeWindow,
  dropPane,
  goToPane,
  goToWindow,
  putWindowBack,
  removeWindow,
  windowWith,
} from '../../shared/domain/windows.ts'
import type { App } from '../app.ts'
import { mintPaneId, mintTabId, mintTerminalId } from '../mint-ids.ts'
import { programInFront } from '../shells/foreground.ts'
import { shellDirectory } from '../shells/shell-directory.ts'
import { startShell } from '../shells/start-shell.ts'
import type { StoredWindows } from '../store/windows.ts'

type Shell = PaneContent & { kind: 'shell' }

/**
 * Shows a pane and goes there: in whichever window it is already, else in `windowId`, in place of the focused one, beside
 * it (in a tab where there is no room), or in a tab.
 */
export function revealPane(
  windows: StoredWindows,
  paneId: PaneId,
  where: 'swap' | 'split' | 'tab',
  windowId: WindowId = windows.front,
): void {
  windows.change((all) => {
    if (windowWith(all, paneId) !== null) return goToPane(all, paneId)
    const shown = changeWindow(all, windowId, (layout) => {
      const focused = focusedPane(layout)
      if (focused !== null && where === 'swap') return swapPane(layout, focused, paneId)
      const isBeside = where === 'split' && focused !== null
      return isBeside && hasRoomBeside(layout, focused, 'row', windows.areas.get(windowId))
        ? splitPane(layout, focused, 'row', paneId)
        : openTab(layout, mintTabId(), paneId)
    })
    return goToWindow(shown, windowId)
  })
}

/** Opens a shell in a tab, or beside the pane that has the keyboard. Without a directory: where that pane's program is. */
export async function openShell(
  app: App,
  windowId: WindowId,
  wish: { readonly directory: string | null; readonly profile?: string | null | undefined },
  show: 'tab' | 'split',
): Promise<PaneId> {
  const directory = wish.directory ?? (await directoryOf(app, focusedPane(app.windows.layoutIn(windowId))))
  const paneId = await newShell(app, directory, wish.profile ?? null)
  revealPane(app.windows, paneId, show, windowId)
  return paneId
}

/**
 * Puts a shell on a side of a pane (null: the one in front of the window), in the directory in which that pane's program is.
 * A window without panes gets a tab. Refuses with `no-room`.
 */
export async function splitWithShell(
  app: App,
  windowId: WindowId,
  wish: { readonly paneId: PaneId | null; readonly side: Side },
): Promise<PaneId> {
  const { windows } = app
  const { side } = wish
  const beside = wish.paneId ?? focusedPane(windows.layoutIn(windowId))
  if (beside === null) return openShell(app, windowId, { directory: null }, 'tab')
  const into = windowWith(windows.all, beside) ?? windowId
  if (!hasRoomBeside(windows.layoutIn(into), beside, directionOf(side), windows.areas.get(into)))
    throw new WireError('no-room', 'there is no room beside it: close a pane, or open a tab')
  const paneId = await newShell(app, await directoryOf(app, beside), null)
  windows.changeIn(windowWith(windows.all, beside) ?? into, (layout) =>
    showBeside(layout, beside, side, paneId),
  )
  return paneId
}

/** Starts a shell again where one has ended, on the same screen. */
export async function restartShell(app: App, paneId: PaneId): Promise<void> {
  const content = shellIn(app, paneId)
  if (!content) throw new WireError('no-shell', 'there is no shell in this pane')
  if (app.terminals.fact(content.terminalId) === 'alive') return // somebody was quicker
  await startShell(app, content.terminalId, { directory: await directoryOf(app, paneId), profile: null })
}

/**
 * Closes a pane: an agent's becomes hidden and the agent lives on; a shell lives on, too, for as long as closing can be
 * taken back. When a program runs in the shell and nobody is sure yet, nothing happens but the answer of its name.
 */
export async function closePane(
  app: App,
  paneId: PaneId,
  isSure: boolean,
): Promise<{ readonly running: string | null }> {
  const content = shellIn(app, paneId)
  const [running] = isSure ? [] : await runningIn(app, [paneId])
  if (running !== undefined) return { running }
  const { windows } = app
  const windowId = windowWith(windows.all, paneId)
  if (windowId === null) return { running: null }
  const layout = windows.layoutIn(windowId)
  const isLast = layout.tabs.length === 1 && layout.tabs[0]?.root.kind === 'leaf'
  if (isLast && windows.all.windows.length > 1) closeWindow(app, windowId)
  else {
    const place = placeOf(layout, paneId)
    windows.changeIn(windowId, (now) => hidePane(now, paneId))
    if (content && app.terminals.fact(content.terminalId) === 'ended') endShell(app, paneId)
    else if (place) app.closed.add({ kind: 'pane', windowId, place })
    app.live.changed.fire()
  }
  return { running: null }
}

/** Programs that run in front of the shells of these panes, when a person wants to be asked of them. */
export async function runningIn(app: App, panes: readonly PaneId[]): Promise<readonly string[]> {
  if (app.settings.value.terminalAskBeforeClose !== 'busy') return []
  const running = await Promise.all(
    panes.map(async (paneId) => {
      const content = shellIn(app, paneId)
      const pid = content && app.terminals.pid(content.terminalId)
      return pid === null ? null : programInFront(pid, app.place.platform)
    }),
  )
  return running.filter((program) => program !== null)
}

/** Closes one of several windows; what it showed is hidden, and ends as closed panes do. The only one stays. */
export function closeWindow(app: App, windowId: WindowId): void {
  const { windows } = app
  const index = windows.all.windows.findIndex((one) => one.windowId === windowId)
  const window = windows.all.windows[index]
  if (!window || windows.all.windows.length === 1) return
  windows.change((all) => removeWindow(all, windowId))
  windows.areas.delete(windowId)
  app.closed.add({ kind: 'window', window, index })
  app.live.changed.fire()
}

/** The panes of a window. */
export const panesInWindow = ({ windows }: App, windowId: WindowId): readonly PaneId[] =>
  windows.layoutIn(windowId).tabs.flatMap((tab) => panesOf(tab.root))

/**
 * Brings back what was closed last, a pane or a window, with all that ran in it; a pane that is shown again by now is
 * passed over. A pane whose window is gone comes back in the front one.
 */
export function reopenPane(app: App): void {
  const { windows } = app
  let closed = app.closed.takeLast()
  while (closed?.kind === 'pane' && !isHidden(app, closed.place.paneId)) closed = app.closed.takeLast()
  if (closed?.kind === 'window') {
    const { window, index } = closed
    windows.change((all) => putWindowBack(all, window, index))
  } else if (closed) {
    const { windowId, place } = closed
    windows.change((all) => {
      const into = all.windows.some((one) => one.windowId === windowId) ? windowId : all.front
      const back = changeWindow(all, into, (layout) => putBack(layout, place, mintTabId()))
      return goToWindow(back, into)
    })
  }
  app.live.changed.fire()
}

const isHidden = ({ windows }: App, paneId: PaneId): boolean =>
  windows.all.panes[paneId] !== undefined && windowWith(windows.all, paneId) === null

/** Ends a shell and takes its pane out of the window. */
export function endShell(app: App, paneId: PaneId): void {
  const content = shellIn(app, paneId)
  if (!content) return
  app.windows.change((all) => dropPane(all, paneId))
  void app.terminals.host?.forget(content.terminalId).catch(() => {}) // a host that is gone took the shell with it
}

/** Shells that were closed when the app went down: nobody can bring them back. */
export function endHiddenShells(app: App): void {
  const { panes } = app.windows.all
  for (const paneId of Object.keys(panes) as PaneId[])
    // the keys are ids of panes
    if (panes[paneId]?.kind === 'shell' && isHidden(app, paneId)) endShell(app, paneId)
}

async function newShell(app: App, directory: string, profile: string | null): Promise<PaneId> {
  const terminalId = mintTerminalId()
  await startShell(app, terminalId, { directory, profile })
  const paneId = mintPaneId()
  app.windows.addPane(paneId, { kind: 'shell', terminalId, directory })
  return paneId
}

/** Where the program in a pane is; home without a pane. */
export async function directoryOf(app: App, paneId: PaneId | null): Promise<string> {
  const content = paneId === null ? undefined : app.windows.all.panes[paneId]
  const { home, platform } = app.place
  if (!content) return home
  const agent = content.kind === 'shell' ? null : app.conversations.get(content.conversationId)
  const opened = content.kind === 'shell' ? content.directory : (agent?.directory ?? null)
  const isShell = content.kind === 'shell'
  const told = isShell ? app.terminals.directory(content.terminalId) : null
  const pid = isShell ? app.terminals.pid(content.terminalId) : null
  return shellDirectory({ told, pid, opened, home, platform })
}

const shellIn = (app: App, paneId: PaneId): Shell | null => {
  const content = app.windows.all.panes[paneId]
  return content?.kind === 'shell' ? content : null
}
