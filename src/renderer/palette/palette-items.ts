import type { AgentView, AppView } from '../../shared/contract/app.ts'
import type { PaneId, WindowId } from '../../shared/domain/ids.ts'
import { focusedPane } from '../../shared/domain/layout.ts'
import { attentionOrder } from '../../shared/domain/agent-status.ts'
import { statusLooks } from '../design/status-look.ts'
import type { ActionId } from '../keys/bindings.ts'
import { otherWindows, windowLabel, type WindowInView } from '../state/window-label.ts'

/** A line of the palette; `label` is what the filter reads. */
export type PaletteItem =
  | { readonly kind: 'agent'; readonly id: string; readonly label: string; readonly agent: AgentView }
  | { readonly kind: 'action'; readonly id: string; readonly label: string; readonly action: ActionId }
  | { readonly kind: 'template'; readonly id: string; readonly label: string }
  | {
      readonly kind: 'search'
      readonly id: 'activity' | 'inbox'
      readonly label: string
      readonly words: string
    }
  | {
      readonly kind: 'window'
      readonly id: string
      readonly label: string
      readonly windowId: WindowId
      /** The pane that is moved there; null only goes there. */
      readonly paneId: PaneId | null
    }

export type PaletteGroup = { readonly value: string; readonly items: readonly PaletteItem[] }

/** Actions worth finding by name, in the order people need them. */
export const paletteActions: readonly (readonly [ActionId, string])[] = [
  ['start-agent', 'Start an agent'],
  ['places', 'Places where remote agents run'],
  ['new-shell', 'Open a shell in a new tab'],
  ['next-needing', 'Go to who needs you'],
  ['message-agent', 'Write to this agent'],
  ['wake-agent', 'Wake this agent now'],
  ['continue-here', 'Continue this remote agent here'],
  ['hand-off', 'Hand this agent to the workers'],
  ['split-right', 'Split right'],
  ['split-down', 'Split down'],
  ['split-left', 'Split left'],
  ['split-up', 'Split up'],
  ['zoom-pane', 'Zoom this pane, or back'],
  ['pane-to-tab', 'Move this pane to a tab of its own'],
  ['new-window', 'Open a new window'],
  ['pane-to-new-window', 'Move this pane to a new window'],
  ['tab-to-new-window', 'Move this tab to a new window'],
  ['next-window', 'Next window'],
  ['pane-to-next-window', 'Move this pane to the next window'],
  ['tab-to-next-window', 'Move this tab to the next window'],
  ['close-window', 'Close this window'],
  ['move-pane-left', 'Swap with the pane on the left'],
  ['move-pane-right', 'Swap with the pane on the right'],
  ['move-pane-up', 'Swap with the pane above'],
  ['move-pane-down', 'Swap with the pane below'],
  ['close-pane', 'Close this pane'],
  ['reopen-pane', 'Bring back the pane that was closed last'],
  ['next-tab', 'Next tab'],
  ['previous-tab', 'Previous tab'],
  ['move-tab-left', 'Move this tab to the left'],
  ['move-tab-right', 'Move this tab to the right'],
  ['previous-command', 'Go to the previous command in this terminal'],
  ['next-command', 'Go to the next command in this terminal'],
  ['copy-last-output', 'Copy the output of the last command'],
  ['search-terminal', 'Find in this terminal'],
  ['select-all', 'Select all in this terminal'],
  ['copy', 'Copy the selection'],
  ['paste', 'Paste'],
  ['clear-terminal', 'Clear the scrollback'],
  ['next-pill', 'Next agent of the family'],
  ['previous-pill', 'Previous agent of the family'],
  ['toggle-sidebar', 'Show or hide the sidebar'],
  ['toggle-activity', 'Show or hide the activity'],
  ['zoom-in', 'Larger text in terminals'],
  ['zoom-out', 'Smaller text in terminals'],
  ['zoom-reset', 'Normal text in terminals'],
  ['show-activity', 'Show the activity'],
  ['show-inbox', 'Show the inbox'],
  ['show-changes', 'Show the changes'],
  ['demo', 'Show the two-minute demo'],
  ['settings', 'Settings'],
  ['theme-dark', 'Theme: dark'],
  ['theme-light', 'Theme: light'],
  ['theme-system', 'Theme: as the desktop'],
  ['quit', 'Quit Reveille'],
]

