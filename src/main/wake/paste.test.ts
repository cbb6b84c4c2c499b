import { beforeEach, expect, test } from 'vitest'
import { testIds } from '../../testing/conversation-facts.ts'
import { FakeClock, settle } from '../../testing/fake-clock.ts'
import { ok } from '../../shared/kernel/result.ts'
import { pasteDrawnWithinMs, pasteQuietMs, pasteSettleMs } from '../../shared/limits.ts'
import { pasteFact, pasteWake, type PasteSteps } from './paste.ts'

let clock: FakeClock
let did: string[]
let incarnation: number
let typedAt: number | null
let draw: (text: string) => void
let isDrawing: boolean

beforeEach(() => {
  clock = new FakeClock()
  did = []
  incarnation = 1
  typedAt = null
  draw = () => {}
  isDrawing = true
})
const steps = (overrides: Partial<PasteSteps> = {}): PasteSteps => ({
  host: {
    write: (_id, data) => {
      did.push(data)
      if (isDrawing) draw(`\u001b[2K> ${data}`)
      return Promise.resolve()
    },
  },
  output: (onText) => {
    draw = onText
    return { dispose: () => (draw = () => {}) }
  },
  terminalId: testIds().terminalId,
  submit: '\r',
  clock,
  incarnation: () => incarnation,
  typedAt: () => typedAt,
  fact: () => Promise.resolve({ kind: 'free' }),
  claim: () => void did.push('claim'),
  ...overrides,
})
const paste = async (between: () => void = () => {}, overrides: Partial<PasteSteps> = {}) => {
  const pasted = pasteWake('you have\u001b[201~ mail\n', steps(overrides))
  await settle()
  between()
  await clock.turn(pasteSettleMs)
  await settle()
  await clock.turn(pasteSettleMs)
  return pasted
}

test('a wake is claimed, then typed as one paste and a last key, then submitted', async () => {
  expect(await paste()).toEqual(ok('begun'))
  expect(did).toEqual(['claim', '\u001b[200~you have [201~ mai\u001b[201~', 'l', '\r'])
})
test.each([
  ['somebody types', () => (typedAt = clock.now())],
  ['another process runs on the pane', () => (incarnation = 2)],
  ['the process ends', () => (incarnation = 0)],
])('it is not submitted when %s between paste and Enter', async (_, between) => {
  expect(await paste(between)).toMatchObject({ ok: false, error: { kind: 'failed' } })
  expect(did.at(-1)).not.toBe('\r')
})
test('the key waits until the program has drawn the text; one that draws nothing is left to a person', async () => {
  isDrawing = false
  const busy = pasteWake('you have mail', steps())
  await settle()
  draw('something else, and you')
  await clock.turn(pasteSettleMs)
  expect(did).toHaveLength(2)
  draw('\u001b[1C have\u001b[m mai')
  await settle()
  await clock.turn(pasteSettleMs)
  await settle()
  await clock.turn(pasteSettleMs)
  expect(did).toEqual(['claim', '\u001b[200~you have mai\u001b[201~', 'l']) // nor is it sent before the last key is drawn
  draw('\u001b[5Gl')
  await settle()
  await clock.turn(pasteSettleMs)
  expect(await busy).toEqual(ok('begun'))
  const dead = pasteWake('mail', steps())
  await settle()
  await clock.turn(pasteDrawnWithinMs)
  expect(await dead).toMatchObject({ ok: false, error: { kind: 'failed' } })
  expect(did.at(-1)).not.toBe('\r')
})
test('nothing is written, and nothing claimed, over a draft or into a dead pane', async () => {
  const draft = () => Promise.resolve({ kind: 'has-draft' } as const)
  expect(await paste(() => {}, { fact: draft })).toMatchObject({ error: { kind: 'held' } })
  incarnation = 0
  expect(await paste()).toMatchObject({ error: { kind: 'held' } })
  expect(did).toEqual([])
})
test('what was typed since the last turn began is a draft; later typing is waited for', () => {
  const facts = { typedAt: null, inputAt: null, turnBeganAt: 1_000, isInDoubt: false }
  expect(pasteFact(facts)).toEqual({ kind: 'free' })
  expect(pasteFact({ ...facts, typedAt: 1_001 })).toEqual({ kind: 'has-draft' })
  expect(pasteFact({ ...facts, inputAt: 1_001 })).toEqual({ kind: 'has-draft' })
  expect(pasteFact({ ...facts, inputAt: 5, turnBeganAt: null })).toEqual({ kind: 'has-draft' })
  expect(pasteFact({ ...facts, typedAt: 999 })).toEqual({ kind: 'typed-recently', until: 999 + pasteQuietMs })
  expect(pasteFact({ ...facts, isInDoubt: true })).toEqual({ kind: 'in-doubt' })
})
