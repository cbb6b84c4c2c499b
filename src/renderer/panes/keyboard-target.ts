import type { PaneId } from '../../shared/domain/ids.ts'

/** Where the keyboard goes in a pane on screen: the box of a remote agent, else the terminal. */
export function keyboardTarget(paneId: PaneId): HTMLElement | null {
  const pane = document.querySelector(`[data-pane='${CSS.escape(paneId)}']`)
  return (
    pane?.querySelector<HTMLElement>('[data-autofocus]') ??
    pane?.querySelector<HTMLElement>('.xterm-helper-textarea') ??
    null
  )
}
