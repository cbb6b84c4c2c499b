import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { FakeClock } from '../../../testing/fake-clock.ts'
import type { Disposable } from '../../kernel/disposables.ts'
import {
  streamBackoffMs,
  streamGiveUp,
  streamPermanentBackoffMs,
  streamRecycleMs,
  streamSilenceMs,
} from '../../limits.ts'
import { followStream, type FollowStreamOptions, type StreamState } from './follow-stream.ts'

let answer: (request: IncomingMessage, response: ServerResponse) => void
let url: string
let seen: unknown[]
let cursor: number
let states: StreamState[]
let close: () => void
let reader: Disposable | null
const clock = new FakeClock()

/** Resolves when `is` holds; asked after each thing that the stream does. */
const watchers = new Set<() => void>()
const until = (is: () => boolean): Promise<void> =>
  new Promise((resolve) => {
    const look = (): void => {
      if (!is()) return
      watchers.delete(look)
      resolve()
    }
    watchers.add(look)
    look()
  })
const changed = (): void => watchers.forEach((look) => look())

beforeEach(async () => {
  seen = []
  states = []
  cursor = 0
  reader = null
  const server = createServer((request, response) => answer(request, response))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}` // it listens on a port
  close = () => {
    server.closeAllConnections()
    server.close()
  }
})
afterEach(() => {
  reader?.dispose()
  close()
})

const follow = (more: Partial<FollowStreamOptions> = {}): void => {
  reader = followStream({
    url: () => `${url}/?since=${cursor}`,
    token: () => 'secret',
    fetch,
    clock,
    onData: (data) => {
      seen.push(data)
      if (typeof data === 'number') cursor = data
      changed()
    },
    onState: (state) => {
      states.push(state)
      changed()
    },
    ...more,
  })
}
const events = (response: ServerResponse, ...numbers: number[]): void => {
  response.writeHead(200, { 'content-type': 'text/event-stream' })
  response.write(numbers.map((number) => `id: ${number}\ndata: ${number}\n\n`).join(''))
}
const waits = () => states.filter((state) => state.kind === 'waiting')

test('a stream that the service closes is taken up again at the cursor, without loss', async () => {
  const asked: (string | undefined)[] = []
  answer = (request, response) => {
    asked.push(request.url)
    events(response, ...(asked.length === 1 ? [1, 2] : [3]))
    if (asked.length === 1) response.end()
  }
  follow()
  await until(() => waits().length === 1)
  await clock.turn(streamBackoffMs[0])
  await until(() => seen.length === 3)
  expect(seen).toEqual([1, 2, 3])
  expect(asked).toEqual(['/?since=0', '/?since=2'])
})

test('a service that answers 500 is asked again later and later; one that refuses, seldom', async () => {
  let status = 500
  answer = (_request, response) => void response.writeHead(status).end()
  follow()
  for (let failure = 0; failure < 3; failure += 1) {
    await until(() => waits().length === failure + 1)
    if (failure === 1) status = 401
    await clock.turn(streamBackoffMs[failure] ?? 0)
  }
  expect(waits().map(({ forMs }) => forMs)).toEqual([
    streamBackoffMs[0],
    streamBackoffMs[1],
    streamPermanentBackoffMs,
  ])
})

test('a service that hangs is given up after its silence', async () => {
  answer = (_request, response) => events(response, 1)
  follow()
  await until(() => seen.length === 1)
  await clock.turn(streamSilenceMs)
  await until(() => waits().length === 1)
  expect(waits()[0]).toMatchObject({ because: 'the service went silent' })
})

test('an entry that cannot be read is skipped, and the next one is not', async () => {
  answer = (_request, response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' })
    response.write('data: {"torn\n\n: heartbeat\n\ndata: 7\n\n')
  }
  follow()
  await until(() => seen.length === 1)
  expect(seen).toEqual([7])
})

test('a service that is not there is waited for; disposing ends everything', async () => {
  close()
  answer = () => {}
  follow()
  await until(() => waits().length === 1)
  reader?.dispose()
  await clock.turn(streamBackoffMs[0])
  expect(waits()).toHaveLength(1)
})

test('a service that opens and closes at once is asked later and later, not in a loop', async () => {
  answer = (_request, response) => {
    events(response)
    response.end()
  }
  follow()
  for (let failure = 0; failure < 3; failure += 1) {
    await until(() => waits().length === failure + 1)
    await clock.turn(waits().at(-1)?.forMs ?? 0)
  }
  await until(() => waits().length === 4)
  expect(waits().map(({ forMs }) => forMs)).toEqual([...streamBackoffMs])
})

test('a connection is left before a server would cut it: no failure, no gap, no event twice', async () => {
  const asked: (string | undefined)[] = []
  let open: ServerResponse | null = null
  answer = (request, response) => {
    asked.push(request.url)
    events(response, asked.length)
    open = response
    changed()
  }
  follow()
  await until(() => seen.length === 1)
  const beat = () => open?.write(': heartbeat\n\n')
  for (let past = 0; past < streamRecycleMs && asked.length === 1; past += streamSilenceMs / 2) {
    beat()
    await new Promise((resolve) => setImmediate(resolve)) // let the heartbeat through
    await new Promise((resolve) => setImmediate(resolve))
    await clock.turn(streamSilenceMs / 2)
  }
  await until(() => seen.length >= 2)
  expect(seen.slice(0, 2)).toEqual([1, 2])
  expect(asked.slice(0, 2)).toEqual(['/?since=0', '/?since=1'])
})

test('a reader that nobody watches gives up: refused three times, or failing for half an hour', async () => {
  answer = (_request, response) => void response.writeHead(403).end()
  follow({ giveUp: streamGiveUp })
  for (let failure = 0; failure < 2; failure += 1) {
    await until(() => waits().length === failure + 1)
    await clock.turn(streamPermanentBackoffMs)
  }
  await until(() => states.at(-1)?.kind === 'gave-up')
  expect(states.at(-1)).toEqual({ kind: 'gave-up', because: 'the service answered 403' })
  states = []
  answer = (_request, response) => void response.writeHead(500).end()
  follow({ giveUp: { refusalsMax: 3, failingMs: 2_000 } })
  await until(() => waits().length === 1)
  await clock.turn(streamBackoffMs[0])
  await until(() => waits().length === 2)
  await clock.turn(streamBackoffMs[1])
  await until(() => states.at(-1)?.kind === 'gave-up')
})
