import type { PaneId, TabId } from '../../shared/domain/ids.ts'
import { focusedPane } from '../../shared/domain/layout.ts'
import type { Side } from '../../shared/domain/layout-moves.ts'
import { assertNever } from '../../shared/kernel/assert-never.ts'
import type { Services } from '../services.ts'
import { needsPerson } from '../state/families.ts'
import type { TerminalView } from '../terminals/terminal-view.ts'
import { goToNewPane, goToNextWindow, moveToNextWindow } from './pane-actions.ts'
import { agentInView, neighbourInFamily } from '../state/pill-order.ts'
import { changeUi, openDialog } from '../state/window-store.ts'
import type { ActionId } from './bindings.ts'
import { focusRegion } from './regions.ts'
import { isActivityOpen, isSidebarOpen } from '../state/columns.ts'

/** Does what a key or the palette asks for. What does not apply now does nothing. */
export function runAction(services: Services, action: ActionId): void {
  const { store, commands, terminals } = services
  const { view, ui } = store.getState()
  if (!view) return
  const pane = focusedPane(view.layout)
  const agent = agentInView(view)
  const onPane = (act: (paneId: PaneId) => unknown): void => void (pane !== null && act(pane))
  const onTab = (act: (tabId: TabId) => unknown): void =>
    void (view.layout.activeTab !== null && act(view.layout.activeTab))
  const split = (side: Side): void => goToNewPane(services, commands.splitPane(null, side))
  const terminal = terminals.get(pane)
  const width = window.innerWidth

  switch (action) {
    case 'start-agent':
      return openDialog(store, { kind: 'start-agent', parentId: null })
    case 'places':
      return openDialog(store, { kind: 'places' })
    case 'new-shell':
      return goToNewPane(services, commands.openShell(agent?.directory ?? null))
    case 'split-right':
      return split('right')
    case 'split-down':
      return split('down')
    case 'split-left':
      return split('left')
    case 'split-up':
      return split('up')
    case 'reopen-pane':
      return void commands.reopenPane()
    case 'pane-to-tab':
      return onPane((paneId) => commands.movePane(paneId, { kind: 'tab', index: view.layout.tabs.length }))
    case 'new-window':
      return void commands.newWindow()
    case 'close-window':
      return void commands.closeWindow()
    case 'next-window':
      return goToNextWindow(services)
    case 'pane-to-new-window':
      return onPane((paneId) => commands.moveToWindow({ kind: 'pane', paneId }, null))
    case 'pane-to-next-window':
      return onPane((paneId) => moveToNextWindow(services, { kind: 'pane', paneId }))
    case 'tab-to-new-window':
      return onTab((tabId) => commands.moveToWindow({ kind: 'tab', tabId }, null))
    case 'tab-to-next-window':
      return onTab((tabId) => moveToNextWindow(services, { kind: 'tab', tabId }))
    case 'next-tab':
    case 'previous-tab':
    case 'move-tab-left':
    case 'move-tab-right':
    case 'zoom-pane':
    case 'focus-left':
    case 'focus-right':
    case 'focus-up':
    case 'focus-down':
    case 'move-pane-left':
    case 'move-pane-right':
    case 'move-pane-up':
    case 'move-pane-down':
      return void commands.stepLayout(action)
    case 'close-pane':
      return onPane((paneId) => commands.closePane(paneId))
    case 'open-palette':
      return openDialog(store, { kind: 'palette' })
    case 'next-pill':
      return cyclePills(services, 1)
    case 'previous-pill':
      return cyclePills(services, -1)
    case 'next-needing':
      return revealNeeding(services)
    case 'message-agent':
      return agent && openDialog(store, { kind: 'message', conversationId: agent.conversationId })
    case 'wake-agent':
      return void (agent && commands.wake(agent))
    case 'continue-here':
      return void (agent?.place === 'remote' && commands.continueHere(agent))
    case 'hand-off':
      return void (agent?.place === 'local' && commands.handOff(agent))
    case 'next-region':
      return focusRegion(services, 1)
    case 'previous-region':
      return focusRegion(services, -1)
    case 'toggle-sidebar':
      return changeUi(store, { isSidebarOpen: !isSidebarOpen(ui, width) })
    case 'toggle-activity':
      return changeUi(store, { isActivityOpen: !isActivityOpen(ui, width) })
    case 'search-terminal':
      return onPane((paneId) => changeUi(store, { searchPane: paneId }))
    case 'previous-command':
      return terminal?.goToCommand('previous')
    case 'next-command':
      return terminal?.goToCommand('next')
    case 'copy-last-output':
      return copyLastOutput(services, terminal)
    case 'copy':
      return void (terminal?.readSelection() && commands.copyText(terminal.readSelection(), 'the selection'))
    case 'paste':
      return void (terminal && pasteFromClipboard(services, (text) => terminal.paste(text)))
    case 'select-all':
      return terminal?.selectAll()
    case 'clear-terminal':
      return terminal?.clear()
    case 'zoom-in':
      return void commands.stepFontSize(1)
    case 'zoom-out':
      return void commands.stepFontSize(-1)
    case 'zoom-reset':
      return void commands.stepFontSize(0)
    case 'theme-dark':
      return void commands.setTheme('dark')
    case 'theme-light':
      return void commands.setTheme('light')
    case 'theme-system':
      return void commands.setTheme('system')
    case 'show-activity':
      return changeUi(store, { isActivityOpen: true, sideView: 'activity' })
    case 'show-inbox':
      return changeUi(store, { isActivityOpen: true, sideView: 'inbox' })
    case 'show-changes':
      return changeUi(store, { isActivityOpen: true, sideView: 'changes' })
    case 'demo':
      return void commands.startDemo()
    case 'settings':
      return openDialog(store, { kind: 'settings' })
    case 'quit':
      return void commands.quit()
    case 'tab-1':
    case 'tab-2':
    case 'tab-3':
    case 'tab-4':
    case 'tab-5':
    case 'tab-6':
    case 'tab-7':
    case 'tab-8':
    case 'tab-9': {
      const tab = view.layout.tabs[Number(action.slice('tab-'.length)) - 1]
      return void (tab && commands.activateTab(tab.tabId))
    }
    default:
      return assertNever(action)
  }
}

function cyclePills({ store, commands }: Services, step: 1 | -1): void {
  const { view } = store.getState()
  const next = view && neighbourInFamily(view, step)
  if (next) void commands.reveal(next, 'swap')
}

function revealNeeding({ store, commands, focusPane }: Services): void {
  const { view } = store.getState()
  const [first] = needsPerson(view?.agents ?? [])
  if (first) void commands.reveal(first, 'swap').then((isShown) => isShown && focusPane(first.paneId))
}

function copyLastOutput({ commands }: Services, terminal: TerminalView | null): void {
  if (!terminal) return
  const output = terminal.readLastOutput()
  if (output === null)
    return commands.toast(
      'There is no output to copy',
      'The shell in this pane has not told where a command began: see Shell integration in the settings.',
    )
  void commands.copyText(output, 'the last output')
}

/** The key pastes natively; this is for the palette and the menu. */
function pasteFromClipboard({ commands }: Services, paste: (text: string) => void): void {
  void navigator.clipboard
    .readText()
    .then(paste, () =>
      commands.toast('The clipboard may not be read from here', 'Paste with the key instead.'),
    )
}
