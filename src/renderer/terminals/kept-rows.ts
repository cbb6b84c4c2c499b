import type { Terminal } from '@xterm/xterm'

/** What xterm 6.0.0 keeps private; looked for before it is used. */
type Privates = {
  readonly _core?: { readonly _renderService?: { readonly _renderer?: { readonly value?: object } } }
}
type DomRenderer = { clear?: () => void; _refreshRowElements?: unknown }

/**
 * Leaves the rows of the DOM renderer as they are until they are drawn again. xterm 6.0.0 empties all of them at a reset, which
 * begins every replay, also while nothing is to be drawn (mode 2026): a pane that comes back would be blank between its
 * screen and its scrollback. All that empties rows draws all of them right after. For all terminals of the page: they share
 * the class. Where this version of xterm is another one, its own way stays.
 */
export function keepRowsUntilDrawn(terminal: Terminal): void {
  const renderer = (terminal as Terminal & Privates)._core?._renderService?._renderer?.value // see Privates
  const shared = renderer && (Object.getPrototypeOf(renderer) as DomRenderer) // checked below
  if (shared?.clear && shared._refreshRowElements) shared.clear = () => {}
}
