import { expect, test } from 'vitest'
import { fakeAgent } from '../../testing/fake-app/fake-agent.ts'
import { announceChanges } from './announcements.ts'

const agent = (number: number, told: Partial<Parameters<typeof fakeAgent>[0]> = {}) =>
  fakeAgent({ now: 0, number, name: `agent ${number}`, ...told })

test('only agents in another state are read out, and new ones', () => {
  const before = [agent(1), agent(2)]
  const after = [agent(1), agent(2, { status: 'blocked', detail: 'asks: run it?' }), agent(3)]
  expect(announceChanges(before, after)).toBe('agent 2 needs you, asks: run it?. agent 3 working')
  expect(announceChanges(after, after)).toBe('')
})
