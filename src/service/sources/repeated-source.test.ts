import { afterEach, beforeEach, expect, test } from 'vitest'
import { createHmac } from 'node:crypto'
import type { RunId } from '../../shared/domain/ids.ts'
import type { SourceItem } from '../../shared/contract/api/source.ts'
import { testService, type TestService } from '../../testing/service-harness.ts'

let service: TestService
beforeEach(async () => {
  service = await testService()
})
afterEach(() => service[Symbol.asyncDispose]())

const local = async (name: string): Promise<RunId> =>
  (await service.owner.ask('createRun', { body: { config: { name }, execution_location: 'LOCAL' } })).run_id
const tokenOf = async (run_id: RunId) => (await service.owner.ask('issueToken', { params: { run_id } })).token
const add = async (run_id: RunId, key: string, name: string, token = service.token) => {
  const answer = await fetch(`${service.url}/agent/sources`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${token}`,
      'content-type': 'application/json',
      'idempotency-key': key,
    },
    body: JSON.stringify({ name, source: { kind: 'webhook' }, target: { kind: 'run', run_id } }),
  })
  return { status: answer.status, body: (await answer.json()) as SourceItem & { secret?: string } }
}
const count = async () => (await service.owner.ask('listSources', {})).sources.length

test('a source asked for again under its key is the same one, and its secret is told again', async () => {
  const run = await local('builder')
  const first = await add(run, 'k', 'ci')
  expect(first.status).toBe(200)
  expect(await add(run, 'k', 'ci')).toEqual(first)
  expect(await add(run, 'k', 'another')).toMatchObject({ status: 409, body: { retryable: false } })
  expect((await add(run, 'l', 'ci')).body.subscription_id).not.toBe(first.body.subscription_id)
  const other = await add(run, 'k', 'ci', await tokenOf(run))
  expect(other.body.subscription_id).not.toBe(first.body.subscription_id)
  expect(await count()).toBe(3)
})

test('whoever knows the id of another family’s source does not get its secret', async () => {
  const made = await add(await local('theirs'), 'k', 'ci')
  const mine = await local('mine')
  const { subscription_id } = made.body
  const source = { kind: 'webhook' as const, verify: 'generic' as const }
  const body = { subscription_id, name: 'ci', source, target: { kind: 'run' as const, run_id: mine } }
  expect(await service.as(await tokenOf(mine)).refusal('createSource', { body })).toBe('not_authorized')
})

test('a payload that is nested without end is kept as the text that it is', async () => {
  const run = await local('builder')
  const { secret = '', webhook_path: path, subscription_id } = (await add(run, 'k', 'ci')).body
  const body = '['.repeat(400_000) + ']'.repeat(400_000)
  const at = Math.floor(Date.now() / 1_000)
  const signature = createHmac('sha256', secret).update(`${at}.${body}`).digest('hex')
  const answer = await fetch(`${new URL(service.url).origin}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-reveille-signature': `t=${at},v1=${signature}` },
    body,
  })
  expect(answer.status).toBe(202)
  const { firings } = await service.owner.ask('listFirings', { params: { subscription_id } })
  expect(firings).toMatchObject([{ state: 'fired' }])
})
