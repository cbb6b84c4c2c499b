import { createStore, type StoreApi } from 'zustand/vanilla'
import type { SearchState } from './terminal-search.ts'

/** What a pane shows around its terminal. */
export type TerminalState = {
  readonly isReplaying: boolean
  /** A flood is shown: what scrolled out of it comes when it is over. */
  readonly isShort: boolean
  /** The screen comes from disk: the process that drew it is gone. */
  readonly isRestored: boolean
  readonly exit: { readonly exitCode: number | null; readonly signal: string | null } | null
  /** Why nothing is attached; empty when all is well. */
  readonly problem: string
  /** Whether this pane may type, or another one does that shows the same terminal. */
  readonly control: 'mine' | 'other' | 'free'
  /** Counts bells; a change is a flash. */
  readonly bells: number
  readonly hasSelection: boolean
  readonly search: SearchState
  /** The address of the link under the pointer. */
  readonly hovered: string | null
}

export const createTerminalState = (): StoreApi<TerminalState> =>
  createStore(() => ({
    isReplaying: true,
    isShort: false,
    isRestored: false,
    exit: null,
    problem: '',
    control: 'free',
    bells: 0,
    hasSelection: false,
    search: null,
    hovered: null,
  }))
