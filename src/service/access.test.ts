import { afterEach, beforeEach, expect, test } from 'vitest'
import { rawRoutes } from '../shared/contract/api/raw-routes.ts'
import { routes } from '../shared/contract/api/routes.ts'
import { HarnessSessionId, WorkerId, type RunId } from '../shared/domain/ids.ts'
import { ticketMs, ticketsMax } from '../shared/limits.ts'
import { FakeClock } from '../testing/fake-clock.ts'
import { testService, type TestService } from '../testing/service-harness.ts'
import { isWithinReach, requireAccess, type Relation } from './http/access.ts'
import { Tickets } from './http/tickets.ts'
import { accessTable, type AnyRouteName } from './http/access-table.ts'
import type { Caller } from './caller.ts'
import type { Run } from './store/rows.ts'
import type { Transaction } from './store/store.ts'

let service: TestService
let clock: FakeClock
beforeEach(async () => {
  clock = new FakeClock(Date.parse('2026-01-01T00:00:00Z'))
  service = await testService({ clock })
})
afterEach(() => service[Symbol.asyncDispose]())

const localRun = async (parent?: RunId): Promise<RunId> => {
  const under = parent === undefined ? {} : { parent_run_id: parent }
  return (await service.owner.ask('createRun', { body: { execution_location: 'LOCAL', ...under } })).run_id
}
const path = (url: string, init: RequestInit = {}) => fetch(`${service.url}${url}`, init)
const id = (number: number) => `00000000-0000-4000-8000-00000000000${number}` as RunId // shaped like one

/** A family of four, of which the second asks. */
const relations: Readonly<Record<Relation, RunId>> = {
  family: id(1),
  self: id(2),
  descendant: id(3),
  stranger: id(4),
}
const runOf = (runId: RunId) => ({ runId, rootRunId: runId === id(4) ? id(4) : id(1) }) as Run // what access looks at
type Held = { readonly now?: string | null; readonly before?: string }
const world = (held: Held = {}) =>
  ({
    runs: {
      find: runOf,
      ancestors: (runId: RunId) => (runId === id(3) ? [id(3), id(2), id(1)] : [runId]),
    },
    messages: { find: () => null },
    artifacts: { find: () => null },
    executions: {
      open: () => (held.now === undefined ? [] : [{ state: 'started', holder: held.now }]),
      hasHeld: (holder: string) => held.before === holder,
    },
  }) as unknown as Transaction // the part that access looks at
const mayAsk = (tx: Transaction, caller: Caller, name: AnyRouteName, run_id: RunId): boolean => {
  try {
    requireAccess(tx, caller, name, { run_id })
    return true
  } catch {
    return false
  }
}
const credential = { hash: '', actsAs: null }

test.each(Object.keys(accessTable) as AnyRouteName[])(
  '%s: each caller reaches what the table says, cell by cell',
  (name) => {
    const row = accessTable[name]
    for (const [relation, runId] of Object.entries(relations) as [Relation, RunId][]) {
      const run: Caller = { kind: 'run', run: runOf(id(2)), credential }
      expect([relation, mayAsk(world(), run, name, runId)]).toEqual([
        relation,
        isWithinReach(row.run, relation),
      ])
      expect(mayAsk(world(), { kind: 'owner', credential }, name, runId)).toBe(true)
      const worker: Caller = { kind: 'worker', tokenId: 'mine', credential }
      const cells: [Held, boolean][] = [
        [{ now: 'mine' }, row.worker !== 'none'],
        [{ before: 'mine' }, row.worker === 'any' || row.worker === 'known'],
        [{ before: 'mine', now: 'another' }, row.worker === 'any' || row.worker === 'known'],
        [{ now: 'another' }, row.worker === 'any'],
        [{ now: null }, row.worker === 'any'], // the owner's own token holds it
        [{ before: 'another' }, row.worker === 'any'],
        [{}, row.worker === 'any'],
      ]
      for (const [held, may] of cells)
        expect([held, mayAsk(world(held), worker, name, runId)]).toEqual([held, may])
    }
  },
)

