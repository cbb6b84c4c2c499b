import { createStore, type StoreApi } from 'zustand/vanilla'
import type { AppView } from '../../shared/contract/app.ts'
import { shareStructure } from './share-structure.ts'
import { initialUi, keepWhatExists, type DialogState, type UiState } from './ui-state.ts'

/** Everything the page shows: main's last word, the state of the line, and what only this page knows. */
export type WindowState = {
  readonly connection: 'connecting' | 'connected' | 'reconnecting'
  /** Null until main has told for the first time. */
  readonly view: AppView | null
  readonly ui: UiState
  /** Moves every few seconds; ages are counted from it. */
  readonly now: number
}

export type WindowStore = StoreApi<WindowState>

/** A copy that can be thrown away: the next view rebuilds it. */
export const createWindowStore = (now: number): WindowStore =>
  createStore(() => ({ connection: 'connecting', view: null, ui: initialUi, now }))

/** Takes main's word; what is unchanged keeps its identity. */
export function takeView(store: WindowStore, view: AppView): void {
  store.setState((state) => {
    const shared = shareStructure(state.view, view)
    return { view: shared, ui: keepWhatExists(state.ui, shared) }
  })
}

/** Changes a part of what only this page knows. */
export const changeUi = (store: WindowStore, change: Partial<UiState>): void =>
  store.setState((state) => ({ ui: { ...state.ui, ...change } }))

/** Opens a dialog in place of the one that is open. */
export const openDialog = (store: WindowStore, dialog: DialogState): void => changeUi(store, { dialog })

/** Closes the dialog. */
export const closeDialog = (store: WindowStore): void => changeUi(store, { dialog: { kind: 'none' } })
