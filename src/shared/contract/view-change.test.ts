import fc from 'fast-check'
import { expect, test } from 'vitest'
import { fakeAgent } from '../../testing/fake-app/fake-agent.ts'
import { scenarioView } from '../../testing/fake-app/scenarios.ts'
import { ViewChange, type AppView } from './app.ts'
import { applyChange, changeOf } from './view-change.ts'

const now = 1_800_000_000_000
const base = scenarioView('family', 'dark', now)
const anyView = fc
  .record({
    numbers: fc.uniqueArray(fc.integer({ min: 1, max: 6 })),
    detail: fc.constantFrom('one', 'two'),
    theme: fc.constantFrom('dark' as const, 'light' as const),
    wakes: fc.integer({ min: 0, max: 2 }),
    directory: fc.option(fc.constantFrom('/a', '/b')),
  })
  .map(({ numbers, detail, theme, wakes, directory }): AppView => ({
    ...base,
    agents: numbers.map((number) => fakeAgent({ now, number, name: `agent ${number}`, detail })),
    settings: { ...base.settings, theme, recentDirectories: directory === null ? [] : [directory] },
    wakesThisHour: wakes,
  }))

test('whatever changed, the page has the same view as main after it', () => {
  fc.assert(
    fc.property(anyView, anyView, (before, after) => {
      const change = changeOf(before, structuredClone(after))
      if (change) expect(ViewChange.parse(change)).toEqual(change)
      expect(change ? applyChange(before, change) : before).toEqual(after)
    }),
  )
})

test('only what changed crosses, and the others stay the very same', () => {
  const [first, ...others] = base.agents
  if (!first) throw new Error('the family has agents')
  const after = { ...base, agents: [{ ...first, detail: 'something else' }, ...others] }
  const change = changeOf(base, structuredClone(after))
  expect(change).toEqual({ parts: {}, agents: [after.agents[0]], order: null })
  const applied = change && applyChange(base, change)
  expect(applied?.agents.slice(1).every((agent, index) => agent === others[index])).toBe(true)
  expect(applied?.settings).toBe(base.settings)
  expect(changeOf(base, structuredClone(base))).toBeNull()
})
