import { expect, test } from 'vitest'
import { draftKey } from '../../shared/domain/draft.ts'
import { FakeClock } from '../../testing/fake-clock.ts'
import type { Connection } from '../connection/connection.ts'
import { draftSettleMs } from '../limits.ts'
import { Drafts } from './drafts.ts'

const key = draftKey('message', 'nobody')
const setUp = () => {
  const clock = new FakeClock()
  const main = { text: 'as it was left', told: [] as string[], isThere: true }
  const call = async (name: string, input: { text: string }) => {
    if (!main.isThere) throw new Error('no line')
    if (name === 'readDraft') return { text: main.text }
    main.told.push(input.text)
    main.text = input.text
    return undefined
  }
  const connection = { call } as unknown as Pick<Connection, 'call'> // two of its calls
  return { clock, main, drafts: new Drafts({ connection, clock }) }
}

test('a box begins with what was left, and what is typed is told once the typing rests', async () => {
  const { clock, main, drafts } = setUp()
  expect(await drafts.read(key)).toBe('as it was left')
  drafts.save(key, 'a')
  drafts.save(key, 'ab')
  expect([main.told, await drafts.read(key)]).toEqual([[], 'ab'])
  await clock.turn(draftSettleMs)
  expect(main.told).toEqual(['ab'])
})
test('a page that leaves tells at once; what was sent is cleared at once', async () => {
  const { main, drafts } = setUp()
  drafts.save(key, 'half')
  drafts.flush()
  drafts.clear(key)
  expect(main.told).toEqual(['half', ''])
})
test('without a line to main nothing is lost: it is told when the line is back', async () => {
  const { clock, main, drafts } = setUp()
  main.isThere = false
  drafts.save(key, 'kept here')
  await clock.turn(draftSettleMs)
  expect([main.told, await drafts.read(key)]).toEqual([[], 'kept here'])
  main.isThere = true
  drafts.flush()
  expect(main.told).toEqual(['kept here'])
})
