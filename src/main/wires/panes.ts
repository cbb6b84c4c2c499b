import { WireError } from '../../shared/contract/wire.ts'
import type { PaneId } from '../../shared/domain/ids.ts'
import {
  addHiddenPane,
  focusedPane,
  focusPane,
  hidePane,
  openTab,
  removePane,
  splitPane,
  swapPane,
  tabOf,
  type PaneContent,
} from '../../shared/domain/layout.ts'
import { placeOf, putBack, showBeside, type Side } from '../../shared/domain/layout-moves.ts'
import type { App } from '../app.ts'
import { mintPaneId, mintTabId, mintTerminalId } from '../mint-ids.ts'
import { programInFront } from '../shells/foreground.ts'
import { shellDirectory } from '../shells/shell-directory.ts'
import { startShell } from '../shells/start-shell.ts'
import type { WindowLayout } from '../store/windows.ts'

type Shell = PaneContent & { kind: 'shell' }

/** Shows a pane and goes there: where it is already, else in place of the focused one, beside it, or in a tab. */
export function revealPane(layout: WindowLayout, paneId: PaneId, where: 'swap' | 'split' | 'tab'): void {
  layout.change((now) => {
    if (tabOf(now, paneId)) return focusPane(now, paneId)
    const focused = focusedPane(now)
    if (focused === null || where === 'tab') return openTab(now, mintTabId(), paneId)
    return where === 'swap' ? swapPane(now, focused, paneId) : splitPane(now, focused, 'row', paneId)
  })
}

/** Opens a shell in a tab, or beside the pane that has the keyboard. Without a directory: where that pane's program is. */
export async function openShell(
  app: App,
  wish: { readonly directory: string | null; readonly profile?: string | null | undefined },
  show: 'tab' | 'split',
): Promise<PaneId> {
  const directory = wish.directory ?? (await directoryOf(app, focusedPane(app.layout.layout)))
  const paneId = await newShell(app, directory, wish.profile ?? null)
  revealPane(app.layout, paneId, show)
  return paneId
}

/** Puts a shell on a side of a pane, in the directory in which that pane's program is. */
export async function splitWithShell(app: App, beside: PaneId, side: Side): Promise<PaneId> {
  const paneId = await newShell(app, await directoryOf(app, beside), null)
  app.layout.change((now) => showBeside(now, beside, side, paneId))
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
  if (content && !isSure && app.settings.value.terminalAskBeforeClose === 'busy') {
    const pid = app.terminals.pid(content.terminalId)
    const running = pid === null ? null : await programInFront(pid, app.place.platform)
    if (running !== null) return { running }
  }
  const place = placeOf(app.layout.layout, paneId)
  app.layout.change((now) => hidePane(now, paneId))
  if (content && app.terminals.fact(content.terminalId) === 'ended') endShell(app, paneId)
  else if (place) app.closed.add(place)
  app.live.changed.fire()
  return { running: null }
}

/** Brings back the pane that was closed last, with all that ran in it; one that is shown again by now is passed over. */
export function reopenPane(app: App): void {
  const { layout } = app.layout
  let place = app.closed.takeLast()
  while (place && (!layout.panes[place.paneId] || tabOf(layout, place.paneId))) place = app.closed.takeLast()
  if (place) app.layout.change((now) => putBack(now, place, mintTabId()))
  app.live.changed.fire()
}

/** Ends a shell and takes its pane out of the window. */
export function endShell(app: App, paneId: PaneId): void {
  const content = shellIn(app, paneId)
  if (!content) return
  app.layout.change((now) => removePane(now, paneId))
  void app.terminals.host?.forget(content.terminalId).catch(() => {}) // a host that is gone took the shell with it
}

/** Shells that were closed when the app went down: nobody can bring them back. */
export function endHiddenShells(app: App): void {
  const { panes } = app.layout.layout
  for (const paneId of Object.keys(panes) as PaneId[])
    // the keys are ids of panes
    if (panes[paneId]?.kind === 'shell' && !tabOf(app.layout.layout, paneId)) endShell(app, paneId)
}

async function newShell(app: App, directory: string, profile: string | null): Promise<PaneId> {
  const terminalId = mintTerminalId()
  await startShell(app, terminalId, { directory, profile })
  const paneId = mintPaneId()
  app.layout.change((now) => addHiddenPane(now, paneId, { kind: 'shell', terminalId, directory }))
  return paneId
}

/** Where the program in a pane is; home without a pane. */
export async function directoryOf(app: App, paneId: PaneId | null): Promise<string> {
  const content = paneId === null ? undefined : app.layout.layout.panes[paneId]
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
  const content = app.layout.layout.panes[paneId]
  return content?.kind === 'shell' ? content : null
}
