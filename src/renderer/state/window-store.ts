import { createStore, type StoreApi } from 'zustand/vanilla'
import type { AppView, ViewChange } from '../../shared/contract/app.ts'
import { applyChange } from '../../shared/contract/view-change.ts'
import type { ActivityEntry } from '../../shared/domain/activity.ts'
import { activityPageMax } from '../../shared/window-limits.ts'
import { shareStructure } from './share-structure.ts'
import { initialUi, keepWhatExists, type DialogState, type UiState } from './ui-state.ts'

/** Everything the page shows: main's last word, the state of the line, and what only this page knows. */
export type WindowState = {
  readonly connection: 'connecting' | 'connected' | 'reconnecting'
  /** Null until main has told for the first time. */
  readonly view: AppView | null
  /** The newest of what happened, the latest last. */
  readonly activity: readonly ActivityEntry[]
  readonly ui: UiState
  /** Moves every few seconds; ages are counted from it. */
  readonly now: number
}

export type WindowStore = StoreApi<WindowState>

/** A copy that can be thrown away: the next view rebuilds it. */
export const createWindowStore = (now: number): WindowStore =>
  createStore(() => ({ connection: 'connecting', view: null, activity: [], ui: initialUi, now }))

/** Takes main's word; what is unchanged keeps its identity. */
export function takeView(store: WindowStore, view: AppView): void {
  store.setState((state) => {
    const shared = shareStructure(state.view, view)
    return { view: shared, ui: keepWhatExists(state.ui, shared) }
  })
}

/** Takes what changed of it. Before the first view there is nothing to change. */
export function takeChange(store: WindowStore, change: ViewChange): void {
  store.setState((state) => {
    if (!state.view) return state
    const view = applyChange(state.view, shareChange(state.view, change))
    return { view, ui: keepWhatExists(state.ui, view) }
  })
}

/** Of a part that changed, what did not change keeps its identity. */
function shareChange(view: AppView, { parts, agents, order }: ViewChange): ViewChange {
  const shared = Object.entries(parts).map(([name, part]) => [
    name,
    shareStructure(view[name as keyof AppView], part), // its own names
  ])
  return { parts: Object.fromEntries(shared), agents, order }
}

/** Takes what happened; what is known already is not taken twice. */
export function takeActivity(store: WindowStore, entries: readonly ActivityEntry[]): void {
  const { activity } = store.getState()
  const known = new Set(activity.map((entry) => entry.id))
  const fresh = entries.filter((entry) => !known.has(entry.id))
  if (fresh.length === 0) return
  const all = [...activity, ...fresh].toSorted((one, other) => one.id - other.id)
  store.setState({ activity: all.slice(-activityPageMax) })
}

/** Changes a part of what only this page knows. */
export const changeUi = (store: WindowStore, change: Partial<UiState>): void =>
  store.setState((state) => ({ ui: { ...state.ui, ...change } }))

/** Opens a dialog in place of the one that is open. */
export const openDialog = (store: WindowStore, dialog: DialogState): void => changeUi(store, { dialog })

/** Closes the dialog. */
export const closeDialog = (store: WindowStore): void => changeUi(store, { dialog: { kind: 'none' } })
