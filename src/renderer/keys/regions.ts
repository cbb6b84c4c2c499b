import { focusedPane } from '../../shared/domain/layout.ts'
import type { Services } from '../services.ts'

/** In the order of the eye; the pills stand within the panes, so they are asked for first. */
const regionNames = ['header', 'sidebar', 'pills', 'panes', 'activity'] as const

/** Moves the keyboard to the next part of the window that is shown, round the end. Terminals are never a trap. */
export function focusRegion({ store, focusPane }: Services, step: 1 | -1): void {
  const shown = regionNames
    .map((name) => document.querySelector<HTMLElement>(`[data-region='${name}']`))
    .filter((region) => region !== null)
  const current = shown.findIndex((region) => region.contains(document.activeElement))
  const next = shown[(current + step + shown.length) % shown.length]
  const { view } = store.getState()
  const pane = view && focusedPane(view.layout)
  if (next?.dataset.region === 'panes' && pane) return focusPane(pane)
  // Of things among which arrows move, one has the place in the order of Tab: the agent, tab or row in view.
  const target =
    next?.querySelector<HTMLElement>("[tabindex='0']") ??
    next?.querySelector<HTMLElement>('button:not(:disabled), input, textarea, a[href]')
  target?.focus()
}
