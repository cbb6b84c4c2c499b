import { expect, test } from 'vitest'
import type { LogEvent } from '../../shared/contract/api/event.ts'
import { ConversationId, RunId } from '../../shared/domain/ids.ts'
import { streamBackoffMs } from '../../shared/limits.ts'
import { FakeClock, settle } from '../../testing/fake-clock.ts'
import { FamilyStreams } from './families.ts'

const root = ConversationId.parse('00000000-0000-4000-8000-000000000001')
const runId = RunId.parse('00000000-0000-4000-8000-000000000002')
const event = (sequence: number) => ({
  sequence,
  event_type: 'tick',
  run_id: runId,
  occurred_at: '2026-01-01T00:00:00.000Z',
})
const lagged = (because: string, sequence: number, since: number) => ({
  ...event(sequence),
  ...{ event_type: 'lagged', because, since, latest: 100 },
})
const entry = (data: { event_type: string }) => `event: ${data.event_type}\ndata: ${JSON.stringify(data)}\n\n`

/** Streams that say this, one after the other, and then nothing more. */
function follow(answers: readonly string[][], resyncs: readonly ('fails' | 'works')[]) {
  const clock = new FakeClock()
  const done: string[] = []
  const left = answers.map((texts) => texts.join(''))
  const tries = [...resyncs]
  const streams = new FamilyStreams({
    address: async () => 'http://service',
    token: async () => 'token',
    fetch: async (url) => {
      done.push(`asked since ${new URL(url).searchParams.get('since')}`)
      const text = left.shift()
      const body = (async function* () {
        if (text !== undefined) yield new TextEncoder().encode(text)
        await new Promise(() => {}) // it stays open
      })()
      return { status: 200, body }
    },
    clock,
    onState: () => {},
    handle: async (_root, { sequence }: LogEvent) => void done.push(`handled ${sequence}`),
    resync: async () => {
      const how = tries.shift()
      done.push(`resync ${how}`)
      if (how === 'fails') throw new Error('the service is away')
    },
    moveCursor: (_root, sequence) => void done.push(`cursor ${sequence}`),
  })
  streams.follow(root, runId, 3)
  return { clock, done, streams }
}

test('what the log no longer tells is asked, before what comes after it is handled', async () => {
  const { done, streams } = follow([[entry(lagged('compacted', 40, 3)), entry(event(41))]], ['works'])
  await settle()
  expect(done).toEqual(['asked since 3', 'resync works', 'cursor 40', 'handled 41', 'cursor 41'])
  streams.dispose()
})

test('a family that could not be asked for is tried again from the same place', async () => {
  const told = [entry(lagged('compacted', 40, 3)), entry(event(41))]
  const { clock, done, streams } = follow([told, told], ['fails', 'works'])
  await settle()
  await clock.turn(streamBackoffMs[2])
  expect(done).toEqual([
    ...['asked since 3', 'resync fails'],
    ...['asked since 3', 'resync works', 'cursor 40', 'handled 41', 'cursor 41'],
  ])
  streams.dispose()
})

test('another database behind the service: the family is asked for, and its lower numbers are heard', async () => {
  const { done, streams } = follow([[entry(lagged('ahead', 1, 3)), entry(event(2))]], ['works'])
  await settle()
  expect(done.slice(1)).toEqual(['resync works', 'cursor 1', 'handled 2', 'cursor 2'])
  streams.dispose()
})

test('a slow reader has lost nothing, and asks for nothing', async () => {
  const { done, streams } = follow([[entry(lagged('behind', 3, 3)), entry(event(4))]], [])
  await settle()
  expect(done).toEqual(['asked since 3', 'handled 4', 'cursor 4'])
  streams.dispose()
})
