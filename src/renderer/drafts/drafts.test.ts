import { expect, test } from 'vitest'
import { draftKey } from '../../shared/domain/draft.ts'
import { settle } from '../../testing/fake-clock.ts'
import type { Connection } from '../connection/connection.ts'
import { Drafts } from './drafts.ts'

const key = draftKey('message', 'nobody')
const setUp = () => {
  const main = { text: 'as it was left', told: [] as string[], isThere: true }
  const call = async (name: string, input: { text: string }) => {
    if (!main.isThere) throw new Error('no line')
    if (name === 'readDraft') return { text: main.text }
    main.told.push(input.text)
    main.text = input.text
    return undefined
  }
  const connection = { call } as unknown as Pick<Connection, 'call'> // two of its calls
  return { main, drafts: new Drafts(connection) }
}

test('a box begins with what was left, and each key is told at once: no end of the page loses one', async () => {
  const { main, drafts } = setUp()
  expect(await drafts.read(key)).toBe('as it was left')
  drafts.save(key, 'a')
  drafts.save(key, 'ab')
  expect([main.told, await drafts.read(key)]).toEqual([['a', 'ab'], 'ab'])
  drafts.clear(key)
  expect(main.told).toEqual(['a', 'ab', ''])
})
test('without a line to main nothing is lost: it is told when the line is back, and once', async () => {
  const { main, drafts } = setUp()
  main.isThere = false
  drafts.save(key, 'kept here')
  await settle()
  expect([main.told, await drafts.read(key)]).toEqual([[], 'kept here'])
  main.isThere = true
  drafts.flush()
  await settle()
  drafts.flush()
  expect(main.told).toEqual(['kept here'])
})
