import { createHash, randomBytes } from 'node:crypto'
import { expect, test } from 'vitest'
import { FakeClock } from '../../../testing/fake-clock.ts'
import { testIds } from '../../../testing/conversation-facts.ts'
import { transcriptPartBytesMax } from '../../worker-limits.ts'
import { err, ok } from '../../kernel/result.ts'
import type { ApiClient } from './client.ts'
import { fetchTranscript, sendTranscript, type SessionFile } from './transcript-transfer.ts'

const sha = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex')
const fileOf = (content: Buffer): SessionFile => ({
  size: content.length,
  read: async (offset, length) => content.subarray(offset, offset + length).toString('base64'),
  digest: async (length) => sha(content.subarray(0, length)),
})
const { runId, session } = testIds(1)

type Upload = { readonly id: string; readonly base: number; readonly bytes: Buffer }
type Asked = {
  readonly body?: { upload_id: string; offset: number; data: string; extends: string | null }
  readonly query?: { offset: number }
}

/** What the service does with transcripts, in memory; `asked` is every request, `fails` how many in a row get no answer. */
const fakeService = () => {
  const service = {
    kept: null as Buffer | null,
    upload: null as Upload | null,
    asked: [] as string[],
    fails: 0,
  }
  const call = async (name: string, { body, query = { offset: 0 } }: Asked) => {
    service.asked.push(name === 'putTranscriptPart' ? `part ${body?.offset}` : name)
    if (service.fails > 0) {
      service.fails -= 1
      return err({ kind: 'unreachable', message: 'nobody listens' })
    }
    const { kept, upload } = service
    if (name === 'describeTranscript')
      return ok({
        transcript: kept && { session_id: session, bytes: kept.length, sha256: sha(kept) },
        upload: upload && { upload_id: upload.id, bytes: upload.base + upload.bytes.length },
      })
    if (name === 'readTranscriptPart') {
      if (!kept) return err({ kind: 'refused', status: 404, retryable: false })
      const data = kept.subarray(query.offset, query.offset + transcriptPartBytesMax)
      return ok({ data: data.toString('base64'), bytes: kept.length, sha256: sha(kept) })
    }
    if (name === 'putTranscriptPart' && body) {
      const base = body.extends ? (kept?.length ?? 0) : 0
      const begun: Upload = { id: body.upload_id, base, bytes: Buffer.alloc(0) }
      const now = upload?.id === body.upload_id ? upload : begun
      if (body.offset !== now.base + now.bytes.length)
        return err({ kind: 'refused', status: 409, retryable: false })
      const bytes = Buffer.concat([now.bytes, Buffer.from(body.data, 'base64')])
      service.upload = { ...now, bytes }
      return ok({ bytes: now.base + bytes.length })
    }
    if (!upload) throw new Error('nothing was uploaded')
    service.kept = Buffer.concat([kept?.subarray(0, upload.base) ?? Buffer.alloc(0), upload.bytes])
    service.upload = null
    return ok(undefined)
  }
  return { service, client: { call } as unknown as ApiClient } // four of its routes
}
const send = (client: ApiClient, content: Buffer, clock = new FakeClock(), attemptsMax = 3) =>
  sendTranscript(
    { runId, format: 'claude-jsonl', session, file: fileOf(content) },
    { client, clock, attemptsMax },
  )

test('what the service has already is not sent again', async () => {
  const { service, client } = fakeService()
  const first = randomBytes(1_000)
  expect(await send(client, first)).toEqual(ok('sent'))
  expect(await send(client, first)).toEqual(ok('there-already'))
  service.asked = []
  const longer = Buffer.concat([first, randomBytes(500)])
  expect(await send(client, longer)).toEqual(ok('sent'))
  expect(service.asked).toEqual(['describeTranscript', 'part 1000', 'commitTranscript'])
  expect(service.kept?.equals(longer)).toBe(true)
})
test('a session that went another way replaces what is kept', async () => {
  const { service, client } = fakeService()
  await send(client, Buffer.from('one way'))
  const other = Buffer.from('another way')
  await send(client, other)
  expect(service.kept?.toString()).toBe('another way')
})
test('an upload that was broken off goes on where it was', async () => {
  const { service, client } = fakeService()
  const long = randomBytes(3 * transcriptPartBytesMax)
  const clock = new FakeClock()
  const sending = send(client, long, clock, 1)
  while (service.upload === null) await Promise.resolve()
  service.fails = 1
  expect((await sending).ok).toBe(false)
  service.asked = []
  expect(await send(client, long)).toEqual(ok('sent'))
  expect(service.asked.filter((asked) => asked.startsWith('part'))).not.toContain('part 0')
  expect(service.kept?.equals(long)).toBe(true)
})
test('a service that is away for a while is waited for', async () => {
  const { service, client } = fakeService()
  service.fails = 2
  const clock = new FakeClock()
  const sending = send(client, Buffer.from('x'), clock)
  for (let turn = 0; turn < 3; turn += 1) await clock.turn(3_000)
  expect(await sending).toEqual(ok('sent'))
})
test('what is kept is read part after part, byte for byte; nothing is read as nothing', async () => {
  const { service, client } = fakeService()
  const options = { client, clock: new FakeClock() }
  expect(await fetchTranscript(runId, async () => {}, options)).toEqual(ok(null))
  const long = randomBytes(transcriptPartBytesMax + 10)
  service.kept = long
  const parts: Buffer[] = []
  const read = await fetchTranscript(
    runId,
    async (data) => void parts.push(Buffer.from(data, 'base64')),
    options,
  )
  expect(read).toEqual(ok({ bytes: long.length, sha256: sha(long) }))
  expect(Buffer.concat(parts).equals(long)).toBe(true)
})
