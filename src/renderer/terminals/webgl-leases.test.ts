import { expect, test } from 'vitest'
import { WebglLeases } from './webgl-leases.ts'

test('no more contexts are given out than there may be, and one that came back can be had again', () => {
  const leases = new WebglLeases(2)
  const first = leases.take()
  leases.take()
  expect(leases.take()).toBeNull()
  first?.dispose()
  first?.dispose()
  expect(leases.take()).not.toBeNull()
  expect(leases.take()).toBeNull()
})
