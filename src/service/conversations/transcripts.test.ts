import { createHash, randomBytes } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { HarnessSessionId, WorkerId, type RunId } from '../../shared/domain/ids.ts'
import { transcriptBytesMax } from '../../shared/limits.ts'
import { transcriptPartBytesMax } from '../../shared/worker-limits.ts'
import { testService, type TestService } from '../../testing/service-harness.ts'

let service: TestService
let run: RunId
beforeAll(async () => {
  service = await testService()
})
afterAll(() => service[Symbol.asyncDispose]())
beforeEach(async () => {
  const body = { prompt: '', execution_location: 'LOCAL' as const }
  run = (await service.owner.ask('createRun', { body })).run_id
})

const session_id = HarnessSessionId.parse('s1')
const sha = (content: Buffer | string): string => createHash('sha256').update(content).digest('hex')
const state = () => service.owner.ask('describeTranscript', { params: { run_id: run } })
const part = (upload_id: string, offset: number, data: Buffer, extending: string | null = null) => ({
  params: { run_id: run },
  body: { upload_id, offset, extends: extending, data: data.toString('base64') },
})
const commit = (upload_id: string, whole: Buffer) => ({
  params: { run_id: run },
  body: { upload_id, format: 'claude-jsonl', session_id, bytes: whole.length, sha256: sha(whole) },
})
/** What is kept, read in parts as a reader does. */
async function readBack(): Promise<Buffer> {
  const parts: Buffer[] = []
  for (let offset = 0; ;) {
    const read = await service.owner.ask('readTranscriptPart', { params: { run_id: run }, query: { offset } })
    const data = Buffer.from(read.data, 'base64')
    parts.push(data)
    offset += data.length
    if (offset >= read.bytes) return Buffer.concat(parts)
  }
}

test('a session larger than any request comes in parts and goes out byte for byte', async () => {
  const whole = Buffer.concat([
    randomBytes(transcriptPartBytesMax),
    randomBytes(transcriptPartBytesMax),
    randomBytes(77),
  ])
  for (let offset = 0; offset < whole.length; offset += transcriptPartBytesMax)
    await service.owner.ask(
      'putTranscriptPart',
      part('u1', offset, whole.subarray(offset, offset + transcriptPartBytesMax)),
    )
  expect((await state()).transcript).toBeNull() // not before it is whole
  await service.owner.ask('commitTranscript', commit('u1', whole))
  expect(await state()).toMatchObject({
    transcript: { session_id, bytes: whole.length, sha256: sha(whole) },
    upload: null,
  })
  expect((await readBack()).equals(whole)).toBe(true)
})

test('what comes later adds to what is kept, and an upload that was broken off goes on where it was', async () => {
  const [first, second] = [Buffer.from('{"a":1}\n'), Buffer.from('{"b":2}\n{"c":3}\n')]
  await service.owner.ask('putTranscriptPart', part('u1', 0, first))
  await service.owner.ask('commitTranscript', commit('u1', first))
  await service.owner.ask('putTranscriptPart', part('u2', first.length, second.subarray(0, 5), sha(first)))
  expect((await state()).upload).toEqual({ upload_id: 'u2', bytes: first.length + 5 })
  // the answer was lost: the same part again is no second one
  await service.owner.ask('putTranscriptPart', part('u2', first.length, second.subarray(0, 5), sha(first)))
  await service.owner.ask('putTranscriptPart', part('u2', first.length + 5, second.subarray(5), sha(first)))
  const whole = Buffer.concat([first, second])
  await service.owner.ask('commitTranscript', commit('u2', whole))
  await service.owner.ask('commitTranscript', commit('u2', whole)) // its answer was lost, too
  expect((await readBack()).toString()).toBe(whole.toString())
})

test('a transcript that was written in one piece is added to as well', async () => {
  const body = { format: 'claude-jsonl', session_id, content: '{"ä":1}\n' }
  await service.owner.ask('putTranscript', { params: { run_id: run }, body })
  const before = Buffer.from(body.content)
  const more = Buffer.from('{"b":2}\n')
  await service.owner.ask('putTranscriptPart', part('u1', before.length, more, sha(before)))
  await service.owner.ask('commitTranscript', commit('u1', Buffer.concat([before, more])))
  const { content } = await service.owner.ask('getTranscript', { params: { run_id: run } })
  expect(content).toBe('{"ä":1}\n{"b":2}\n')
  await service.owner.ask('putTranscript', { params: { run_id: run }, body })
  expect((await readBack()).toString()).toBe(body.content)
})

test('a gap, another beginning and half an upload are refused, and what is kept stays', async () => {
  const kept = Buffer.from('{"kept":true}\n')
  await service.owner.ask('putTranscriptPart', part('u1', 0, kept))
  await service.owner.ask('commitTranscript', commit('u1', kept))
  const other = Buffer.from('other')
  expect(await service.owner.refusal('putTranscriptPart', part('u2', 3, other))).toBe('conflict')
  expect(await service.owner.refusal('putTranscriptPart', part('u2', 3, other, sha('nothing kept')))).toBe(
    'conflict',
  )
  await service.owner.ask('putTranscriptPart', part('u2', 0, other))
  expect(await service.owner.refusal('putTranscriptPart', part('u2', 9, other))).toBe('conflict')
  expect(await service.owner.refusal('commitTranscript', commit('u2', Buffer.from('other one')))).toBe(
    'conflict',
  )
  expect((await readBack()).toString()).toBe(kept.toString())
})

test('of a session too long for one answer its last whole lines are told; its content streams whole', async () => {
  const line = `${JSON.stringify({ text: 'x'.repeat(1_000) })}\n`
  const whole = Buffer.from(line.repeat(Math.ceil((transcriptBytesMax + 5_000) / line.length)))
  for (let offset = 0; offset < whole.length; offset += transcriptPartBytesMax)
    await service.owner.ask(
      'putTranscriptPart',
      part('u1', offset, whole.subarray(offset, offset + transcriptPartBytesMax)),
    )
  await service.owner.ask('commitTranscript', commit('u1', whole))
  const { content } = await service.owner.ask('getTranscript', { params: { run_id: run } })
  expect([content.startsWith('{"text"'), content.length <= transcriptBytesMax]).toEqual([true, true])
  const streamed = await fetch(`${service.url}/agent/runs/${run}/transcript/content`, {
    headers: { authorization: `Bearer ${service.token}` },
  })
  expect(sha(Buffer.from(await streamed.arrayBuffer()))).toBe(sha(whole))
})

test('a worker whose lease is over writes no transcript any more', async () => {
  const created = await service.owner.ask('createRun', {
    body: { prompt: '', config: { harness: { type: 'command' }, command: ['x'] } },
  })
  run = created.run_id
  const worker_id = WorkerId.parse('w1')
  const { lease } = await service.owner.ask('claimLease', { body: { worker_id, harnesses: ['command'] } })
  if (lease === null) throw new Error('it waits for a worker')
  const held = { execution_id: lease.execution_id, worker_id, fence: lease.fence }
  const data = Buffer.from('mine')
  const mine = part('u1', 0, data)
  await service.owner.ask('putTranscriptPart', { ...mine, body: { ...mine.body, lease: held } })
  await service.owner.ask('reportExecution', {
    params: { execution_id: lease.execution_id },
    body: { worker_id, fence: lease.fence, event: 'refused' },
  })
  const late = commit('u1', data)
  expect(
    await service.owner.refusal('commitTranscript', { ...late, body: { ...late.body, lease: held } }),
  ).toBe('conflict')
  expect((await state()).transcript).toBeNull()
})
