import { userInfo } from 'node:os'
import { delimiter } from 'node:path'
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
  type SplitDirection,
} from '../../shared/domain/layout.ts'
import { cleanEnvironment } from '../../shared/harness/environment.ts'
import { hiddenTerminalSize, hostStartWithinMs } from '../../shared/limits.ts'
import type { App } from '../app.ts'
import { mintPaneId, mintTabId, mintTerminalId } from '../mint-ids.ts'
import { binDirectoryOf } from '../supervision/agent-launch.ts'
import type { WindowLayout } from '../store/windows.ts'

/** Shows a pane and goes there: where it is already, else in place of the focused one, beside it, or in a tab. */
export function revealPane(layout: WindowLayout, paneId: PaneId, where: 'swap' | 'split' | 'tab'): void {
  layout.change((now) => {
    if (tabOf(now, paneId)) return focusPane(now, paneId)
    const focused = focusedPane(now)
    if (focused === null || where === 'tab') return openTab(now, mintTabId(), paneId)
    return where === 'swap' ? swapPane(now, focused, paneId) : splitPane(now, focused, 'row', paneId)
  })
}

/** As terminals do: a login shell on macOS, where the desktop gives no PATH; elsewhere it would reset ours. */
function shellArguments(platform: 'linux' | 'darwin' | 'win32', shell: string): readonly string[] {
  if (platform === 'win32') return ['powershell.exe', '-NoLogo']
  return platform === 'darwin' ? [shell, '-l'] : [shell]
}

/** The user's own shell, with a clean environment. */
async function startShell(app: App, directory: string | null): Promise<PaneId> {
  const host = await app.terminals.whenHost(app.clock, hostStartWithinMs)
  if (!host) throw new WireError('no-host', 'the pty host does not answer yet')
  const terminalId = mintTerminalId()
  const cwd = directory ?? app.place.home
  const shell = app.place.environment['SHELL'] ?? userInfo().shell ?? '/bin/sh'
  const argv = shellArguments(app.place.platform, shell)
  const clean = cleanEnvironment(app.place.environment)
  const env = {
    ...clean,
    TERM: 'xterm-256color',
    COLORTERM: 'truecolor',
    // `reveille` is at hand, in the name of the person: no run, the owner's token by the service's own file.
    PATH: `${binDirectoryOf(app.place.dataDirectory)}${delimiter}${clean['PATH'] ?? ''}`,
    REVEILLE_SERVICE_FILE: app.place.serviceFile,
  }
  const { pid, incarnation } = await host.spawn({ terminalId, argv, cwd, env, ...hiddenTerminalSize })
  app.terminals.noteSpawned(terminalId, { pid, incarnation, cwd })
  const paneId = mintPaneId()
  app.layout.change((now) => addHiddenPane(now, paneId, { kind: 'shell', terminalId, directory: cwd }))
  return paneId
}

/** Opens a shell in a tab, or beside the pane that has the keyboard. */
export async function openShell(app: App, directory: string | null, show: 'tab' | 'split'): Promise<PaneId> {
  const paneId = await startShell(app, directory)
  revealPane(app.layout, paneId, show)
  return paneId
}

/** Splits a pane; the new half is a shell in the same directory. */
export async function splitWithShell(app: App, beside: PaneId, direction: SplitDirection): Promise<PaneId> {
  const content = app.layout.layout.panes[beside]
  const agent = content && content.kind !== 'shell' ? app.conversations.get(content.conversationId) : null
  const directory = content?.kind === 'shell' ? content.directory : (agent?.directory ?? null)
  const paneId = await startShell(app, directory)
  app.layout.change((now) => splitPane(now, beside, direction, paneId))
  return paneId
}

/** An agent's pane becomes hidden and the agent lives on; a shell ends with its pane. */
export async function closePane(app: App, paneId: PaneId): Promise<void> {
  const content = app.layout.layout.panes[paneId]
  if (content?.kind !== 'shell') return app.layout.change((now) => hidePane(now, paneId))
  app.layout.change((now) => removePane(now, paneId))
  await app.terminals.host?.forget(content.terminalId).catch(() => {}) // a host that is gone took the shell with it
}
