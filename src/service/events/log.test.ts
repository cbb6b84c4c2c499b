import { join } from 'node:path'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { RunId } from '../../shared/domain/ids.ts'
import { FakeClock } from '../../testing/fake-clock.ts'
import { serviceDirectory } from '../../testing/service-harness.ts'
import { createRun } from '../runs/create-run.ts'
import type { EventFilter, Run } from '../store/rows.ts'
import { openSqliteStore } from '../store/sqlite/sqlite-store.ts'
import { Compaction } from './compaction.ts'

type Step =
  | { readonly kind: 'append'; readonly run: number }
  | { readonly kind: 'refused'; readonly run: number }
  | { readonly kind: 'child'; readonly run: number }
  | { readonly kind: 'compact'; readonly keep: number }
  | { readonly kind: 'reopen' }
const run = fc.nat(7)
const steps: fc.Arbitrary<Step[]> = fc.array(
  fc.oneof(
    { weight: 8, arbitrary: fc.record({ kind: fc.constant('append' as const), run }) },
    { weight: 2, arbitrary: fc.record({ kind: fc.constant('refused' as const), run }) },
    { weight: 2, arbitrary: fc.record({ kind: fc.constant('child' as const), run }) },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant('compact' as const), keep: fc.nat(12) }) },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant('reopen' as const) }) },
  ),
  { maxLength: 40 },
)
type Entry = { readonly sequence: number; readonly run: RunId; readonly root: RunId; readonly type: string }

/** Random histories against a list in memory: the log tells exactly what the list tells, or says that it cannot. */
test('whatever happens to the log, a reader has all that follows its cursor, or is told that it has not', async () => {
  await fc.assert(
    fc.asyncProperty(steps, fc.nat(60), async (history, since) => {
      const directory = serviceDirectory()
      const file = join(directory.path, 'x.db')
      const clock = new FakeClock()
      let store = openSqliteStore(file, clock)
      const runs: Run[] = []
      let model: Entry[] = []
      let last = 0
      const lost = new Map<RunId, number>()
      const told: number[] = []
      const listen = () => store.onCommitted(({ events }) => told.push(...events.map((e) => e.sequence)))
      const note = (of: Run, type: string) =>
        void model.push({ sequence: (last += 1), run: of.runId, root: of.rootRunId, type })
      const create = async (parent: Run | null): Promise<void> => {
        const under = parent === null ? {} : { parent_run_id: parent.runId }
        const made = await store.change((tx) =>
          createRun(tx, { execution_location: 'LOCAL', ...under }, { kind: 'owner' }),
        )
        if (parent !== null) note(parent, 'child_agent_started')
        note(made, 'run_queued')
        runs.push(made)
      }
      listen()
      try {
        await create(null)
        await create(null)
        for (const step of history) {
          const of = 'run' in step ? (runs[step.run % runs.length] as Run) : (runs[0] as Run) // two at least
          if (step.kind === 'append') {
            await store.change((tx) => tx.events.append(of, { type: 'tick' }))
            note(of, 'tick')
          } else if (step.kind === 'refused') {
            const refused = store.change((tx) => {
              tx.events.append(of, { type: 'never' })
              throw new Error('no')
            })
            await expect(refused).rejects.toThrow('no')
          } else if (step.kind === 'child') await create(of)
          else if (step.kind === 'compact') {
            clock.jump(10)
            const marks = { sequence: last - step.keep + 1, occurredAt: clock.now(), limit: 1_000 }
            await store.change((tx) => tx.events.compact(marks))
            const gone = model.filter(({ sequence }) => sequence < marks.sequence && sequence < last)
            for (const { root, sequence } of gone) lost.set(root, Math.max(lost.get(root) ?? 0, sequence))
            model = model.filter((entry) => !gone.includes(entry))
          } else {
            store.close()
            store = openSqliteStore(file, clock)
            listen()
          }
        }
        expect(told).toEqual(Array.from({ length: last }, (_, index) => index + 1))
        const root = runs[0] as Run // created first
        const some = runs.slice(1, 3)
        const views: [EventFilter, (entry: Entry) => boolean][] = [
          [{ kind: 'all' }, () => true],
          [
            { kind: 'family', ancestor: root.runId, root: root.rootRunId, self: 'included' },
            ({ root: of }) => of === root.rootRunId,
          ],
          [
            { kind: 'runs', runIds: some.map(({ runId }) => runId) },
            ({ run: of }) => some.some(({ runId }) => runId === of),
          ],
        ]
        for (const [filter, holds] of views) {
          const wanted = model.filter((entry) => holds(entry) && entry.sequence > since)
          store.read((tx) => {
            const found = tx.events.after(filter, since, 1_000)
            expect(found.map(({ sequence, type }) => [sequence, type])).toEqual(
              wanted.map(({ sequence, type }) => [sequence, type]),
            )
            const roots = new Set(
              runs
                .filter((one) => holds({ sequence: 0, type: '', run: one.runId, root: one.rootRunId }))
                .map((one) => one.rootRunId),
            )
            const upTo = Math.max(
              0,
              ...[...lost].filter(([of]) => roots.has(of)).map(([, sequence]) => sequence),
            )
            expect(tx.events.gap(filter, since)).toEqual(
              since > last
                ? { kind: 'ahead', last }
                : since < upTo
                  ? { kind: 'compacted', upTo }
                  : { kind: 'none' },
            )
          })
        }
      } finally {
        store.close()
        directory.dispose()
      }
    }),
    { numRuns: Number(process.env['REVEILLE_SOAK'] ?? 0) > 0 ? 2_000 : 60 },
  )
}, 600_000)

test('only what is both old and far back is taken out, and the newest entry stays', async () => {
  const directory = serviceDirectory()
  const clock = new FakeClock()
  const store = openSqliteStore(join(directory.path, 'x.db'), clock)
  const one = await store.change((tx) => createRun(tx, { execution_location: 'LOCAL' }, { kind: 'owner' }))
  const append = () => store.change((tx) => tx.events.append(one, { type: 'tick' }))
  for (let index = 0; index < 9; index += 1) await append()
  clock.jump(1_000)
  for (let index = 0; index < 5; index += 1) await append()
  const kept = () =>
    store.read((tx) => tx.events.after({ kind: 'all' }, 0, 100).map(({ sequence }) => sequence))
  const compact = async (events: number, ms: number): Promise<void> => {
    const compaction = new Compaction(store, clock, { events, ms }, (error) => expect.fail(String(error)))
    await clock.turn(60_000)
    await append()
    compaction.dispose()
  }
  await compact(5, 1_000_000)
  expect(kept()).toHaveLength(16)
  await compact(100, 10)
  expect(kept()).toHaveLength(17)
  await compact(5, 60_500)
  expect(kept().length).toBeLessThan(17)
  expect(kept().slice(-6)).toEqual([13, 14, 15, 16, 17, 18])
  store.close()
  directory.dispose()
})
