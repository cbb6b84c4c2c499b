import { beforeEach, expect, test } from 'vitest'
import type { ApiClient } from '../../shared/contract/api/client.ts'
import { ok } from '../../shared/kernel/result.ts'
import { interruptWindowMs } from '../../shared/limits.ts'
import { testConversation } from '../../testing/conversation-facts.ts'
import { FakeClock } from '../../testing/fake-clock.ts'
import { Conversations } from '../store/conversations.ts'
import { watchInterrupts } from './interrupts.ts'
import { PersonInput } from './person-input.ts'

let clock: FakeClock
let told: unknown[]
let person: PersonInput
let conversations: Conversations
const working = testConversation(1, { harness: 'claude', lastState: 'INPROGRESS', turnBeganAt: 1 })
const { terminalId } = working

const client: ApiClient = {
  call: (_name, input) => {
    told.push(input?.body)
    return Promise.resolve(ok({} as never)) // nothing of it is read
  },
}
beforeEach(() => {
  clock = new FakeClock()
  told = []
  person = new PersonInput(clock)
  conversations = new Conversations({ initial: [], write: () => {} })
  conversations.put(working)
  watchInterrupts({ person, conversations, clock, service: { client } })
})
const press = (key: string) => terminalId !== null && person.note(terminalId, key)

test.each(['\u0003', '\u001b', '\u001b[27u', '\u001b[99;5u'])(
  'a turn that a person breaks off (%j), and of which nothing is heard, is cancelled',
  async (key) => {
    press(key)
    press(key)
    await clock.turn(interruptWindowMs - 1)
    expect(told).toEqual([])
    await clock.turn(1)
    expect(told).toEqual([{ signal: { kind: 'interrupted', session_id: working.session } }])
  },
)
test('a turn that ended or began anew meanwhile is left alone; so is an agent that did not work', async () => {
  press('\u0003')
  conversations.put({ ...working, lastState: 'SUCCEEDED' })
  await clock.turn(interruptWindowMs)
  press('\u0003')
  conversations.put(working)
  press('\u0003')
  conversations.put({ ...working, turnBeganAt: 2 })
  await clock.turn(interruptWindowMs)
  press('x')
  await clock.turn(interruptWindowMs)
  expect(told).toEqual([])
})
