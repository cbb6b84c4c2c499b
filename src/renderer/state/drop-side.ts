import type { Side } from '../../shared/domain/layout-moves.ts'

const edge = 0.28 // of the width or height: what is further in is the middle

/** Where in a pane something is let go; `x` and `y` are shares of its width and height. */
export function dropSide(x: number, y: number): Side | 'middle' {
  const distances = { left: x, right: 1 - x, up: y, down: 1 - y } as const
  const sides = ['left', 'right', 'up', 'down'] as const
  const nearest = sides.reduce((best, side) => (distances[side] < distances[best] ? side : best))
  return distances[nearest] < edge ? nearest : 'middle'
}