test('nothing can be asked that does not stand in the table', () => {
  expect(Object.keys(accessTable).sort()).toEqual([...Object.keys(routes), ...Object.keys(rawRoutes)].sort())
})

test('a worker with a token of its own claims and reports, sees what it holds, and nothing else', async () => {
  const { token, token_id } = await service.owner.ask('issueWorkerToken', { body: { name: 'build box' } })
  const worker = service.as(token)
  const { run_id } = await service.owner.ask('createRun', {
    body: { prompt: 'go', config: { command: ['x'] } },
  })
  const other = await localRun()
  expect(await worker.refusal('getRun', { params: { run_id } })).toBe('not_authorized')
  const { lease } = await worker.ask('claimLease', { body: { worker_id: 'w', harnesses: ['command'] } })
  expect(lease?.run.run_id).toBe(run_id)
  expect((await worker.ask('getRun', { params: { run_id } })).state).toBe('CLAIMED')
  await worker.ask('listMessages', { params: { run_id } })
  for (const refused of [
    worker.refusal('getRun', { params: { run_id: other } }),
    worker.refusal('listRuns'),
    worker.refusal('createRun', { body: {} }),
    worker.refusal('cancelRun', { params: { run_id } }),
    worker.refusal('sendMessages', { body: { to: [run_id], subject: '', body: '' } }),
    worker.refusal('listWorkerTokens'),
  ])
    expect(await refused).toBe('not_authorized')
  expect((await path('/agent/events/stream', { headers: { authorization: `Bearer ${token}` } })).status).toBe(
    403,
  )
  await service.owner.ask('revokeWorkerToken', { params: { token_id } })
  expect(await worker.refusal('health')).toBe('authentication_required')
  const { tokens } = await service.owner.ask('listWorkerTokens')
  expect(tokens).toMatchObject([{ token_id, name: 'build box', revoked_at: expect.any(String) }])
  expect(JSON.stringify(tokens)).not.toContain(token)
})

test('a worker reaches what it holds itself, and nothing of another one, whose words it may know', async () => {
  const workerWith = async (name: string) =>
    service.as((await service.owner.ask('issueWorkerToken', { body: { name } })).token)
  const [mine, other] = [await workerWith('one'), await workerWith('two')]
  const { run_id } = await service.owner.ask('createRun', {
    body: { prompt: 'go', config: { command: ['x'] } },
  })
  const worker_id = WorkerId.parse('the same name')
  const { lease } = await mine.ask('claimLease', { body: { worker_id, harnesses: ['command'] } })
  if (lease === null) throw new Error('nothing to claim')
  const params = { execution_id: lease.execution_id }
  const by = { worker_id, fence: lease.fence } // all that another worker could have overheard
  const succeed = { params, body: { ...by, event: 'succeeded' as const } }
  expect(await other.refusal('getRun', { params: { run_id } })).toBe('not_authorized')
  expect(await other.ask('reportExecution', succeed)).toEqual({ applied: false })
  expect(await other.ask('renewLease', { params, body: by })).toMatchObject({ is_lost: true })
  await other.ask('appendOutput', { params, body: { ...by, part: 0, text: 'forged' } })
  const asRun = await path('/harness-support/notify-user', {
    method: 'POST',
    headers: { authorization: `Bearer ${service.token}`, 'x-reveille-run-id': run_id },
  })
  expect(asRun.status).toBe(400) // the owner may speak for it
  const blocked = { kind: 'blocked' as const, session_id: HarnessSessionId.parse('s'), question: 'q' }
  const signal = { params: { run_id }, body: { signal: blocked } }
  expect(await other.refusal('reportSignal', signal)).toBe('not_authorized')
  expect((await mine.ask('getRun', { params: { run_id } })).state).toBe('CLAIMED')
  expect((await mine.ask('renewLease', { params, body: by })).is_lost).toBe(false)
  expect(await mine.ask('reportExecution', succeed)).toEqual({ applied: true })
  expect((await mine.ask('getRun', { params: { run_id } })).state).toBe('SUCCEEDED') // is its folder still needed?
  expect(await mine.refusal('listMessages', { params: { run_id } })).toBe('not_authorized')
  expect(await other.refusal('getRun', { params: { run_id } })).toBe('not_authorized')
})

