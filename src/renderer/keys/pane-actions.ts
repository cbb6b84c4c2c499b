import type { Movable } from '../../shared/contract/app-windows.ts'
import type { PaneId } from '../../shared/domain/ids.ts'
import { focusedPane } from '../../shared/domain/layout.ts'
import type { Services } from '../services.ts'
import { otherWindows } from '../state/window-label.ts'

/** What is typed from now on is for the pane that was asked for; when it does not come, the one in front has the keyboard again. */
export function goToNewPane({ store, heldKeys, focusPane }: Services, isThere: Promise<boolean>): void {
  const inFront = (): PaneId | null => {
    const { view } = store.getState()
    return view && focusedPane(view.layout)
  }
  heldKeys.leave(inFront())
  if (document.activeElement instanceof HTMLElement) document.activeElement.blur()
  void isThere.then((yes) => {
    if (yes) return
    heldKeys.clear()
    const now = inFront() // may be one that a key before this one made
    if (now !== null) focusPane(now)
  })
}

/** Goes to the next of several windows, round the end. */
export function goToNextWindow({ store, commands }: Services): void {
  const { view } = store.getState()
  const [next] = view ? otherWindows(view) : []
  if (next) void commands.goToWindow(next.windowId)
}

/** Moves a pane or a tab to the next of several windows. */
export function moveToNextWindow({ store, commands }: Services, what: Movable): void {
  const { view } = store.getState()
  const [next] = view ? otherWindows(view) : []
  if (next) void commands.moveToWindow(what, next.windowId)
}
