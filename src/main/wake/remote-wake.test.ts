import { afterAll, beforeAll, expect, test } from 'vitest'
import { createApiClient } from '../../shared/contract/api/api-client.ts'
import type { Fetch } from '../../shared/contract/api/client.ts'
import { HarnessSessionId, WorkerId, type MessageId, type RunId } from '../../shared/domain/ids.ts'
import { requestTimeoutMs } from '../../shared/limits.ts'
import { FakeClock } from '../../testing/fake-clock.ts'
import { testService, type TestService } from '../../testing/service-harness.ts'
import { followUpRemote } from './remote-wake.ts'

// The real service, which leaves waking to this side; what is between the two is the test's.

let service: TestService
beforeAll(async () => {
  service = await testService()
})
afterAll(() => service[Symbol.asyncDispose]())

const worker_id = WorkerId.parse('w1')
/** A remote run that has ended once and is not woken by its place. */
async function endedRun(): Promise<RunId> {
  const config = { wakes: 'off' as const, harness: { type: 'claude' } }
  const body = { prompt: 'x', execution_location: 'REMOTE' as const, config }
  const { run_id } = await service.owner.ask('createRun', { body })
  await endNext()
  return run_id
}
/** A worker carries out what waits; answers with its prompt. */
async function endNext(): Promise<string> {
  const { lease } = await service.owner.ask('claimLease', { body: { worker_id, harnesses: ['claude'] } })
  if (lease === null) throw new Error('nothing waits for a worker')
  for (const event of ['started', 'succeeded'] as const)
    await service.owner.ask('reportExecution', {
      params: { execution_id: lease.execution_id },
      body: { worker_id, fence: lease.fence, event, session_id: HarnessSessionId.parse('s') },
    })
  return lease.prompt
}
const send = async (to: RunId, subject: string): Promise<MessageId> => {
  const sent = await service.owner.ask('sendMessages', { body: { to: [to], subject, body: 'x' } })
  return sent.message_ids[0] as MessageId // one for one recipient
}
const waiting = async (run_id: RunId): Promise<readonly MessageId[]> => {
  const query = { pending: 'true' as const }
  const { messages } = await service.owner.ask('listMessages', { params: { run_id }, query })
  return messages.map((message) => message.message_id)
}
const clientWith = (clock: FakeClock, send: Fetch) =>
  createApiClient({ address: () => service.url, token: () => service.token, fetch: send, clock })
const wake = (run: RunId, messages: readonly MessageId[], client: ReturnType<typeof clientWith>) =>
  followUpRemote({ kind: 'follow-up', run, messages, upTo: 1 }, client, (all) =>
    all.map(({ subject }) => subject).join(', '),
  )

test('a follow-up whose answer is lost has reached the service: the next try is no second one, and newer mail is the next', async () => {
  const run = await endedRun()
  const first = [await send(run, 'one'), await send(run, 'two')]
  const clock = new FakeClock()
  let isLost = true
  const client = clientWith(clock, async (url, init) => {
    const answer = await fetch(url, init)
    if (!url.endsWith('/followups') || !isLost) return answer
    isLost = false
    await clock.turn(requestTimeoutMs)
    throw new Error('aborted')
  })
  expect(await wake(run, first, client)).toMatchObject({ ok: false, error: { kind: 'failed' } })
  const newer = await send(run, 'three')
  expect(await waiting(run)).toEqual([newer]) // exactly those that it announced are gone from there
  expect(await wake(run, first, client)).toEqual({ ok: true, value: 'done' })
  expect(await endNext()).toBe('one, two')
  await expect(endNext()).rejects.toThrow('nothing waits')
  expect(await waiting(run)).toEqual([newer])
  expect(await wake(run, [newer], client)).toEqual({ ok: true, value: 'done' })
  expect(await endNext()).toBe('three')
})

test.each([
  [429, '120', 120_000],
  [503, 'Sun, 01 Mar 2026 12:05:00 GMT', 300_000],
] as const)(
  'answered with %i and when to come back, it says so',
  async (status, retryAfter, retryAfterMs) => {
    const run = await endedRun()
    const letter = await send(run, 'one')
    const clock = new FakeClock(Date.parse('2026-03-01T12:00:00Z'))
    const get = (name: string) => (name === 'retry-after' ? retryAfter : null)
    for (const path of ['/followups', `/messages/${letter}/read`, `/runs/${run}`]) {
      const client = clientWith(clock, async (url, init) =>
        url.endsWith(path) ? { status, headers: { get }, text: async () => '' } : fetch(url, init),
      )
      expect(await wake(run, [letter], client)).toMatchObject({
        ok: false,
        error: { kind: 'failed', retryAfterMs },
      })
    }
    expect(await waiting(run)).toEqual([letter])
  },
)

test.each([
  [401, 'refused'],
  [403, 'refused'],
  [404, 'refused'],
  [410, 'refused'],
  [422, 'refused'],
  [408, 'failed'],
  [429, 'failed'],
  [500, 'failed'],
  [503, 'failed'],
] as const)('answered with %i it is %s, and its mail stays', async (status, kind) => {
  const run = await endedRun()
  const letter = await send(run, 'one')
  const client = clientWith(new FakeClock(), async (url, init) =>
    url.endsWith('/followups')
      ? { status, headers: { get: () => null }, text: async () => '' }
      : fetch(url, init),
  )
  expect(await wake(run, [letter], client)).toMatchObject({ ok: false, error: { kind } })
  expect(await waiting(run)).toEqual([letter])
})