test('tokens end when they were told to', async () => {
  const run = await localRun()
  const worker = await service.owner.ask('issueWorkerToken', { body: { name: 'w', expires_in_seconds: 60 } })
  const own = await service.owner.ask('issueToken', {
    params: { run_id: run },
    body: { expires_in_seconds: 60 },
  })
  expect([worker.expires_at, own.expires_at]).toEqual([
    '2026-01-01T00:01:00.000Z',
    '2026-01-01T00:01:00.000Z',
  ])
  await service.as(worker.token).ask('health')
  await service.as(own.token).ask('health')
  await clock.turn(60_000)
  expect(await service.as(worker.token).refusal('health')).toBe('authentication_required')
  expect(await service.as(own.token).refusal('health')).toBe('authentication_required')
})

test('a request that names a run speaks for it, and reaches no further than the run', async () => {
  const parent = await localRun()
  const run = await localRun(parent)
  const stranger = await localRun()
  const as = (header: string, runId: string, token = service.token) =>
    path(`/agent/runs/${stranger}`, { headers: { authorization: `Bearer ${token}`, [header]: runId } })
  expect((await as('X-Other', run)).status).toBe(200)
  for (const header of ['X-Warp-Cloud-Agent-ID', 'X-Reveille-Run-Id']) {
    expect((await as(header, run)).status).toBe(403)
    expect((await as(header, 'nonsense')).status).toBe(400)
    expect((await as(header, id(9))).status).toBe(404)
  }
  const { token } = await service.owner.ask('issueToken', { params: { run_id: run } })
  expect((await as('X-Reveille-Run-Id', stranger, token)).status).toBe(403) // one's own token speaks for oneself only
  const sent = await path('/agent/messages', {
    method: 'POST',
    headers: {
      authorization: `Bearer ${service.token}`,
      'content-type': 'application/json',
      'x-warp-cloud-agent-id': run,
    },
    body: JSON.stringify({ to: ['parent'], subject: 's', body: 'b' }),
  })
  expect(sent.status).toBe(200)
  const { messages } = await service.owner.ask('listMessages', { params: { run_id: parent } })
  expect(messages.map((message) => message.sender_run_id)).toEqual([run])
})

test('a ticket opens one stream, once, where a header is impossible, and ends with its token', async () => {
  const run = await localRun()
  const { token } = await service.owner.ask('issueToken', { params: { run_id: run } })
  const stream = '/agent/events/stream'
  const ticket = async () => (await service.as(token).ask('issueTicket', { body: { path: stream } })).ticket
  const open = async (where: string, with_: string): Promise<number> => {
    const answer = await path(`${where}?ticket=${with_}`)
    await answer.body?.cancel()
    return answer.status
  }
  const first = await ticket()
  expect(await open('/agent/runs', first)).toBe(401) // another path; it is not used up by that
  expect(await open(stream, first)).toBe(200)
  expect(await open(stream, first)).toBe(401)
  expect(await open(stream, 'invented')).toBe(401)
  const late = await ticket()
  await clock.turn(ticketMs)
  expect(await open(stream, late)).toBe(401)
  const orphan = await ticket()
  await service.owner.ask('killRun', { params: { run_id: run } })
  expect(await open(stream, orphan)).toBe(401)
})

test('tickets are bounded: one that is not used is no way to fill the memory', async () => {
  const tickets = new Tickets(clock)
  const issue = () => tickets.issue(credential, '/metrics', 'once', ticketMs)
  for (let index = 0; index < ticketsMax; index += 1) issue()
  expect(issue).toThrow('too many tickets')
  await clock.turn(ticketMs)
  expect(tickets.redeem(issue().ticket, '/metrics')).toEqual(credential)
})
