import type { Terminal } from '@xterm/xterm'
import { scrollbarWidth } from '../limits.ts'

/** What xterm 6.0.0 keeps private; its own addon-fit reads it, too. The version is pinned. */
type Privates = {
  readonly _core?: {
    readonly _renderService?: { readonly dimensions?: { readonly device?: { readonly cell?: Size } } }
  }
}
/** In pixels: of the device for a cell, of CSS for a place. */
export type Size = { readonly width: number; readonly height: number }

const smallest = { cols: 2, rows: 1 } // for which xterm works

/**
 * The columns and rows that a place has room for, whatever the terminal's size is now. (The addon of xterm divides by the
 * width of a cell as it was rounded for the present size: the same pane then has one column more or less after a restart,
 * and every program in it is told and draws anew.)
 */
export function fittingSize(place: Size, cell: Size): { readonly cols: number; readonly rows: number } {
  return {
    cols: Math.max(smallest.cols, Math.floor((place.width - scrollbarWidth) / cell.width)),
    rows: Math.max(smallest.rows, Math.floor(place.height / cell.height)),
  }
}

/** The size of a cell in CSS pixels, not rounded; null before it was measured. */
export function cellSize(terminal: Terminal, devicePixelRatio: number): Size | null {
  const cell = (terminal as Terminal & Privates)._core?._renderService?.dimensions?.device?.cell // see Privates
  if (!cell?.width || !cell.height) return null
  return { width: cell.width / devicePixelRatio, height: cell.height / devicePixelRatio }
}

/** The room for rows within a terminal's host; null while it is not in the page. */
export function roomIn(terminal: Terminal): Size | null {
  const element = terminal.element
  const host = element?.parentElement
  const window = host?.ownerDocument.defaultView
  if (!host || !window) return null
  const box = window.getComputedStyle(host)
  const own = window.getComputedStyle(element)
  const pixels = (style: CSSStyleDeclaration, name: string): number =>
    Number.parseFloat(style.getPropertyValue(name))
  return {
    width: pixels(box, 'width') - pixels(own, 'padding-left') - pixels(own, 'padding-right'),
    height: pixels(box, 'height') - pixels(own, 'padding-top') - pixels(own, 'padding-bottom'),
  }
}
