import { randomUUID } from 'node:crypto'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { HarnessSessionId, MessageId, RunId } from '../../shared/domain/ids.ts'
import { HarnessSessionId as SessionId } from '../../shared/domain/ids.ts'
import { testService, type TestService } from '../../testing/service-harness.ts'

let service: TestService
beforeAll(async () => {
  service = await testService()
})
afterAll(() => service[Symbol.asyncDispose]())

const session = (id: string): HarnessSessionId => SessionId.parse(id)
const localRun = async (name: string, parent?: RunId): Promise<RunId> => {
  const under = parent === undefined ? {} : { parent_run_id: parent }
  const body = { config: { name }, execution_location: 'LOCAL' as const, ...under }
  return (await service.owner.ask('createRun', { body })).run_id
}
const send = async (to: string[], body = 'text', sender?: RunId): Promise<MessageId[]> => {
  const from = sender === undefined ? {} : { sender_run_id: sender }
  return (await service.owner.ask('sendMessages', { body: { to, subject: 'hello', body, ...from } }))
    .message_ids
}
const mailbox = async (run_id: RunId, query: object = {}) =>
  (await service.owner.ask('listMessages', { params: { run_id }, query })).messages
const take = (run_id: RunId, session_id: string, max_chars = 6_000) =>
  service.owner.ask('takeMailbox', {
    params: { run_id },
    body: { session_id: session(session_id), max_chars },
  })
const shown = (run_id: RunId, claim_id: string) =>
  service.owner.ask('shownMailbox', { params: { run_id }, body: { claim_id } })
const signal = (run_id: RunId, told: { kind: string; [field: string]: unknown }) =>
  service.owner.ask('reportSignal', {
    params: { run_id },
    body: { signal: { session_id: 's', ...told } as never },
  })
const states = async (run: RunId) => (await mailbox(run)).map((message) => message.state)
const events = async (run_ids: RunId[]) =>
  (await service.owner.ask('listEvents', { query: { run_ids, limit: 500 } })).events

test('a message is in the mailbox and in the log, with the same sequence', async () => {
  const [sender, recipient] = [await localRun('a'), await localRun('b')]
  const [id] = await send([recipient], 'the text', sender)
  const [header] = await mailbox(recipient)
  const told = (await events([recipient])).at(-1)
  expect(header).toMatchObject({
    message_id: id,
    run_id: recipient,
    sender_run_id: sender,
    sender_name: 'a',
    subject: 'hello',
    kind: 'message',
    state: 'pending',
    read_at: null,
  })
  expect(header).not.toHaveProperty('body')
  expect(told).toMatchObject({ event_type: 'new_message', ref_id: id, sequence: header?.sequence })
})

test('either every recipient has the message, or none', async () => {
  const recipient = await localRun('lonely')
  const to = [recipient, randomUUID()]
  expect(await service.owner.refusal('sendMessages', { body: { to, subject: '', body: '' } })).toBe(
    'resource_not_found',
  )
  expect(await mailbox(recipient)).toEqual([])
  expect((await events([recipient])).map((event) => event.event_type)).toEqual(['run_queued'])
})

test('ids come in the order of the recipients; one named twice has one letter', async () => {
  const root = await localRun('root')
  const [a, b] = [await localRun('a', root), await localRun('b', root)]
  const ids = await send(['B', a, 'parent', b], 'x', a)
  expect(ids).toHaveLength(4)
  expect(ids[0]).toBe(ids[3])
  const held = async (run: RunId) => (await mailbox(run)).map((message) => message.message_id)
  expect([await held(b), await held(a), await held(root)]).toEqual([[ids[0]], [ids[1]], [ids[2]]])
})

test('a name nobody has is refused with the names that are known', async () => {
  const root = await localRun('the lead')
  const child = await localRun('the tester', root)
  await localRun('of another family')
  const body = { to: ['of another family'], subject: '', body: '', sender_run_id: child }
  await expect(service.owner.ask('sendMessages', { body })).rejects.toThrow(
    'known names: the lead, the tester',
  )
  const orphan = { ...body, to: ['parent'], sender_run_id: root }
  expect(await service.owner.refusal('sendMessages', { body: orphan })).toBe('resource_not_found')
})

test('a name that two have is refused with both ids', async () => {
  const root = await localRun('twins')
  const [a, b] = [await localRun('one', root), await localRun('two', root)]
  const [x, y] = [await localRun('same', a), await localRun('Same', b)]
  const body = { to: ['same'], subject: '', body: '', sender_run_id: root }
  await expect(service.owner.ask('sendMessages', { body })).rejects.toThrow(`${x}, ${y}`)
})

