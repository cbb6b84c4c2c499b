import fc from 'fast-check'
import { expect, test } from 'vitest'
import { shareStructure } from './share-structure.ts'

test('equal data is the very same object afterwards', () => {
  const previous = { agents: [{ name: 'a' }, { name: 'b' }], settings: { theme: 'dark' } }
  expect(shareStructure(previous, structuredClone(previous))).toBe(previous)
})

test('what changed is new, what did not keeps its identity', () => {
  const previous = {
    agents: [
      { name: 'a', age: 1 },
      { name: 'b', age: 1 },
    ],
    settings: { theme: 'dark' },
  }
  const next = structuredClone(previous)
  const [first] = next.agents
  if (first) first.age = 2
  const shared = shareStructure(previous, next)
  expect(shared.settings).toBe(previous.settings)
  expect(shared.agents[0]).not.toBe(previous.agents[0])
  expect(shared.agents[1]).toBe(previous.agents[1])
})

test('a key named __proto__ is a key like any other', () => {
  const next: unknown = JSON.parse('{"__proto__": false}')
  expect(JSON.stringify(shareStructure({}, next))).toBe('{"__proto__":false}')
})

test('the result always equals what main told', () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.jsonValue(), (previous, next) => {
      expect(JSON.stringify(shareStructure(previous, next))).toBe(JSON.stringify(next))
    }),
  )
})

test('a list that moves on keeps the items it still has', () => {
  const previous = [
    { id: 1, title: 'a' },
    { id: 2, title: 'b' },
    { id: 3, title: 'c' },
  ]
  const shared = shareStructure(previous, [
    { id: 2, title: 'b' },
    { id: 3, title: 'c' },
    { id: 4, title: 'd' },
  ])
  expect(shared[0]).toBe(previous[1])
  expect(shared[1]).toBe(previous[2])
  expect(shared.length).toBe(3)
})
