import fc from 'fast-check'
import { expect, it } from 'vitest'
import { scrollbarWidth } from '../limits.ts'
import { fittingSize } from './fitting-size.ts'

const cell = { width: 7.8, height: 20 }

it('fills a place with cells beside the scrollbar', () => {
  expect(fittingSize({ width: scrollbarWidth + 78, height: 100 }, cell)).toEqual({ cols: 10, rows: 5 })
  expect(fittingSize({ width: scrollbarWidth + 77.9, height: 99 }, cell)).toEqual({ cols: 9, rows: 4 })
})

it('keeps a terminal usable in a place that is too small for one', () => {
  expect(fittingSize({ width: 0, height: 0 }, cell)).toEqual({ cols: 2, rows: 1 })
})

it('never asks for more than there is, nor leaves room for one more', () => {
  const size = fc.record({
    width: fc.double({ min: 60, max: 4_000, noNaN: true }),
    height: fc.double({ min: 60, max: 4_000, noNaN: true }),
  })
  fc.assert(
    fc.property(size, (place) => {
      const { cols, rows } = fittingSize(place, cell)
      expect(cols * cell.width + scrollbarWidth).toBeLessThanOrEqual(place.width + 1e-6)
      expect((cols + 1) * cell.width + scrollbarWidth).toBeGreaterThan(place.width - 1e-6)
      expect(rows * cell.height).toBeLessThanOrEqual(place.height + 1e-6)
      expect((rows + 1) * cell.height).toBeGreaterThan(place.height - 1e-6)
    }),
  )
})
