import { expect, test } from 'vitest'
import { dropSide } from './drop-side.ts'

test('the nearest edge takes a pane, the middle swaps it', () => {
  expect([dropSide(0.1, 0.5), dropSide(0.9, 0.4), dropSide(0.5, 0.05), dropSide(0.6, 0.95)]).toEqual([
    'left',
    'right',
    'up',
    'down',
  ])
  expect([dropSide(0.5, 0.5), dropSide(0.3, 0.7)]).toEqual(['middle', 'middle'])
})
