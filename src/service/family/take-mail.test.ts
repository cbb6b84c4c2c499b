import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { HarnessSessionId } from '../../shared/domain/ids.ts'
import { hookBoundMs } from '../../shared/limits.ts'
import { FakeClock } from '../../testing/fake-clock.ts'
import { serviceDirectory, type ServiceDirectory } from '../../testing/service-harness.ts'
import { Hub } from '../events/hub.ts'
import type { Ask } from '../http/ask-inside.ts'
import { appendMessage } from '../messages/append-message.ts'
import { markShown, takeMailbox } from '../messages/mailbox.ts'
import { createRun } from '../runs/create-run.ts'
import { openSqliteStore } from '../store/sqlite/sqlite-store.ts'
import type { Run } from '../store/rows.ts'
import type { Store } from '../store/store.ts'
import { hashToken } from '../tokens.ts'
import { familyWorld } from './family-world.ts'

const session = HarnessSessionId.parse('s')
let directory: ServiceDirectory
let store: Store
let clock: FakeClock
let run: Run
let beingShown: Set<string>
beforeEach(async () => {
  directory = serviceDirectory()
  clock = new FakeClock()
  store = openSqliteStore(join(directory.path, 'x.db'), clock)
  beingShown = new Set()
  run = await store.change((tx) => createRun(tx, { execution_location: 'LOCAL' }, { kind: 'owner' }))
  await store.change((tx) => tx.tokens.insert(hashToken('token'), run.runId, undefined))
})
afterEach(() => {
  store.close()
  directory.dispose()
})

const send = (body: string) =>
  store.change((tx) => appendMessage(tx, run, { senderRunId: null, subject: 's', body, kind: 'message' }))
function later<Value>() {
  let resolve: (value: Value) => void = () => {}
  const promise = new Promise<Value>((settle) => (resolve = settle))
  return { promise, resolve: (value: Value) => resolve(value) }
}
/** A call of a tool whose answer is under way until `end` says what became of it. */
function call() {
  const written = later<boolean>()
  const controller = new AbortController()
  const place = {
    store,
    hub: new Hub(store),
    clock,
    beingShown,
    newId: randomUUID,
    ownerHash: hashToken('owner'),
  }
  const ask: Ask = () => Promise.reject(new Error('not asked here'))
  const open = { signal: controller.signal, written: written.promise, doing: <V>(work: Promise<V>) => work }
  const credential = { hash: hashToken('token'), actsAs: null }
  const world = familyWorld(place, open, { runId: run.runId, credential, ask })
  const answers: string[] = []
  const answered = later<void>()
  const take = world.takeMail(session, (text) => {
    answers.push(text)
    answered.resolve(undefined)
  })
  return { take, answers, answered: answered.promise, end: written.resolve }
}
/** What a hook of the session is given, and whether it has shown it. */
const hook = (becomes: 'shown' | 'not-shown' = 'shown') =>
  store.change((tx) => {
    const taken = takeMailbox(tx, run, session, 100_000, { beingShown, graceMs: 0 })
    if (becomes === 'shown') markShown(tx, run, taken.claimId)
    return taken.messages.map(({ body }) => body)
  })
const states = () =>
  store.read((tx) =>
    tx.messages.open(run.runId).map(({ state, isShown }) => (isShown ? `${state}, shown` : state)),
  )

test('what an answer is being written with is no hook’s, and delivered by the hook after it', async () => {
  await send('one')
  const tool = call()
  await tool.answered
  await send('two')
  expect(await hook('not-shown')).toEqual(['two'])
  tool.end(true)
  await tool.take
  expect(tool.answers).toEqual([expect.stringContaining('one')])
  expect(states()).toEqual(['surfaced, shown', 'surfaced'])
  expect(await hook()).toEqual(['two']) // the take before it was lost
  expect(states()).toEqual(['surfaced, shown'])
  expect(await hook()).toEqual([])
  expect(states()).toEqual([])
})

test('what an answer that was cut off was written with is pending again', async () => {
  await send('one')
  const tool = call()
  await tool.answered
  tool.end(false)
  await tool.take
  expect(states()).toEqual(['pending'])
  expect(beingShown).toEqual(new Set())
  expect(await hook()).toEqual(['one'])
})

test('what a hook has just taken is left to it, and taken when it shows nothing', async () => {
  await send('one')
  expect(await hook('not-shown')).toEqual(['one'])
  expect(await call().take).toEqual({ kind: 'nothing', lookAgainAt: clock.now() + hookBoundMs })
  await clock.turn(hookBoundMs)
  const tool = call()
  await tool.answered
  expect(tool.answers).toEqual([expect.stringContaining('one')])
})

test('two calls of one agent are not answered with the same message', async () => {
  await send('one')
  const first = call()
  await first.answered
  expect(await call().take).toEqual({ kind: 'nothing', lookAgainAt: clock.now() + hookBoundMs })
  first.end(true)
  await first.take
  expect(await hook()).toEqual([])
})

test('a run whose token has ended takes nothing, and claims nothing', async () => {
  await send('one')
  await store.change((tx) => tx.tokens.revokeAll(run.runId))
  await expect(call().take).rejects.toThrow('has ended with its process')
  expect([states(), beingShown]).toEqual([['pending'], new Set()])
})
