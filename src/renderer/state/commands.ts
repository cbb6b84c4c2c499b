import type { AgentView, Theme } from '../../shared/contract/app.ts'
import type { Movable } from '../../shared/contract/app-windows.ts'
import type { ActivityQuery } from '../../shared/domain/activity.ts'
import { WireError } from '../../shared/contract/wire.ts'
import { focusPane, resizeSplit } from '../../shared/domain/layout.ts'
import type { PaneTarget, Side } from '../../shared/domain/layout-moves.ts'
import type { PanesArea } from '../../shared/domain/layout-rects.ts'
import type { LayoutStep } from '../../shared/domain/layout-steps.ts'
import type { ConversationId, PaneId, TabId, WindowId } from '../../shared/domain/ids.ts'
import type { TerminalSettings } from '../../shared/domain/terminal-settings.ts'
import type { WindowSettings } from '../../shared/domain/window-settings.ts'
import type { Clock } from '../../shared/kernel/clock.ts'
import type { Connection } from '../connection/connection.ts'
import { toastMs } from '../limits.ts'
import { changeUi, openDialog, type WindowStore } from './window-store.ts'

type Options = { readonly connection: Connection; readonly store: WindowStore; readonly clock: Clock }

/** What buttons, menus and keys ask of main. A refusal is shown as a toast; the answer is the next view. */
export function createCommands({ connection, store, clock }: Options) {
  let nextToast = 1

  const toast = (title: string, detail: string): void => {
    const id = nextToast++
    const without = () => store.getState().ui.toasts.filter((one) => one.id !== id)
    changeUi(store, { toasts: [...without(), { id, title, detail }] })
    clock.after(toastMs, () => changeUi(store, { toasts: without() }))
  }
  const attempt = (what: string, asked: Promise<unknown>): Promise<boolean> =>
    asked.then(
      () => true,
      (error: unknown) => {
        toast(`Could not ${what}`, error instanceof Error ? error.message : String(error))
        return false
      },
    )

  return {
    toast,
    reveal: (agent: AgentView, where: 'swap' | 'split' | 'tab') =>
      attempt(
        `show ${agent.name}`,
        connection.call('revealAgent', { conversationId: agent.conversationId, where }),
      ),
    /** Shows the agent, and where in its scrollback something happened. */
    goToPlace: (agent: AgentView, place: number) => {
      changeUi(store, { goTo: { paneId: agent.paneId, place } })
      return attempt(
        `show ${agent.name}`,
        connection.call('revealAgent', { conversationId: agent.conversationId, where: 'swap' }),
      )
    },
    stop: (agent: AgentView) =>
      attempt(`stop ${agent.name}`, connection.call('stopAgent', { conversationId: agent.conversationId })),
    kill: (agent: AgentView) =>
      attempt(`kill ${agent.name}`, connection.call('killAgent', { conversationId: agent.conversationId })),
    wake: (agent: AgentView) =>
      attempt(`wake ${agent.name}`, connection.call('wakeAgent', { conversationId: agent.conversationId })),
    /** Where it worked may not be here: then a person chooses where it goes on. */
    continueHere: (agent: AgentView) =>
      attempt(`continue ${agent.name} here`, continueHere(connection, agent)),
    handOff: (agent: AgentView) =>
      attempt(
        `hand ${agent.name} to the workers`,
        connection.call('handOff', { conversationId: agent.conversationId }),
      ),
    pin: (agent: AgentView, isPinned: boolean) =>
      attempt(
        `pin ${agent.name}`,
        connection.call('pinAgent', { conversationId: agent.conversationId, isPinned }),
      ),
    /** Known here before main has said so: the next key is for this pane. */
    focusPane: (paneId: PaneId) => {
      const { view } = store.getState()
      if (view) store.setState({ view: { ...view, layout: focusPane(view.layout, paneId) } })
      return attempt('go to the pane', connection.call('focusPane', { paneId }))
    },
    /** Asks first when something runs in it; `isSure` is the answer. */
    closePane: (paneId: PaneId, isSure = false) =>
      attempt(
        'close the pane',
        connection.call('closePane', { paneId, isSure }).then(({ running }) => {
          if (running !== null) openDialog(store, { kind: 'confirm-close', paneId, running })
        }),
      ),
    reopenPane: () => attempt('bring the pane back', connection.call('reopenPane', undefined)),
    newWindow: () => attempt('open a window', connection.call('newWindow', undefined)),
    closeWindow: () => attempt('close the window', connection.call('closeWindow', undefined)),
    goToWindow: (windowId: WindowId) =>
      attempt('go to the window', connection.call('goToWindow', { windowId })),
    /** Null: a new one. */
    moveToWindow: (what: Movable, windowId: WindowId | null) =>
      attempt(`move the ${what.kind}`, connection.call('moveToWindow', { what, windowId })),
    restartShell: (paneId: PaneId) => attempt('start the shell', connection.call('restartShell', { paneId })),
    movePane: (paneId: PaneId, target: PaneTarget) =>
      attempt('move the pane', connection.call('movePane', { paneId, target })),
    moveTab: (tabId: TabId, index: number) =>
      attempt('move the tab', connection.call('moveTab', { tabId, index })),
    stepLayout: (step: LayoutStep) => attempt('go there', connection.call('stepLayout', { step })),
    zoomPane: (paneId: PaneId) => attempt('zoom the pane', connection.call('zoomPane', { paneId })),
    openPath: (paneId: PaneId, place: { path: string; line: number | null; column: number | null }) =>
      attempt(`open ${place.path}`, connection.call('openPath', { paneId, ...place })),
    /** Null: the one in front by then. */
    splitPane: (paneId: PaneId | null, side: Side) =>
      attempt('split the pane', connection.call('splitPane', { paneId, side })),
    /** Nobody asked for it: without it panes are split as if there were room. */
    tellPanesArea: (area: PanesArea): void =>
      void connection.call('tellPanesArea', area).catch(() => undefined),
    openShell: (directory: string | null, profile: string | null = null) =>
      attempt('open a shell', connection.call('openShell', { directory, profile, show: 'tab' })),
    activateTab: (tabId: TabId) => attempt('go to the tab', connection.call('activateTab', { tabId })),
    setTheme: (theme: Theme) => attempt('change the theme', connection.call('setTheme', { theme })),
    stepFontSize: (by: -1 | 0 | 1) => attempt('zoom', connection.call('stepFontSize', { by })),
    setWindow: (change: Partial<WindowSettings>) =>
      attempt('change the setting', connection.call('setWindowSettings', change)),
    setTerminals: (change: Partial<TerminalSettings>) =>
      attempt('change the setting', connection.call('setTerminalSettings', change)),
    removePalette: (name: string) => attempt('remove the theme', connection.call('removePalette', { name })),
    openSettingsFile: () => attempt('open settings.json', connection.call('openSettingsFile', undefined)),
    answer: (agent: AgentView, askId: string, answer: 'allow' | 'deny', reason = '') =>
      attempt(
        `answer ${agent.name}`,
        connection.call('answerAgent', { conversationId: agent.conversationId, askId, answer, reason }),
      ),
    write: (agent: AgentView, subject: string, body: string) =>
      attempt(
        `write to ${agent.name}`,
        connection.call('sendMessage', { conversationId: agent.conversationId, subject, body }),
      ),
    exportActivity: (query: ActivityQuery) =>
      attempt('export the activity', connection.call('exportActivity', query)),
    orderFamilies: (order: ConversationId[]) =>
      attempt('keep the order', connection.call('orderFamilies', { order })),
    startDemo: () => attempt('start the demo', connection.call('startDemo', undefined)),
    quit: () => attempt('quit', connection.call('quit', undefined)),
    openLink: (url: string) => attempt('open the link', connection.call('openLink', { url })),
    dismissNotice: (id: string) => attempt('dismiss the notice', connection.call('dismissNotice', { id })),
    dismissToast: (id: number) =>
      changeUi(store, { toasts: store.getState().ui.toasts.filter((one) => one.id !== id) }),
    /** Shown before main has said so: the divider must not jump back when it is let go. */
    resizeSplit: (firstPane: PaneId, secondPane: PaneId, ratio: number) => {
      const { view } = store.getState()
      const layout = view && resizeSplit(view.layout, firstPane, secondPane, ratio)
      if (view && layout) store.setState({ view: { ...view, layout } })
      changeUi(store, { dividerDrag: null })
      return attempt('move the divider', connection.call('resizeSplit', { firstPane, secondPane, ratio }))
    },
    copyText: (text: string, what: string) => attempt(`copy ${what}`, navigator.clipboard.writeText(text)),
  }
}

async function continueHere(connection: Connection, { conversationId }: AgentView): Promise<void> {
  try {
    await connection.call('continueHere', { conversationId, directory: null })
  } catch (error) {
    if (!(error instanceof WireError) || error.code !== 'no-directory') throw error
    const { directory } = await connection.call('chooseDirectory', { startAt: '' })
    if (directory !== null) await connection.call('continueHere', { conversationId, directory })
  }
}

export type Commands = ReturnType<typeof createCommands>
