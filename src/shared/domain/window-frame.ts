import { z } from 'zod'

/** Where a window stood: its place while it is neither maximized nor full screen, in pixels of the desktop. */
export const WindowFrame = z.object({
  x: z.int(),
  y: z.int(),
  width: z.int().min(400),
  height: z.int().min(300),
  isMaximized: z.boolean().catch(false),
  isFullScreen: z.boolean().catch(false),
  /** The display it stood on, and that display's corner: when it is moved, its windows move with it. */
  display: z.object({ id: z.number(), x: z.int(), y: z.int() }).nullable().catch(null),
})
export type WindowFrame = z.infer<typeof WindowFrame>

export type Rectangle = {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

/** A display: all of it, and what panels and docks leave of it. */
export type Display = { readonly id: number; readonly bounds: Rectangle; readonly workArea: Rectangle }

/** So much of a window's upper edge must be on a display for a person to take hold of it. */
const gripWidth = 120
const gripHeight = 40
const defaultSize = { width: 1440, height: 900 }
/** A new window stands a little below the one it came from. */
const cascadeStep = 32

/**
 * Where a window opens on the displays there are now (the primary first): where it stood; moved along with its display;
 * or, when that place is gone, whole on its own display or the primary.
 */
export function placeWindow(frame: WindowFrame | null, displays: readonly Display[]): Rectangle {
  const [primary] = displays
  if (!primary) return { x: 0, y: 0, ...defaultSize, ...frame }
  if (!frame) return centred(primary.workArea)
  const own = displays.find((one) => one.id === frame.display?.id)
  const { width, height } = frame
  const moved = {
    x: frame.x + (own && frame.display ? own.bounds.x - frame.display.x : 0),
    y: frame.y + (own && frame.display ? own.bounds.y - frame.display.y : 0),
    width,
    height,
  }
  return displays.some((one) => canBeGripped(moved, one.workArea))
    ? moved
    : fitInto(moved, (own ?? primary).workArea)
}

/** Where a new window opens: as large as the one it came from, a little below it. */
export const cascadeFrom = (frame: WindowFrame | null): WindowFrame | null =>
  frame && {
    ...frame,
    x: frame.x + cascadeStep,
    y: frame.y + cascadeStep,
    isMaximized: false,
    isFullScreen: false,
  }

function canBeGripped(window: Rectangle, area: Rectangle): boolean {
  const width = Math.min(window.x + window.width, area.x + area.width) - Math.max(window.x, area.x)
  const isUpperEdgeThere = window.y >= area.y && window.y + gripHeight <= area.y + area.height
  return isUpperEdgeThere && width >= gripWidth
}

function fitInto(window: Rectangle, area: Rectangle): Rectangle {
  const width = Math.min(window.width, area.width)
  const height = Math.min(window.height, area.height)
  const x = Math.min(Math.max(window.x, area.x), area.x + area.width - width)
  const y = Math.min(Math.max(window.y, area.y), area.y + area.height - height)
  return { x, y, width, height }
}

function centred(area: Rectangle): Rectangle {
  const width = Math.min(defaultSize.width, area.width)
  const height = Math.min(defaultSize.height, area.height)
  return {
    x: area.x + Math.round((area.width - width) / 2),
    y: area.y + Math.round((area.height - height) / 2),
    width,
    height,
  }
}