test('an ended recipient still gets mail', async () => {
  const run = await localRun('asleep')
  await service.owner.ask('cancelRun', { params: { run_id: run } })
  await send([run])
  expect(await states(run)).toEqual(['pending'])
})

test('reading sets the time once and changes no state', async () => {
  const run = await localRun('reader')
  const [message_id] = await send([run])
  if (message_id === undefined) throw new Error('no message')
  const first = await service.owner.ask('readMessage', { params: { message_id } })
  const second = await service.owner.ask('readMessage', { params: { message_id } })
  expect(first).toMatchObject({ body: 'text', state: 'pending', read_at: expect.any(String) })
  expect(second).toEqual(first)
  expect(await mailbox(run, { unread: true })).toEqual([])
  expect(await mailbox(run, { pending: true })).toHaveLength(1)
})

test('a mailbox is listed by time and by limit', async () => {
  const run = await localRun('listed')
  const ids = [...(await send([run])), ...(await send([run])), ...(await send([run]))]
  expect((await mailbox(run, { limit: 2 })).map((message) => message.message_id)).toEqual(ids.slice(0, 2))
  expect(await mailbox(run, { since: '2000-01-01T00:00:00Z' })).toHaveLength(3)
  expect(await mailbox(run, { since: '2100-01-01T00:00:00+02:00' })).toEqual([])
})

test('take, shown, take: the first is delivered by the second sign of life', async () => {
  const run = await localRun('taker')
  const [a, b] = [...(await send([run])), ...(await send([run]))]
  const first = await take(run, 's')
  expect(first.messages.map((message) => message.message_id)).toEqual([a, b])
  expect(first.messages[0]).toMatchObject({ body: 'text', state: 'surfaced' })
  await shown(run, first.claim_id)
  const second = await take(run, 's', 0)
  expect(second).toMatchObject({ messages: [], remaining: 0, delivered: [a, b] })
  expect(await states(run)).toEqual(['delivered', 'delivered'])
  expect((await events([run])).map((event) => event.event_type)).toEqual([
    'run_queued',
    'new_message',
    'new_message',
    'message_surfaced',
    'message_surfaced',
    'message_delivered',
    'message_delivered',
  ])
})

test('a hook that died before it showed its messages gets them again', async () => {
  const run = await localRun('died')
  const ids = await send([run])
  await take(run, 's')
  const again = await take(run, 's')
  expect(again.messages.map((message) => message.message_id)).toEqual(ids)
  expect(again.delivered).toEqual([])
})

test.each(['session-ended', 'exited'])('%s puts back what was not confirmed', async (kind) => {
  const run = await localRun(`put back ${kind}`)
  await signal(run, { kind: 'turn-began' })
  await send([run])
  const taken = await take(run, 's')
  await shown(run, taken.claim_id)
  await signal(run, { kind, reason: 'quit', exit_code: 0 })
  expect(await states(run)).toEqual(['pending'])
  expect((await events([run])).filter((event) => event.event_type === 'message_released')).toHaveLength(1)
})

test('a turn that ended has confirmed what stood in its context', async () => {
  const run = await localRun('confirmed')
  await signal(run, { kind: 'turn-began' })
  await send([run])
  await shown(run, (await take(run, 's')).claim_id)
  await signal(run, { kind: 'turn-ended', has_background_work: false })
  await signal(run, { kind: 'exited', exit_code: 0 })
  expect(await states(run)).toEqual(['delivered'])
})

test('a release gives back what the session held', async () => {
  const run = await localRun('released')
  const ids = await send([run])
  await take(run, 's')
  const params = { run_id: run }
  expect(
    await service.owner.ask('releaseMailbox', { params, body: { session_id: session('other') } }),
  ).toEqual({
    released: [],
  })
  expect(await service.owner.ask('releaseMailbox', { params, body: { session_id: session('s') } })).toEqual({
    released: ids,
  })
})

test('a message put into a prompt is surfaced once, and confirmed when the turn begins', async () => {
  const run = await localRun('prompted')
  const [message_id] = await send([run])
  if (message_id === undefined) throw new Error('no message')
  const mark = (id: string) => ({ params: { message_id }, body: { session_id: session(id) } })
  await service.owner.ask('markSurfaced', mark('s'))
  await service.owner.ask('markSurfaced', mark('s'))
  expect(await service.owner.refusal('markSurfaced', mark('other'))).toBe('conflict')
  expect(await states(run)).toEqual(['surfaced'])
  await signal(run, { kind: 'turn-began' })
  expect(await states(run)).toEqual(['delivered'])
})

