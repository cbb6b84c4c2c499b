import { expect, test } from 'vitest'
import { suggestName } from './suggest-name.ts'

test('the first agent of all leads, a child does not', () => {
  expect([suggestName([], false), suggestName([], true)]).toEqual(['lead', 'scout'])
})

test('a name that somebody has is not offered again', () => {
  expect(suggestName(['Lead', 'scout'], false)).toBe('builder')
  const all = ['lead', 'scout', 'builder', 'reviewer', 'tester', 'writer', 'fixer', 'planner', 'agent 2']
  expect(suggestName(all, false)).toBe('agent 3')
})
