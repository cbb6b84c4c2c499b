import { expect, test } from 'vitest'
import { attentionCauses, nextAttention, type AttentionFacts } from './attention.ts'
import { ConversationId } from './ids.ts'

const id = (number: number): ConversationId =>
  ConversationId.parse(`00000000-0000-4000-8000-${String(number).padStart(12, '0')}`)

const agent = (told: Partial<AttentionFacts> & { number?: number }): AttentionFacts => ({
  conversationId: id(told.number ?? 1),
  parentId: null,
  name: 'docs',
  status: 'working',
  detail: '',
  changedAt: 1_000,
  ...told,
})
const away = { isOnScreen: () => false, isQuiet: false }
const step = (known: ReadonlySet<string> | null, agents: AttentionFacts[], facts = away) =>
  nextAttention(known, attentionCauses(agents, 'all'), facts)
const titles = (causes: readonly { title: string }[]): string[] => causes.map((cause) => cause.title)

test('a question is told once, however often the agent is seen asking, and taken away when it is answered', () => {
  const asking = agent({ status: 'blocked', detail: 'asks: run npm publish?' })
  const first = step(new Set(), [asking])
  expect(first.show).toEqual([
    {
      key: `${id(1)}:asks:asks: run npm publish?`,
      conversationId: id(1),
      kind: 'asks',
      title: 'docs asks',
      body: 'run npm publish?',
    },
  ])
  const second = step(first.known, [asking])
  expect([second.show, second.close]).toEqual([[], []])
  const answered = step(second.known, [agent({ status: 'working' })])
  expect(answered.close).toEqual([`${id(1)}:asks:asks: run npm publish?`])
})

test('the next question of the same agent is a new one', () => {
  const first = step(new Set(), [agent({ status: 'blocked', detail: 'asks: one?' })])
  const second = step(first.known, [agent({ status: 'blocked', detail: 'asks: two?' })])
  expect([titles(second.show), second.close.length]).toEqual([['docs asks'], 1])
})

test('what is on screen is not told, nor when one looks away later; a notification goes when one looks', () => {
  const asking = agent({ status: 'blocked', detail: 'asks: run?' })
  const looked = step(new Set(), [asking], { isOnScreen: () => true, isQuiet: false })
  expect(looked.show).toEqual([])
  expect(step(looked.known, [asking]).show).toEqual([])
  expect(step(looked.known, [asking], { isOnScreen: () => true, isQuiet: false }).close).toHaveLength(1)
})

test('a restart tells nothing of what was so before', () => {
  const first = step(null, [agent({ status: 'failed' })])
  expect([first.show, first.close]).toEqual([[], []])
  expect(step(first.known, [agent({ status: 'failed' })]).show).toEqual([])
})

test('quiet hours tell nothing, not later either', () => {
  const quiet = step(new Set(), [agent({ status: 'failed' })], { ...away, isQuiet: true })
  expect(quiet.show).toEqual([])
  expect(step(quiet.known, [agent({ status: 'failed' })]).show).toEqual([])
})

test('a child that ends is its parent’s business; a child that asks or fails is the person’s', () => {
  const parentId = id(9)
  const agents = [
    agent({ number: 1, parentId, status: 'dormant' }),
    agent({ number: 2, parentId, status: 'blocked', name: 'asker' }),
    agent({ number: 3, parentId, status: 'failed', name: 'broken' }),
    agent({ number: 4, status: 'idle', name: 'lead' }),
  ]
  expect(titles(attentionCauses(agents, 'all'))).toEqual([
    'asker asks',
    'broken failed',
    'lead ended its turn',
  ])
  expect(titles(attentionCauses(agents, 'needs-me'))).toEqual(['asker asks', 'broken failed'])
  expect(attentionCauses(agents, 'none')).toEqual([])
})