test('delivered is the end: marking it again, or surfacing it, changes nothing', async () => {
  const run = await localRun('done')
  const [message_id] = await send([run])
  if (message_id === undefined) throw new Error('no message')
  await service.owner.ask('markDelivered', { params: { message_id } })
  await service.owner.ask('markDelivered', { params: { message_id } })
  await service.owner.ask('markSurfaced', { params: { message_id }, body: { session_id: session('s') } })
  expect(await states(run)).toEqual(['delivered'])
  expect((await events([run])).filter((event) => event.event_type === 'message_delivered')).toHaveLength(1)
})

test('a parent has one unread notice of a child, the newest', async () => {
  const parent = await localRun('lead')
  const child = await localRun('worker', parent)
  for (const summary of ['first', 'second']) {
    await signal(child, { kind: 'turn-began' })
    await signal(child, { kind: 'turn-ended', summary, has_background_work: false })
  }
  expect(await mailbox(parent)).toMatchObject([
    { subject: 'worker finished', kind: 'notice', sender_run_id: child, state: 'pending' },
  ])
  const taken = await take(parent, 'p')
  expect(taken.messages.map((message) => message.body)).toEqual(['second'])
  await signal(child, { kind: 'turn-began' })
  await signal(child, { kind: 'turn-ended', summary: 'third', has_background_work: false })
  expect(await states(parent)).toEqual(['surfaced', 'pending'])
})

test('a child that wrote in this turn is not announced; in the next turn it is', async () => {
  const parent = await localRun('lead 2')
  const child = await localRun('writer', parent)
  await signal(child, { kind: 'turn-began' })
  await send(['parent'], 'I am done', child)
  await signal(child, { kind: 'turn-ended', has_background_work: false })
  expect((await mailbox(parent)).map((message) => message.kind)).toEqual(['message'])
  await signal(child, { kind: 'turn-began' })
  await signal(child, { kind: 'blocked', question: 'which one?' })
  expect((await mailbox(parent)).map((message) => message.subject)).toEqual(['hello', 'writer is blocked'])
})

test('a child that is cancelled or killed is no news', async () => {
  const parent = await localRun('lead 3')
  const child = await localRun('cancelled', parent)
  await signal(child, { kind: 'turn-began' })
  await service.owner.ask('killRun', { params: { run_id: child } })
  expect(await mailbox(parent)).toEqual([])
})

const step = fc.oneof(
  fc.record({ do: fc.constant('send' as const), chars: fc.nat(4_000) }),
  fc.record({ do: fc.constant('take' as const), session: fc.constantFrom('s', 't'), max: fc.nat(8_000) }),
  fc.record({ do: fc.constant('shown' as const), claim: fc.nat(3) }),
  fc.record({
    do: fc.constantFrom('turn-began' as const, 'turn-ended' as const, 'exited' as const),
    session: fc.constantFrom('s', 't'),
  }),
  fc.record({ do: fc.constant('delivered' as const), which: fc.nat(10) }),
  fc.record({ do: fc.constant('reopen' as const) }),
)

test('whatever happens: no message is lost, and a delivered one never comes back', async () => {
  let count = 0
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 25 }), async (steps) => {
      const run = await localRun(`law ${(count += 1)}`)
      const sent: MessageId[] = []
      const claims: string[] = []
      const delivered = new Set<MessageId>()
      for (const one of steps) {
        if (one.do === 'send') sent.push(...(await send([run], 'x'.repeat(one.chars))))
        else if (one.do === 'take') {
          const taken = await take(run, one.session, one.max)
          claims.push(taken.claim_id)
          for (const message of taken.messages) expect(delivered.has(message.message_id)).toBe(false)
        } else if (one.do === 'shown') await shown(run, claims.at(-1 - one.claim) ?? 'unknown')
        else if (one.do === 'delivered') {
          const message_id = sent[one.which]
          if (message_id !== undefined) await service.owner.ask('markDelivered', { params: { message_id } })
        } else if (one.do === 'reopen') {
          const { state } = await service.owner.ask('getRun', { params: { run_id: run } })
          if (state === 'SUCCEEDED')
            await service.owner.ask('reopenRun', { params: { run_id: run }, body: {} })
        } else
          await signal(run, {
            kind: one.do,
            session_id: one.session,
            has_background_work: false,
            exit_code: 0,
          })
        const listed = await mailbox(run, { limit: 100 })
        expect(listed.map((message) => message.message_id)).toEqual(sent)
        for (const { message_id, state } of listed) {
          if (delivered.has(message_id)) expect(state).toBe('delivered')
          if (state === 'delivered') delivered.add(message_id)
        }
      }
      // and what is left can always be had
      await signal(run, { kind: 'exited', session_id: null, exit_code: 0 })
      const rest = await take(run, 'last', 1_000_000)
      expect(rest.messages.map((message) => message.message_id)).toEqual(
        sent.filter((id) => !delivered.has(id)),
      )
    }),
    { numRuns: 40 },
  )
})
