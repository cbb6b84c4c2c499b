import type { AppView } from '../../shared/contract/app.ts'
import type { ConversationId, PaneId, TabId } from '../../shared/domain/ids.ts'
import type { GraphHours } from '../side/graph-spans.ts'
import type { SidebarGroup } from './sidebar-rows.ts'
import type { ActivityFilter } from '../side/timeline-model.ts'

/** The one dialog that is open. */
export type DialogState =
  | { readonly kind: 'none' }
  | {
      readonly kind: 'start-agent'
      readonly parentId: ConversationId | null
      readonly templateId?: string
    }
  | { readonly kind: 'message'; readonly conversationId: ConversationId }
  | { readonly kind: 'rename'; readonly conversationId: ConversationId }
  | { readonly kind: 'confirm-kill'; readonly conversationId: ConversationId }
  | { readonly kind: 'changes'; readonly conversationId: ConversationId }
  | { readonly kind: 'confirm-paste'; readonly paneId: PaneId; readonly text: string }
  | { readonly kind: 'confirm-close'; readonly paneId: PaneId; readonly running: string }
  | { readonly kind: 'palette' }
  | { readonly kind: 'settings' }
  | { readonly kind: 'places' }

/** A passing word about something that was refused. */
export type Toast = { readonly id: number; readonly title: string; readonly detail: string }

/** A divider that is being dragged; shown at once, told to main when it is let go. */
export type DividerDrag = { readonly firstPane: PaneId; readonly secondPane: PaneId; readonly ratio: number }

/** A pane or a tab that is being dragged. */
export type Drag =
  | { readonly kind: 'pane'; readonly paneId: PaneId }
  | { readonly kind: 'tab'; readonly tabId: TabId }
/** What the column beside the panes shows. */
export type SideView = 'activity' | 'inbox' | 'changes'

/** What only this page knows. Nothing here is worth keeping. */
export type UiState = {
  readonly dialog: DialogState
  /** Null follows the width of the window. */
  readonly isSidebarOpen: boolean | null
  readonly isActivityOpen: boolean | null
  readonly activityScope: 'agent' | 'family' | 'all'
  readonly sideView: SideView
  readonly activityFilter: ActivityFilter
  readonly graphHours: GraphHours
  readonly inboxQuery: string
  readonly isDiffSplit: boolean
  readonly sidebarQuery: string
  readonly searchPane: PaneId | null
  /** A place in a pane's scrollback that is to be gone to as soon as its screen is there. */
  readonly goTo: { readonly paneId: PaneId; readonly place: number } | null
  readonly collapsed: ReadonlySet<ConversationId>
  readonly collapsedGroups: ReadonlySet<SidebarGroup>
  readonly toasts: readonly Toast[]
  readonly dividerDrag: DividerDrag | null
  readonly drag: Drag | null
}

export const initialUi: UiState = {
  dialog: { kind: 'none' },
  isSidebarOpen: null,
  isActivityOpen: null,
  activityScope: 'family',
  sideView: 'activity',
  activityFilter: { kinds: 'all', query: '' },
  graphHours: 1,
  inboxQuery: '',
  isDiffSplit: true,
  sidebarQuery: '',
  searchPane: null,
  goTo: null,
  collapsed: new Set(),
  collapsedGroups: new Set(),
  toasts: [],
  dividerDrag: null,
  drag: null,
}

/** Closes what hangs on an agent or a pane that the view does not have any more. */
export function keepWhatExists(ui: UiState, view: AppView): UiState {
  const hasAgent = (id: ConversationId) => view.agents.some((agent) => agent.conversationId === id)
  const hasPane = (id: PaneId) => view.layout.panes[id] !== undefined
  const { dialog, searchPane } = ui
  const isDialogGone =
    ('conversationId' in dialog && !hasAgent(dialog.conversationId)) ||
    ('paneId' in dialog && !hasPane(dialog.paneId))
  const isSearchGone = searchPane !== null && !hasPane(searchPane)
  if (!isDialogGone && !isSearchGone) return ui
  return {
    ...ui,
    dialog: isDialogGone ? { kind: 'none' } : dialog,
    searchPane: isSearchGone ? null : searchPane,
  }
}
