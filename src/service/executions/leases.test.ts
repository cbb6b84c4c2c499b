import { join } from 'node:path'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { WorkerId, type ExecutionId, type RunId } from '../../shared/domain/ids.ts'
import { isEnded } from '../../shared/domain/run.ts'
import { leaseAttemptsMax, leaseMs } from '../../shared/limits.ts'
import { FakeClock } from '../../testing/fake-clock.ts'
import { serviceDirectory } from '../../testing/service-harness.ts'
import type { Caller } from '../caller.ts'
import { cancelFamily } from '../runs/end-run.ts'
import { createRun } from '../runs/create-run.ts'
import { knownRun } from '../runs/known-run.ts'
import { openSqliteStore } from '../store/sqlite/sqlite-store.ts'
import { claimLease, expireLeases, leasedTo } from './lease.ts'
import { reportExecution } from './report-execution.ts'

const workers = ['w1', 'w2'].map((name) => WorkerId.parse(name))
const reports = ['started', 'succeeded', 'failed', 'errored', 'cancelled', 'refused'] as const
const worker = fc.nat(1)
const step = fc.oneof(
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('claim' as const), worker }) },
  {
    weight: 8,
    // Any lease that was ever given, by any worker: late, doubled, out of order, in another's name.
    arbitrary: fc.record({
      kind: fc.constant('report' as const),
      worker,
      lease: fc.nat(20),
      event: fc.constantFrom(...reports),
    }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('renew' as const), worker, lease: fc.nat(20) }) },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constant('pass' as const), ms: fc.constantFrom(1_000, leaseMs) }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant('jump-back' as const), ms: fc.constant(3_600_000) }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('create' as const) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('cancel' as const), run: fc.nat(3) }) },
)
type Given = {
  readonly executionId: ExecutionId
  readonly runId: RunId
  readonly worker: WorkerId
  readonly fence: number
}

test('whatever workers say and whenever: one lease lives, an older one changes nothing, nothing is done for ever', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 50 }), async (history) => {
      const directory = serviceDirectory()
      const clock = new FakeClock()
      const store = openSqliteStore(join(directory.path, 'x.db'), clock)
      const given: Given[] = []
      const runs: RunId[] = []
      const body = { prompt: '', config: { harness: { type: 'command' } } }
      const create = async () =>
        void runs.push((await store.change((tx) => createRun(tx, body, { kind: 'owner' }))).runId)
      try {
        await create()
        for (const one of history) {
          if (one.kind === 'create') await create()
          else if (one.kind === 'pass' || one.kind === 'jump-back') {
            clock.jump(one.kind === 'pass' ? one.ms : -one.ms)
            await store.change(expireLeases)
          } else if (one.kind === 'cancel') {
            const run = runs[one.run % runs.length] as RunId // one at least
            await store.change((tx) => {
              const known = knownRun(tx, run)
              if (!isEnded(known.state)) cancelFamily(tx, known, 'leave')
            })
          } else if (one.kind === 'claim') {
            const by = workers[one.worker] as WorkerId // of two
            const lease = await store.change(
              (tx) =>
                claimLease(
                  tx,
                  { worker_id: by, harnesses: ['command'], labels: [], wait_ms: 0 },
                  { holder: by, connected: workers },
                ).lease,
            )
            if (lease === null) continue
            const { execution_id: executionId, fence, run } = lease
            expect(given.some((old) => old.executionId === executionId && old.fence >= fence)).toBe(false)
            given.push({
              executionId: executionId as ExecutionId,
              runId: run.run_id as RunId,
              worker: by,
              fence,
            })
          } else {
            const lease = given[one.lease % Math.max(1, given.length)]
            if (lease === undefined) continue
            const by = workers[one.worker] as WorkerId // of two
            const told = { worker_id: by, fence: lease.fence }
            const caller: Caller = { kind: 'worker', tokenId: by, credential: { hash: '', actsAs: null } }
            await store.change((tx) => {
              const before = tx.executions.find(lease.executionId)
              const state = knownRun(tx, lease.runId).state
              const newest = Math.max(
                ...given.filter((old) => old.executionId === lease.executionId).map((old) => old.fence),
              )
              const isHeld =
                by === lease.worker &&
                lease.fence === newest &&
                (before?.state === 'leased' || before?.state === 'started')
              if (before === null) throw new Error('it was leased')
              expect(leasedTo(before, told, caller) !== null).toBe(isHeld)
              if (one.kind === 'renew') return
              expect(reportExecution(tx, before, { ...told, event: one.event }, caller)).toBe(isHeld)
              if (isHeld) return
              expect(tx.executions.find(lease.executionId)).toEqual(before)
              expect(knownRun(tx, lease.runId).state).toBe(state)
            })
          }
          store.read((tx) => {
            for (const run of runs) {
              const open = tx.executions.open(run)
              const held = open.filter(({ state }) => state === 'leased' || state === 'started')
              expect(held.length).toBeLessThanOrEqual(1)
              for (const { leaseNumber, refusals } of open)
                expect(leaseNumber - refusals).toBeLessThanOrEqual(leaseAttemptsMax)
              if (knownRun(tx, run).state === 'QUEUED')
                expect(open.some(({ state }) => state === 'waiting')).toBe(true)
            }
          })
        }
      } finally {
        store.close()
        directory.dispose()
      }
    }),
    { numRuns: Number(process.env['REVEILLE_SOAK'] ?? 0) > 0 ? 3_000 : 80 },
  )
}, 600_000)
