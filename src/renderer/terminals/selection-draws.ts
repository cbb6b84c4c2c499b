import type { Terminal } from '@xterm/xterm'

/** What xterm 6.0.0 keeps private; looked for before it is used. */
type Privates = { readonly _core?: { readonly _renderService?: RenderService } }
type Place = [number, number] | undefined
type RenderService = { handleSelectionChanged?: (start: Place, end: Place, isColumns: boolean) => void }

/**
 * Draws a selection only when there is one, or was. xterm 6.0.0 draws it at every scroll, which with the DOM renderer is
 * every row once more: a third of what a page does with output that scrolls. Where this version of xterm is another one, its
 * own way stays.
 */
export function drawSelectionWhenThere(terminal: Terminal): void {
  const service = (terminal as Terminal & Privates)._core?._renderService // see Privates
  const draw = service?.handleSelectionChanged
  if (!service || !draw) return
  let isDrawn = false
  service.handleSelectionChanged = (start, end, isColumns) => {
    const isThere = start !== undefined && end !== undefined
    if (isThere || isDrawn) draw.call(service, start, end, isColumns)
    isDrawn = isThere
  }
}
