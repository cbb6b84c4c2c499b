import { expect, test } from 'vitest'
import { fakeAgent } from '../../testing/fake-app/fake-agent.ts'
import { detailOf, placeOf, wakesOnWords } from './agent-words.ts'

const now = new Date(2026, 10, 23, 15, 41).getTime()
const agent = (told: Partial<Parameters<typeof fakeAgent>[0]> = {}) =>
  fakeAgent({ now, number: 1, name: 'audit', status: 'dormant', detail: 'wakes on message', ...told })
const source = (kind: string, name: string, nextAt: number | null = null, problem: string | null = null) => ({
  ...{ kind, name, text: '', nextAt, problem },
})

test('what wakes an agent is told in a few words: messages, webhooks, times', () => {
  const at = (day: number, hour: number) => new Date(2026, 10, day, hour).getTime()
  const wakesOn = [source('webhook', 'ci'), source('schedule', 'nightly', at(24, 3)), source('run', 'api')]
  expect(wakesOnWords({ wakesOn }, now)).toBe('message, webhook ci, 03:00 tomorrow, the end of api')
  expect(wakesOnWords({ wakesOn: [source('schedule', 'weekly', at(27, 9))] }, now)).toBe('message, Fri 09:00')
  expect(wakesOnWords({ wakesOn: [source('schedule', 'soon', at(23, 18))] }, now)).toBe('message, 18:00')
  expect(wakesOnWords({ wakesOn: [source('file', 'notes', null, 'gone')] }, now)).toBe(
    'message, changes notes (broken)',
  )
})

test('who rests says what wakes it, who works says what it does', () => {
  const wakesOn = [source('webhook', 'ci')]
  expect(detailOf(agent({ wakesOn }), now)).toBe('wakes on message, webhook ci')
  expect(detailOf(agent(), now)).toBe('wakes on message')
  expect(detailOf(agent({ wakesOn, isParked: true, detail: 'parked: only you wake it' }), now)).toBe(
    'parked: only you wake it',
  )
  expect(detailOf(agent({ wakesOn, status: 'working', detail: 'reading' }), now)).toBe('reading')
  const task = '\n split the cart API\nfrom the page'
  expect(detailOf(agent({ status: 'working', detail: '', task }), now)).toBe('split the cart API')
})

test('a place is told where it says more than that of the parent', () => {
  const parent = agent({ directory: '/home/ada/shop', branch: 'main' })
  expect(placeOf(parent, null)).toBe('shop · main')
  expect(placeOf(agent({ directory: '/home/ada/shop', branch: 'main' }), parent)).toBe('')
  expect(placeOf(agent({ directory: '/home/ada/shop.worktrees/docs', branch: 'docs' }), parent)).toBe('docs')
  expect(placeOf(agent({ directory: '/home/ada/site', branch: null }), parent)).toBe('site')
  expect(placeOf(agent({ place: 'remote', at: null }), parent)).toBe('')
})
