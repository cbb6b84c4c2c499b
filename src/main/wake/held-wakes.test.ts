import { expect, test } from 'vitest'
import { ConversationId } from '../../shared/domain/ids.ts'
import { HeldWakes } from './held-wakes.ts'

const ids = Array.from({ length: 50 }, (_, index) =>
  ConversationId.parse(`0c9a6c5e-8d2e-4b2f-9d55-0d7b6cbb${3000 + index}`),
)
const settle = () => new Promise<void>((resolve) => setImmediate(resolve))

test('fifty who wait are each asked once, in their order, as places become free', async () => {
  const underWay = new Map<ConversationId, null>()
  const asked: ConversationId[] = []
  let most = 0
  const held = new HeldWakes({
    ...{ atOnceMax: 3, underWay },
    consider: async (id) => {
      asked.push(id)
      underWay.set(id, null)
      most = Math.max(most, underWay.size)
    },
  })
  for (const id of ids) held.add(id)
  held.letGo()
  while (underWay.size > 0) {
    await settle()
    underWay.delete([...underWay.keys()][0] as ConversationId) // there is one
    held.letGo()
  }
  expect(asked).toEqual(ids)
  expect(most).toBe(3)
})

test('who does not want its place any more leaves it to the next; who was asked meanwhile is not asked again', async () => {
  const asked: ConversationId[] = []
  const held = new HeldWakes({
    ...{ atOnceMax: 1, underWay: new Map() },
    consider: async (id) => void asked.push(id),
  })
  for (const id of ids.slice(0, 4)) held.add(id)
  held.delete(ids[1] as ConversationId) // the second of fifty
  held.letGo()
  for (let turn = 0; turn < 4; turn += 1) await settle()
  expect(asked).toEqual([ids[0], ids[2], ids[3]])
})
