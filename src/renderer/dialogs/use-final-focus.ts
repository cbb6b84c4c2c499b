import { useState } from 'react'
import { focusedPane } from '../../shared/domain/layout.ts'
import { keyboardTarget } from '../panes/keyboard-target.ts'
import { useServices } from '../services.ts'

/**
 * Where the keyboard goes when a dialog closes: back to the button it came from, but to the focused pane when it came
 * from a pane, because what the dialog did may have changed which one that is.
 */
export function useFinalFocus(): () => HTMLElement | null {
  const { store } = useServices()
  const [before] = useState(() => document.activeElement)
  return () => {
    const isElsewhere = before instanceof HTMLElement && before.isConnected && before !== document.body
    if (isElsewhere && !before.closest('[data-pane]')) return before
    const { view } = store.getState()
    const pane = view && focusedPane(view.layout)
    return pane ? keyboardTarget(pane) : null
  }
}
