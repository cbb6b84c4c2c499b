import { createHash } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { attachmentBytesMax, attachmentsMax } from '../../shared/limits.ts'
import { testService, type TestService } from '../../testing/service-harness.ts'
import { workerDesk } from '../../testing/worker-desk.ts'

let service: TestService
beforeAll(async () => {
  service = await testService()
})
afterAll(() => service[Symbol.asyncDispose]())

const file = (file_name: string, content: string | Buffer = 'x', mime_type = 'text/plain') => ({
  ...{ file_name, mime_type },
  data: Buffer.from(content).toString('base64'),
})
const body = (...attachments: object[]) =>
  ({ prompt: 'look', config: { command: ['x'] }, attachments }) as never
const { claimed } = workerDesk(() => service)

test('what is given with a prompt is there with its run, and handed out with its lease', async () => {
  const picture = Buffer.from([0x89, 0x50, 0, 255])
  const { run_id } = await service.owner.ask('createRun', {
    body: body(file('shot.png', picture, 'image/png'), file('empty notes.txt', '')),
  })
  const { attachments } = await service.owner.ask('listAttachments', { params: { run_id } })
  expect(attachments).toEqual([
    {
      attachment_uid: expect.any(String),
      file_name: 'shot.png',
      mime_type: 'image/png',
      size_bytes: 4,
      sha256: createHash('sha256').update(picture).digest('hex'),
    },
    expect.objectContaining({ file_name: 'empty notes.txt', size_bytes: 0 }),
  ])
  const params = { run_id, attachment_uid: attachments[0]?.attachment_uid ?? '' }
  expect(await service.owner.ask('getAttachment', { params })).toEqual({
    ...attachments[0],
    data: picture.toString('base64'),
  })
  const lease = await claimed()
  expect(lease.attachments).toEqual(attachments)
  const { prompt } = await service
    .as(lease.token)
    .ask('resolvePrompt', { body: { attachments_dir: '/given/' } })
  expect(prompt).toBe(
    'look\n\nFiles given with this task:\n- /given/shot.png (image/png, 4 bytes)\n- /given/empty notes.txt (text/plain, 0 bytes)',
  )
  const other = (await service.owner.ask('createRun', { body: { execution_location: 'LOCAL' } })).run_id
  const elsewhere = { ...params, run_id: other }
  expect(await service.owner.refusal('getAttachment', { params: elsewhere })).toBe('resource_not_found')
  const { token } = await service.owner.ask('issueToken', { params: { run_id: other } })
  expect(await service.as(token).refusal('getAttachment', { params })).toBe('not_authorized')
})

test.each([
  ['a path', [file('../x')], 'invalid_request'],
  ['a path of Windows', [file('..\\x')], 'invalid_request'],
  ['a hidden file', [file('.bashrc')], 'invalid_request'],
  ['a device', [file('NUL.txt')], 'invalid_request'],
  ['a name that reads backwards', [file('a\u202egnp.exe')], 'invalid_request'],
  ['a line break', [file('a\nb')], 'invalid_request'],
  ['one name twice', [file('a'), file('A')], 'invalid_request'],
  ['no media type', [file('a', 'x', 'text')], 'invalid_request'],
  ['no base64', [{ ...file('a'), data: 'a*b' }], 'invalid_request'],
  [
    'too many',
    Array.from({ length: attachmentsMax + 1 }, (_, index) => file(`f${index}`)),
    'invalid_request',
  ],
  [
    'too much together',
    [file('a', Buffer.alloc(attachmentBytesMax / 2)), file('b', Buffer.alloc(attachmentBytesMax / 2 + 1))],
    'request_too_large',
  ],
])('%s is refused, and there is no run', async (_what, attachments, code) => {
  const before = (await service.owner.ask('listRuns')).runs.length
  expect(await service.owner.refusal('createRun', { body: body(...attachments) })).toBe(code)
  expect((await service.owner.ask('listRuns')).runs).toHaveLength(before)
})
