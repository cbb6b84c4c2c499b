import { paletteActions } from '../palette/palette-items.ts'
import { actionIds, type ActionId } from './bindings.ts'

const others: Readonly<Partial<Record<ActionId, string>>> = {
  'open-palette': 'Find or do anything',
  'focus-left': 'Go to the pane on the left',
  'focus-right': 'Go to the pane on the right',
  'focus-up': 'Go to the pane above',
  'focus-down': 'Go to the pane below',
  'next-region': 'Next part of the window',
  'previous-region': 'Previous part of the window',
}

/** What each action is called, for the list of keys: as in the palette, tabs by their number. */
export const actionLabels: readonly (readonly [ActionId, string])[] = actionIds.map((action) => {
  const inPalette = paletteActions.find(([id]) => id === action)?.[1]
  return [
    action,
    inPalette ?? others[action] ?? action.replaceAll('-', ' ').replace(/^./, (first) => first.toUpperCase()),
  ]
})
