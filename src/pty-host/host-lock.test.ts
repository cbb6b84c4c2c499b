import { expect, test } from 'vitest'
import { judgeHolder, type HolderFacts } from './host-lock.ts'

const untold = { kind: 'running', startTime: null } as const
const facts = (overrides: Partial<HolderFacts> = {}): HolderFacts => ({
  writtenStartTime: 'boot:5',
  sighting: { kind: 'running', startTime: 'boot:5' },
  socket: 'unknown',
  ...overrides,
})

test('a host whose process runs since the written time is alive, whatever its socket does', () => {
  expect(judgeHolder(facts({ socket: 'refuses' }))).toBe('alive')
})

test('a host whose process is gone is dead', () => {
  expect(judgeHolder(facts({ sighting: { kind: 'gone' } }))).toBe('dead')
})

test('a host whose number is another process now is dead', () => {
  expect(judgeHolder(facts({ sighting: { kind: 'running', startTime: 'boot:9' } }))).toBe('dead')
})

test('where start times cannot be read the socket decides, and what it cannot tell is not death', () => {
  expect(judgeHolder(facts({ sighting: untold, socket: 'answers' }))).toBe('alive')
  expect(judgeHolder(facts({ sighting: untold, socket: 'refuses' }))).toBe('dead')
  expect(judgeHolder(facts({ writtenStartTime: null, socket: 'unknown' }))).toBe('cannot-tell')
})
