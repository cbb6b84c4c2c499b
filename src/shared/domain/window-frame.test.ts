import fc from 'fast-check'
import { expect, test } from 'vitest'
import { cascadeFrom, placeWindow, type Display, type WindowFrame } from './window-frame.ts'

const display = (id: number, x: number, y: number, width = 1920, height = 1080): Display => ({
  id,
  bounds: { x, y, width, height },
  workArea: { x, y: y + 30, width, height: height - 30 },
})
const laptop = display(1, 0, 0)
const desk = display(2, 1920, 0, 2560, 1440)
const frame = (change: Partial<WindowFrame> = {}): WindowFrame => ({
  ...{ x: 2000, y: 100, width: 1200, height: 800, isMaximized: false, isFullScreen: false },
  display: { id: 2, x: 1920, y: 0 },
  ...change,
})

test('a window opens where it stood', () => {
  expect(placeWindow(frame(), [laptop, desk])).toEqual({ x: 2000, y: 100, width: 1200, height: 800 })
})
test('a display that was moved takes its windows along', () => {
  const moved = display(2, -2560, 0, 2560, 1440)
  expect(placeWindow(frame(), [laptop, moved])).toMatchObject({ x: -2480, y: 100 })
})
test('when its display is gone it comes to the primary one, whole', () => {
  expect(placeWindow(frame(), [laptop])).toEqual({ x: 720, y: 100, width: 1200, height: 800 })
  expect(placeWindow(frame({ width: 4000, height: 2000 }), [laptop])).toEqual(laptop.workArea)
})
test('one whose upper edge nobody could take hold of is brought back', () => {
  expect(placeWindow(frame({ y: -500 }), [laptop, desk])).toMatchObject({ x: 2000, y: 30 })
  expect(placeWindow(frame({ x: 4470 }), [laptop, desk])).toMatchObject({ x: 3280, y: 100 })
})
test('a first window stands in the middle of the primary display, no larger than it', () => {
  expect(placeWindow(null, [laptop])).toEqual({ x: 240, y: 105, width: 1440, height: 900 })
  expect(placeWindow(null, [display(1, 0, 0, 1024, 600)])).toEqual({ x: 0, y: 30, width: 1024, height: 570 })
})
test('a new window stands a little below the one it came from, neither maximized nor full screen', () => {
  expect(cascadeFrom(frame({ isMaximized: true, isFullScreen: true }))).toEqual(frame({ x: 2032, y: 132 }))
  expect(cascadeFrom(null)).toBeNull()
})
test('whatever was stored and whatever is plugged in, a person can take hold of every window', () => {
  const coordinate = fc.integer({ min: -9_000, max: 9_000 })
  const size = fc.integer({ min: 600, max: 5_000 })
  const some = fc.record({
    id: fc.integer({ min: 1, max: 4 }),
    x: coordinate,
    y: coordinate,
    w: size,
    h: size,
  })
  fc.assert(
    fc.property(some, fc.array(some, { minLength: 1, maxLength: 4 }), (window, plugged) => {
      const displays = plugged.map(({ id, x, y, w, h }) => display(id, x, y, w, h))
      const { x, y, w, h, id } = window
      const place = placeWindow(frame({ x, y, width: w, height: h, display: { id, x: 0, y: 0 } }), displays)
      const isVisible = displays.some(
        ({ workArea: area }) =>
          place.y >= area.y &&
          place.y + 40 <= area.y + area.height &&
          Math.min(place.x + place.width, area.x + area.width) - Math.max(place.x, area.x) >= 120,
      )
      expect(isVisible).toBe(true)
    }),
  )
})
