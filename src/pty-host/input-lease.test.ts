import { expect, test } from 'vitest'
import { InputLease } from './input-lease.ts'

const [one, other] = [{ name: 'one' }, { name: 'other' }]
const setUp = () => {
  const told: (string | null)[] = []
  return { told, lease: new InputLease<{ name: string }>((holder) => told.push(holder?.name ?? null)) }
}

test('the first who types holds it, and the others may not', () => {
  const { lease, told } = setUp()
  expect([lease.mayType(one), lease.mayType(other), lease.mayType(one)]).toEqual([true, false, true])
  expect(told).toEqual(['one'])
})

test('it is handed over when somebody asks, at once', () => {
  const { lease, told } = setUp()
  lease.mayType(one)
  lease.take(other)
  expect([lease.mayType(one), lease.mayType(other)]).toEqual([false, true])
  expect(told).toEqual(['one', 'other'])
})

test('it is free when its holder goes, not when another does', () => {
  const { lease, told } = setUp()
  lease.mayType(one)
  lease.release(other)
  lease.release(one)
  expect(lease.mayType(other)).toBe(true)
  expect(told).toEqual(['one', null, 'other'])
})
