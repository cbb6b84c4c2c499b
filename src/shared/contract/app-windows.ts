import { z } from 'zod'
import { PaneId, TabId, WindowId } from '../domain/ids.ts'
import { call } from './wire.ts'

const Nothing = z.void()

/** What is moved to another window. */
export const Movable = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('pane'), paneId: PaneId }),
  z.object({ kind: z.literal('tab'), tabId: TabId }),
])
export type Movable = z.infer<typeof Movable>

/** What a person does with several windows. */
export const severalWindowCalls = {
  /** Opens an empty window and goes there. */
  newWindow: call(Nothing, Nothing),
  /** Closes the window of the page that asks, as its frame's button does. */
  closeWindow: call(Nothing, Nothing),
  goToWindow: call(z.object({ windowId: WindowId }), Nothing),
  /** Moves a pane or a tab to another window, or with null to a new one, and goes there. */
  moveToWindow: call(z.object({ what: Movable, windowId: WindowId.nullable() }), Nothing),
} as const
