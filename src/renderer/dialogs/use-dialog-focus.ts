import { useState, type RefObject } from 'react'
import { focusedPane } from '../../shared/domain/layout.ts'
import { keyboardTarget } from '../panes/keyboard-target.ts'
import { useServices } from '../services.ts'

type DialogFocus = {
  readonly ref: (popup: HTMLElement | null) => void
  readonly initialFocus: RefObject<HTMLElement | null> | undefined
  readonly finalFocus: () => HTMLElement | false | null
}

/**
 * Who has the keyboard while a dialog is open and after: properties of its popup. The popup has it as soon as it is there,
 * not a frame later, because the next key (an Escape, the first letter) is meant for it and not for the agent behind it.
 */
export function useDialogFocus(initialFocus?: RefObject<HTMLElement | null>): DialogFocus {
  const finalFocus = useFinalFocus()
  const [ref] = useState(() => (popup: HTMLElement | null) => {
    if (!popup || popup.contains(document.activeElement)) return
    const first = initialFocus?.current ?? popup.querySelector<HTMLElement>(takesKeys) ?? popup
    first.focus()
  })
  return { ref, initialFocus, finalFocus }
}

const takesKeys = ['input', 'textarea', 'button'].map((tag) => `${tag}:not([disabled])`).join()

/**
 * Where the keyboard goes when a dialog closes: back to the button it came from, but to the focused pane when it came
 * from a pane, because what the dialog did may have changed which one that is.
 */
function useFinalFocus(): () => HTMLElement | false | null {
  const { store, heldKeys } = useServices()
  const [before] = useState(() => document.activeElement)
  return () => {
    const isElsewhere = before instanceof HTMLElement && before.isConnected && before !== document.body
    if (isElsewhere && !before.closest('[data-pane]')) return before
    const { view } = store.getState()
    const pane = view && focusedPane(view.layout)
    if (pane && heldKeys.isLeft(pane)) return false // the keyboard is on its way to a new one
    return pane ? keyboardTarget(pane) : null
  }
}
