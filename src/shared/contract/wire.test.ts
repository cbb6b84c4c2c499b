import { MessageChannel } from 'node:worker_threads'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { Emitter } from '../kernel/emitter.ts'
import { connectWire, serveWire, WireError, type WireChannel, type WireClient } from './wire.ts'

const contract = {
  calls: {
    double: { input: z.object({ number: z.int() }), output: z.int() },
    fail: { input: z.void(), output: z.void() },
    lie: { input: z.void(), output: z.int() },
    hang: { input: z.void(), output: z.void() },
  },
  feeds: { ticked: z.int() },
} as const

type Pair = { readonly asking: WireChannel; readonly answering: WireChannel; readonly close: () => void }

/** Both ends in memory: a message arrives in a later turn, as a copy. */
function memoryPair(): Pair {
  const closed = new Emitter<void>()
  const [one, other] = [new Emitter<unknown>(), new Emitter<unknown>()]
  const end = (mine: Emitter<unknown>, theirs: Emitter<unknown>): WireChannel => ({
    send: (message) => queueMicrotask(() => theirs.fire(structuredClone(message))),
    onMessage: mine.event,
    onClosed: closed.event,
  })
  return { asking: end(one, other), answering: end(other, one), close: () => closed.fire() }
}

/** Real message ports, as between page and main. */
function portPair(): Pair {
  const { port1, port2 } = new MessageChannel()
  const end = (port: typeof port1): WireChannel => {
    const [messages, closed] = [new Emitter<unknown>(), new Emitter<void>()]
    port.on('message', (message) => messages.fire(message))
    port.on('close', () => closed.fire())
    return { send: (message) => port.postMessage(message), onMessage: messages.event, onClosed: closed.event }
  }
  return { asking: end(port1), answering: end(port2), close: () => port2.close() }
}

describe.each([
  ['in memory', memoryPair],
  ['over message ports', portPair],
])('a wire %s', (_name, makePair) => {
  let pair: Pair
  let client: WireClient<typeof contract>
  let tell: (number: number) => void

  beforeEach(() => {
    pair = makePair()
    client = connectWire(contract, pair.asking)
    const server = serveWire(contract, pair.answering, {
      double: ({ number }) => number * 2,
      fail: () => {
        throw new WireError('no-host', 'the pty host does not answer')
      },
      lie: () => 'not a number' as unknown as number, // a fault of the other side's
      hang: () => new Promise<void>(() => {}),
    })
    tell = (number) => server.tell('ticked', number)
  })
  afterEach(() => pair.close())

  test('answers each call with its own answer', async () => {
    const answers = [1, 2, 3].map((number) => client.call('double', { number }))
    expect(await Promise.all(answers)).toEqual([2, 4, 6])
  })
  test('carries a refusal with its code and words', async () => {
    await expect(client.call('fail', undefined)).rejects.toMatchObject({
      code: 'no-host',
      message: 'the pty host does not answer',
    })
  })
  test('refuses what does not fit: inputs, answers, calls it does not know', async () => {
    await expect(client.call('double', { number: 0.5 })).rejects.toMatchObject({ code: 'invalid-input' })
    await expect(client.call('lie', undefined)).rejects.toMatchObject({ code: 'invalid-output' })
    const stranger = connectWire(
      { calls: { ...contract.calls, __proto__x: contract.calls.fail }, feeds: {} },
      pair.asking,
    )
    await expect(stranger.call('__proto__x', undefined)).rejects.toMatchObject({ code: 'unknown-call' })
  })
  test('survives garbage, and goes on', async () => {
    for (const garbage of [
      null,
      7,
      'x',
      [],
      { id: 'x' },
      { feed: 'unknown', value: 1 },
      { feed: 'ticked', value: 'no' },
    ]) {
      pair.asking.send(garbage)
      pair.answering.send(garbage)
    }
    expect(await client.call('double', { number: 21 })).toBe(42)
  })
  test('tells feeds in order, until the listener goes', async () => {
    const heard: number[] = []
    const listening = client.on('ticked', (number) => heard.push(number))
    for (const number of [1, 2, 3]) tell(number)
    await client.call('double', { number: 0 })
    listening.dispose()
    tell(4)
    await client.call('double', { number: 0 })
    expect(heard).toEqual([1, 2, 3])
  })
  test('a call that waits when the other side goes away is told so, and so are later ones', async () => {
    const waiting = client.call('hang', undefined)
    pair.close()
    await expect(waiting).rejects.toMatchObject({ code: 'closed' })
    await expect(client.call('double', { number: 1 })).rejects.toMatchObject({ code: 'closed' })
  })
})
