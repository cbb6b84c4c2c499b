import { useServices, useWindow } from '../services.ts'
import type { ActionId } from './bindings.ts'
import { keysOf } from './chosen-keys.ts'

/** The key of an action as it is now: the table's, or the one a person chose. */
export function useKeys(action: ActionId | null): string | null {
  const { isMac } = useServices()
  return useWindow((state) => action && keysOf(action, isMac, state.view?.settings.keys ?? {}))
}
