import { afterEach, expect, test } from 'vitest'
import type { TerminalToPage } from '../../shared/contract/terminal-port.ts'
import { Disposables } from '../../shared/kernel/disposables.ts'
import { Emitter } from '../../shared/kernel/emitter.ts'
import { FakeClock } from '../../testing/fake-clock.ts'
import { streamRetryMs } from '../limits.ts'
import { TerminalStream } from './terminal-stream.ts'

let owned = new Disposables()
afterEach(() => {
  owned.dispose()
  owned = new Disposables()
})

const replay: TerminalToPage = {
  kind: 'replay',
  data: new TextEncoder().encode('$ '),
  cols: 80,
  rows: 24,
  isRestored: false,
}

/** A stream over real ports; `refuse` makes the next openings fail. */
function attach() {
  const clock = new FakeClock()
  const connected = new Emitter<void>()
  const told = { messages: [] as TerminalToPage[], lost: [] as string[], opened: 0, refuse: '' }
  const ends: MessagePort[] = []
  const changed = new Emitter<void>()
  const stream = owned.add(
    new TerminalStream(
      {
        clock,
        onConnected: connected.event,
        open: async () => {
          told.opened += 1
          if (told.refuse) throw new Error(told.refuse)
          const { port1, port2 } = new MessageChannel()
          owned.add({ dispose: () => port1.close() })
          ends.push(port1)
          port1.postMessage(replay)
          return port2
        },
      },
      {
        onMessage: (message) => {
          told.messages.push(message)
          changed.fire()
        },
        onLost: (because) => {
          told.lost.push(because)
          changed.fire()
        },
      },
    ),
  )
  const change = () =>
    new Promise<void>((resolve) => {
      const once = changed.event(() => {
        once.dispose()
        resolve()
      })
    })
  return { clock, connected, told, ends, stream, change }
}

test('the replay comes first, then what main sends', async () => {
  const { told, ends, change } = attach()
  await change()
  const data: TerminalToPage = { kind: 'data', data: new Uint8Array([104, 105]) }
  ends[0]?.postMessage(data)
  await change()
  expect(told.messages).toEqual([replay, data])
})

test('a stream that ends alone attaches again by itself', async () => {
  const { clock, told, ends, change } = attach()
  await change()
  ends[0]?.close()
  await change()
  const again = change()
  await clock.turn(streamRetryMs[0])
  await again
  expect(told).toMatchObject({ lost: [''], opened: 2, messages: [replay, replay] })
})

test('a refused stream tries a few times, then rests until the line to main is back', async () => {
  const { clock, connected, told, ends, change } = attach()
  await change()
  told.refuse = 'there is no such terminal'
  ends[0]?.close()
  await change()
  await clock.turn(60_000)
  expect(told).toMatchObject({
    opened: 1 + streamRetryMs.length,
    lost: ['', ...streamRetryMs.map(() => told.refuse)],
  })
  told.refuse = ''
  const back = change()
  connected.fire()
  await back
  expect(told.messages).toEqual([replay, replay])
})

test('after the end nothing attaches and nothing is told', async () => {
  const { clock, connected, told, stream, change } = attach()
  await change()
  stream.dispose()
  stream.dispose()
  connected.fire()
  await clock.turn(60_000)
  expect(told.opened).toBe(1)
})
