import { expect, test } from 'vitest'
import { fanOutMax } from '../../shared/limits.ts'
import { scenarioView } from '../../testing/fake-app/scenarios.ts'
import { fakeConversationId } from '../../testing/fake-app/fake-agent.ts'
import { planFanOut } from './fan-out.ts'
import { newDraft } from './start-draft.ts'

const view = scenarioView('family', 'dark', 1_700_000_000_000)
const draft = { ...newDraft(view, fakeConversationId(1)), name: 'try', prompt: 'find the leak' }

test('one agent is the wish as it is', () => {
  expect(planFanOut(draft, 1, view).map((one) => one.wish)).toEqual([draft])
})

test('several have names and branches of their own, names that are taken are left out, and all stay hidden', () => {
  const [first] = view.agents
  if (!first) throw new Error('the family has agents')
  const taken = { ...first, name: 'TRY-2', parentId: fakeConversationId(1) }
  const wish = { ...draft, worktree: { branch: 'leak', base: 'main' } }
  const plans = planFanOut(wish, 3, { ...view, agents: [...view.agents, taken] })
  expect(plans.map(({ wish: one }) => [one.name, one.worktree?.branch, one.show])).toEqual([
    ['try-1', 'leak-1', 'hidden'],
    ['try-3', 'leak-3', 'hidden'],
    ['try-4', 'leak-4', 'hidden'],
  ])
})

test('nobody starts more than a person reads through', () => {
  expect(planFanOut(draft, 1_000, view)).toHaveLength(fanOutMax)
})
