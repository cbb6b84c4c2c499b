import { expect, test } from 'vitest'
import type { AgentStatus } from './agent-status.ts'
import { demoChildName, demoName, demoStep, type DemoFacts } from './demo.ts'
import { ConversationId } from './ids.ts'

const [leadId, childId] = [1, 2].map((number) =>
  ConversationId.parse(`00000000-0000-4000-8000-00000000000${number}`),
) as [ConversationId, ConversationId] // two of two

const facts = (status: AgentStatus | null, kinds: readonly string[]): DemoFacts => ({
  agents: [
    { conversationId: leadId, parentId: null, name: demoName, harness: 'command', status: 'dormant' },
    ...(status === null
      ? []
      : [
          {
            conversationId: childId,
            parentId: leadId,
            name: demoChildName,
            harness: 'command',
            status,
          } as const,
        ]),
  ],
  activity: kinds.map((kind) => ({ kind, conversationId: childId })),
})

test('the demo goes from step to step by what happens, not by what was clicked', () => {
  expect(demoStep(facts(null, []))).toBe('starting')
  expect(demoStep(facts('working', ['started']))).toBe('starting')
  expect(demoStep(facts('dormant', ['started', 'asleep']))).toBe('asleep')
  expect(demoStep(facts('waking', ['started', 'asleep', 'message']))).toBe('waking')
  expect(demoStep(facts('dormant', ['asleep', 'message', 'woken', 'asleep']))).toBe('woken')
  expect(demoStep(facts('dormant', ['woken', 'asleep', 'restored']))).toBe('restarted')
})

test('a restart before the wake does not skip it, and without the demo there is no step', () => {
  expect(demoStep(facts('dormant', ['asleep', 'restored']))).toBe('asleep')
  expect(demoStep({ agents: [], activity: [] })).toBeNull()
})
