import { connect } from 'node:net'
import { afterEach, expect, test } from 'vitest'
import type { LogEvent } from '../../shared/contract/api/event.ts'
import { RunId } from '../../shared/domain/ids.ts'
import { streamHeartbeatMs, streamSilenceMs } from '../../shared/limits.ts'
import { FakeClock } from '../../testing/fake-clock.ts'
import { testService, type TestService } from '../../testing/service-harness.ts'
import { readStream } from '../../testing/service-stream.ts'

const open: { close?: () => void; [Symbol.asyncDispose]?: () => Promise<void> }[] = []
afterEach(async () => {
  for (const one of open.splice(0).reverse()) {
    one.close?.()
    await one[Symbol.asyncDispose]?.()
  }
})

const service = async (options: Parameters<typeof testService>[0] = {}) => {
  const started = await testService(options)
  open.push({ [Symbol.asyncDispose]: () => started[Symbol.asyncDispose]() })
  return started
}
const follow = async (
  from: TestService,
  query: string,
  headers: Record<string, string> = {},
  token = from.token,
) => {
  const reader = await readStream<LogEvent>(`${from.url}/agent/events/stream${query}`, token, headers)
  open.push({ close: reader.close })
  return reader
}
const create = async (from: TestService, parent?: RunId, name?: string): Promise<RunId> => {
  const under = parent === undefined ? {} : { parent_run_id: parent }
  const named = name === undefined ? {} : { config: { name } }
  return (await from.owner.ask('createRun', { body: { execution_location: 'LOCAL', ...under, ...named } }))
    .run_id
}
const publish = (from: TestService, run_id: RunId, event_type = 'tick') =>
  from.owner.ask('publishEvent', { params: { run_id }, body: { event_type } })
const sequences = (events: readonly LogEvent[]) => events.map((event) => event.sequence)

test('a reader that begins in the past hears everything once, in order', async () => {
  const from = await service()
  const run = await create(from)
  for (let index = 0; index < 20; index += 1) await publish(from, run)
  const reader = await follow(from, `?run_ids=${run}&since=5`)
  await publish(from, run, 'last')
  const heard = await reader.takeUntil((event) => event.event_type === 'last')
  expect(sequences(heard)).toEqual(Array.from({ length: 17 }, (_, index) => index + 6))
})

test('what is catched up over many pages meets what is written meanwhile, without a gap or a duplicate', async () => {
  const from = await service()
  const run = await create(from)
  for (let index = 0; index < 1_200; index += 50)
    await Promise.all(Array.from({ length: 50 }, () => publish(from, run)))
  const writing = (async () => {
    for (let index = 0; index < 300; index += 1) await publish(from, run)
    await publish(from, run, 'last')
  })()
  const readers = await Promise.all(Array.from({ length: 5 }, () => follow(from, `?run_ids=${run}`)))
  await writing
  const wanted = Array.from({ length: 1_502 }, (_, index) => index + 1)
  for (const reader of readers)
    expect(sequences(await reader.takeUntil((event) => event.event_type === 'last'))).toEqual(wanted)
})

test('a reader that comes and goes hears each event once', async () => {
  const from = await service()
  const run = await create(from)
  const writing = (async () => {
    for (let index = 0; index < 150; index += 1) await publish(from, run)
    await publish(from, run, 'last')
  })()
  const heard: LogEvent[] = []
  while (heard.at(-1)?.event_type !== 'last') {
    const reader = await follow(from, `?run_ids=${run}`, {
      'last-event-id': String(heard.at(-1)?.sequence ?? 0),
    })
    heard.push(...(await reader.take(1)))
    reader.close()
  }
  await writing
  expect(sequences(heard)).toEqual(Array.from({ length: 152 }, (_, index) => index + 1))
})

test('a family is heard to any depth, with children that come later, and nobody else', async () => {
  const from = await service()
  const root = await create(from)
  const [withSelf, without] = [
    await follow(from, `?ancestor_run_id=${root}&include_self=true`),
    await follow(from, `?ancestor_run_id=${root}`),
  ]
  const child = await create(from, root)
  const grandchild = await create(from, child)
  const stranger = await create(from)
  await publish(from, stranger)
  await publish(from, child)
  await publish(from, grandchild, 'last')
  const types = (events: LogEvent[]) => events.map((event) => [event.run_id, event.event_type])
  const below = [
    [child, 'run_queued'],
    [child, 'child_agent_started'],
    [grandchild, 'run_queued'],
    [child, 'tick'],
    [grandchild, 'last'],
  ]
  expect(types(await without.takeUntil((event) => event.event_type === 'last'))).toEqual(below)
  expect(types(await withSelf.takeUntil((event) => event.event_type === 'last'))).toEqual([
    [root, 'run_queued'],
    [root, 'child_agent_started'],
    ...below,
  ])
  const past = await follow(from, `?ancestor_run_id=${child}&include_self=true`)
  expect(types(await past.takeUntil((event) => event.event_type === 'last'))).toEqual(below)
})

