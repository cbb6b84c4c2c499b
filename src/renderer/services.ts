import { createContext, useContext } from 'react'
import { useStore } from 'zustand'
import type { AppView } from '../shared/contract/app.ts'
import type { PaneId } from '../shared/domain/ids.ts'
import type { Connection } from './connection/connection.ts'
import type { Commands } from './state/commands.ts'
import type { WindowState, WindowStore } from './state/window-store.ts'
import type { ActionId } from './keys/bindings.ts'
import type { HeldKeys } from './keys/held-keys.ts'
import type { Drafts } from './drafts/drafts.ts'
import type { Terminals } from './terminals/terminals.ts'

/** What components reach: they read the store, call a command, and hold no truth. */
export type Services = {
  readonly store: WindowStore
  readonly commands: Commands
  readonly connection: Connection
  readonly terminals: Terminals
  readonly drafts: Drafts
  readonly heldKeys: HeldKeys
  readonly run: (action: ActionId) => void
  /** Puts the keyboard into a pane: its terminal, or its prompt box. */
  readonly focusPane: (paneId: PaneId) => void
  readonly isMac: boolean
  /** Where a file lies that was dropped on the page; empty when it lies nowhere. */
  readonly pathOf: (file: File) => string
}

const ServicesContext = createContext<Services | null>(null)

export const ServicesProvider = ServicesContext.Provider

/** The page's services; only below the provider. */
export function useServices(): Services {
  const services = useContext(ServicesContext)
  if (!services) throw new Error('no services above this component')
  return services
}

/** A part of the store; renders again when that part changes. */
export const useWindow = <Part>(select: (state: WindowState) => Part): Part =>
  useStore(useServices().store, select)

/** A part of main's view; only in components that show when there is one. */
export const useView = <Part>(select: (view: AppView) => Part): Part =>
  useWindow((state) => {
    if (!state.view) throw new Error('shown before there is a view')
    return select(state.view)
  })
