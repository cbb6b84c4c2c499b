import type { DragEvent } from 'react'
import type { Drag } from '../state/ui-state.ts'
import { changeUi, type WindowStore } from '../state/window-store.ts'

/** Makes an element the handle by which a pane or a tab is dragged. */
export const dragSource = (store: WindowStore, drag: Drag) => ({
  draggable: true,
  onDragStart: (event: DragEvent<HTMLElement>) => {
    event.dataTransfer.effectAllowed = 'move'
    event.dataTransfer.setData('application/x-reveille', drag.kind) // no text: another window must not take it for one
    // After the picture of what is dragged was taken: Chromium ends a drag whose page changes under it at once.
    requestAnimationFrame(() => changeUi(store, { drag }))
  },
  onDragEnd: () => changeUi(store, { drag: null }),
})