test('the list of events tells the same as the stream', async () => {
  const from = await service()
  const root = await create(from)
  const child = await create(from, root)
  await publish(from, child, 'last')
  for (const query of [{ ancestor_run_id: root }, { run_ids: [root, child] }, { run_ids: child }]) {
    const { events } = await from.owner.ask('listEvents', { query })
    const text = Object.entries(query).flatMap(([key, value]) => [value].flat().map((one) => `${key}=${one}`))
    const reader = await follow(from, `?${text.join('&')}`)
    expect(await reader.takeUntil((event) => event.event_type === 'last')).toEqual(events)
  }
  const { events } = await from.owner.ask('listEvents', {
    query: { run_ids: [root, child], since: 1, limit: 2 },
  })
  expect(sequences(events)).toEqual([2, 3])
})

test('an idle stream shows that it lives', async () => {
  const clock = new FakeClock()
  const from = await service({ clock })
  const reader = await follow(from, '')
  const run = await create(from)
  await reader.take(1)
  await clock.turn(streamHeartbeatMs)
  await publish(from, run)
  await reader.take(1)
  expect(reader.comments()).toBe(2)
})

test('a reader that does not read costs no memory, is cut, and does not hold the others up', async () => {
  const clock = new FakeClock()
  const from = await service({ clock })
  const run = await create(from)
  const { port } = new URL(from.url)
  const lazy = connect(Number(port), '127.0.0.1')
  open.push({ close: () => lazy.destroy() })
  const request = `GET /api/v1/agent/events/stream HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nAuthorization: Bearer ${from.token}\r\n\r\n`
  lazy.write(request)
  await new Promise((resolve) => lazy.once('data', resolve))
  lazy.pause()
  const eager = await follow(from, '')
  const many = Array.from({ length: 100 }, () => create(from))
  const letter = { body: { to: await Promise.all(many), subject: '', body: '' } } // a hundred events a request
  for (let index = 0; index < 200; index += 1) await from.owner.ask('sendMessages', letter)
  await publish(from, run, 'last')
  expect(await eager.takeUntil((event) => event.event_type === 'last')).toHaveLength(20_102)
  const closed = new Promise((resolve) => lazy.once('close', resolve))
  lazy.on('error', () => {})
  await clock.turn(streamSilenceMs)
  lazy.resume()
  await closed
}, 60_000)

test('a stream that is asked for behind another request, on its connection, begins with its head', async () => {
  const from = await service()
  const run = await create(from)
  const { port } = new URL(from.url)
  const socket = connect(Number(port), '127.0.0.1')
  open.push({ close: () => socket.destroy() })
  const head = `Host: 127.0.0.1:${port}\r\nAuthorization: Bearer ${from.token}\r\n\r\n`
  const asks = ['/api/v1/agent/runs', `/api/v1/agent/events/stream?run_ids=${run}`]
  socket.write(asks.map((path) => `GET ${path} HTTP/1.1\r\n${head}`).join(''))
  let heard = ''
  await new Promise<void>((resolve) =>
    socket.setEncoding('utf8').on('data', (text: string) => {
      heard += text
      if (heard.includes('event: run_')) resolve()
    }),
  )
  const [, stream = ''] = heard.split('content-type: text/event-stream')
  expect(stream.indexOf(': reveille')).toBeGreaterThan(0)
  expect(stream.indexOf('event: run_')).toBeGreaterThan(stream.indexOf(': reveille'))
})

test('the streams of a killed run end', async () => {
  const from = await service()
  const root = await create(from)
  const run = await create(from, root)
  const { token } = await from.owner.ask('issueToken', { params: { run_id: run } })
  const reader = await follow(from, '', {}, token)
  await from.owner.ask('killRun', { params: { run_id: run } })
  await reader.ended
})

test('a stop ends the streams, and a reader goes on with its cursor after the restart', async () => {
  const first = await service()
  const run = await create(first)
  const reader = await follow(first, `?run_ids=${run}`)
  const [last] = await reader.take(1)
  await publish(first, run)
  await first.close()
  await reader.ended
  const second = await service({ dataDir: first.directory })
  expect(second.url).toBe(first.url)
  await publish(second, run)
  const again = await follow(second, `?run_ids=${run}&since=${last?.sequence}`)
  expect(sequences(await again.take(2))).toEqual([2, 3])
})