/** What needs a pane in view, and what needs an agent in it: nothing is offered that would do nothing. */
const needsPane: ReadonlySet<ActionId> = new Set([
  ...(['split-right', 'split-down', 'split-left', 'split-up', 'close-pane', 'search-terminal'] as const),
  ...(['zoom-pane', 'pane-to-tab', 'move-pane-left', 'move-pane-right', 'move-pane-up'] as const),
  ...(['move-pane-down', 'previous-command', 'next-command', 'copy-last-output'] as const),
  ...(['select-all', 'copy', 'paste', 'clear-terminal'] as const),
  ...(['pane-to-new-window', 'pane-to-next-window', 'tab-to-new-window', 'tab-to-next-window'] as const),
])
const needsOtherWindow: ReadonlySet<ActionId> = new Set([
  'next-window',
  'pane-to-next-window',
  'tab-to-next-window',
])
const needsAgent: ReadonlySet<ActionId> = new Set([
  'message-agent',
  'wake-agent',
  'next-pill',
  'previous-pill',
])

/** What is in view when the palette opens. */
export type PaletteTarget = {
  readonly paneId: PaneId | null
  readonly hasAgent: boolean
  readonly isRemote: boolean
  readonly otherWindows: readonly WindowInView[]
}

/** Whom the actions would meet. */
export function paletteTarget(view: AppView): PaletteTarget {
  const paneId = focusedPane(view.layout)
  const content = paneId === null ? undefined : view.layout.panes[paneId]
  const hasAgent = content !== undefined && content.kind !== 'shell'
  const isRemote = content?.kind === 'ambient'
  return { paneId: content ? paneId : null, hasAgent, isRemote, otherWindows: otherWindows(view) }
}

const isOffered = (action: ActionId, target: PaletteTarget): boolean =>
  (target.paneId !== null || !needsPane.has(action)) &&
  (target.hasAgent || !needsAgent.has(action)) &&
  (target.isRemote || action !== 'continue-here') &&
  ((target.hasAgent && !target.isRemote) || action !== 'hand-off') &&
  (target.otherWindows.length > 0 || !needsOtherWindow.has(action))

/** Agents first, those who need a person at the top; then the actions, and where there are several the windows. */
export function paletteGroups(view: AppView, target = paletteTarget(view)): readonly PaletteGroup[] {
  const sorted = [...view.agents].sort(
    (a, b) => attentionOrder[a.status] - attentionOrder[b.status] || b.changedAt - a.changedAt,
  )
  const people = sorted.map((agent): PaletteItem => {
    const label = `${agent.name} ${statusLooks[agent.status].word} ${agent.harness}`
    return { kind: 'agent', id: agent.conversationId, label, agent }
  })
  const offered = paletteActions.filter(([action]) => isOffered(action, target))
  const actions = offered.map(([action, label]): PaletteItem => ({
    kind: 'action',
    id: action,
    label,
    action,
  }))
  const groups = [
    { value: 'Agents', items: people },
    { value: 'Actions', items: actions },
    { value: 'Templates', items: view.templates.map(templateItem) },
    { value: 'Windows', items: target.otherWindows.flatMap((one) => windowItems(view, one, target.paneId)) },
  ]
  return groups.filter((group) => group.items.length > 0)
}

const templateItem = ({ id, name }: AppView['templates'][number]): PaletteItem => ({
  ...{ kind: 'template', id: `template ${id}`, label: `Start from template: ${name}` },
})

/** The id of the template that an item starts from. */
export const templateOfItem = (item: PaletteItem & { readonly kind: 'template' }): string =>
  item.id.slice('template '.length)

/** What was typed, looked for in what happened and what was written. */
export const searchGroup = (words: string): PaletteGroup => ({
  value: 'Search',
  items: [
    { kind: 'search', id: 'activity', label: `Search what happened for “${words}”`, words },
    { kind: 'search', id: 'inbox', label: `Search letters for “${words}”`, words },
  ],
})

function windowItems(view: AppView, window: WindowInView, paneId: PaneId | null): readonly PaletteItem[] {
  const { windowId } = window
  const name = windowLabel(view, window)
  const go = {
    kind: 'window',
    id: `go ${windowId}`,
    label: `Go to window: ${name}`,
    windowId,
    paneId: null,
  } as const
  const move = { kind: 'window', id: `move ${windowId}`, label: `Move this pane to window: ${name}` } as const
  return paneId === null ? [go] : [go, { ...move, windowId, paneId }]
}
