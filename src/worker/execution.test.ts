import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeEach, expect, onTestFinished, test } from 'vitest'
import type { ApiClient } from '../shared/contract/api/client.ts'
import { Lease } from '../shared/contract/api/worker.ts'
import { WorkerId } from '../shared/domain/ids.ts'
import { err, ok } from '../shared/kernel/result.ts'
import { leaseMs, leaseRenewMs } from '../shared/limits.ts'
import { testIds, testRun } from '../testing/conversation-facts.ts'
import { FakeClock } from '../testing/fake-clock.ts'
import { execute, type ExecutionWorld } from './execution.ts'
import { ExecutionRecords } from './execution-records.ts'
import { unmeasured } from './measures.ts'
import { TurnRecords } from './places/turn-records.ts'

/** A service that carries out and remembers what it is told, until it is gone. */
const fakeService = () => {
  const told: string[] = []
  const service = { isThere: true, told, onReported: (_event: string): void => {} }
  const call = async (name: string, input: { body?: { event?: string; text?: string } }) => {
    if (!service.isThere) return err({ kind: 'unreachable', message: 'nobody listens' })
    const what = input.body?.event ?? input.body?.text?.trim()
    if (name !== 'renewLease') told.push(what === undefined ? name : `${name} ${what}`)
    if (input.body?.event) service.onReported(input.body.event)
    return ok(name === 'renewLease' ? { is_cancelled: false, is_lost: false, expires_at: '' } : {})
  }
  return { service, client: { call } as unknown as ApiClient } // three of its routes, as the service answers them
}

let home = ''
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'execution-'))
  onTestFinished(() => rmSync(home, { recursive: true, force: true }))
})

/** A worker whose agents are this script, whatever their runs say. */
const worldOf = (script: string, client: ApiClient, clock: FakeClock): ExecutionWorld => ({
  workerId: WorkerId.parse('w1'),
  place: {
    dataDirectory: home,
    binDirectory: home,
    reveille: ['sh', '-c', script, 'agent'],
    environment: { PATH: process.env['PATH'], HOME: home },
    service: {
      client,
      claiming: client,
      hangUp: () => {},
      address: async () => 'http://127.0.0.1:1',
      serviceFile: null,
    },
    clock,
    policy: {
      ...{ agentEnvironment: {}, wrapping: { start: [], stop: [] }, maxMs: null, maxMemoryBytes: null },
      ...{ niceness: 0, ownConfig: null, idleMs: 0, questionSeconds: 0 },
    },
  },
  places: new Map(),
  turns: new TurnRecords(home),
  measures: unmeasured,
  records: new ExecutionRecords(home, 'w1'),
  clock,
  log: () => {},
})
const lease = Lease.parse({
  execution_id: '33333333-3333-4333-8333-333333333333',
  number: 1,
  fence: 1,
  run: testRun(1, { agent_config: { command: ['x'], harness: { type: 'command' } } }),
  prompt: 'go',
  session_id: testIds(1).session,
  token: 't',
  expires_at: '',
})

test('an execution tells what it prints and how it ended, in this order', async () => {
  const { service, client } = fakeService()
  await execute(lease, worldOf('echo done', client, new FakeClock()), new AbortController().signal)
  expect(service.told).toEqual(['reportExecution started', 'appendOutput done', 'reportExecution succeeded'])
})

test('a worker whose service went away for good is done with an execution when its lease is over', async () => {
  const { service, client } = fakeService()
  const clock = new FakeClock()
  const began = clock.now()
  service.onReported = () => (service.isThere = false) // it has heard that the turn began, and nothing more
  const over = execute(lease, worldOf('echo done', client, clock), new AbortController().signal)
  let isOver = false
  void over.then(() => (isOver = true))
  while (!isOver) {
    await new Promise((resolve) => setImmediate(resolve)) // the real process has to end in between
    await clock.turn(leaseRenewMs)
  }
  expect(clock.now() - began).toBeGreaterThan(leaseMs)
  expect(service.told).toEqual(['reportExecution started'])
})
