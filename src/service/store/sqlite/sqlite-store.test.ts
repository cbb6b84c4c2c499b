import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { RunId } from '../../../shared/domain/ids.ts'
import { FakeClock } from '../../../testing/fake-clock.ts'
import { serviceDirectory, type ServiceDirectory } from '../../../testing/service-harness.ts'
import { createRun } from '../../runs/create-run.ts'
import type { Run } from '../rows.ts'
import type { Committed, Store } from '../store.ts'
import { openSqliteStore } from './sqlite-store.ts'

let directory: ServiceDirectory
let store: Store
let told: Committed[]
let run: Run
beforeEach(async () => {
  directory = serviceDirectory()
  store = openSqliteStore(join(directory.path, 'x.db'), new FakeClock())
  run = await store.change((tx) => createRun(tx, { execution_location: 'LOCAL' }, { kind: 'owner' }))
  told = []
  store.onCommitted((committed) => void told.push(committed))
})
afterEach(() => {
  store.close()
  directory.dispose()
})

const append = (type: string) => store.change((tx) => tx.events.append(run, { type }))
const types = (committed: Committed) => committed.events.map((event) => event.type)

test('changes of one moment share a commit, in the order they were asked for', async () => {
  expect(await Promise.all([append('a'), append('b'), append('c')])).toEqual([2, 3, 4])
  expect(told.map(types)).toEqual([['a', 'b', 'c']])
})

test('a change that refuses is undone alone: it has no event, no row, no sequence', async () => {
  const refused = store.change((tx) => {
    tx.events.append(run, { type: 'undone' })
    tx.runs.change(run.runId, { state: 'FAILED' })
    throw new Error('no')
  })
  const outcomes = await Promise.allSettled([append('a'), refused, append('b')])
  expect(outcomes.map((outcome) => outcome.status)).toEqual(['fulfilled', 'rejected', 'fulfilled'])
  expect(told.map(types)).toEqual([['a', 'b']])
  expect(store.read((tx) => tx.runs.find(run.runId)?.state)).toBe('QUEUED')
  expect(store.read((tx) => tx.events.lastSequence())).toBe(3)
})

test('what is told is committed, and told before it is acknowledged', async () => {
  const order: string[] = []
  store.onCommitted(({ events }) => {
    const kept = store.read((tx) => tx.events.after({ kind: 'all' }, 1, 10))
    order.push(`told ${events.length} of ${kept.length}`)
  })
  await append('a').then(() => order.push('acknowledged'))
  expect(order).toEqual(['told 1 of 1', 'acknowledged'])
})

test('a close finishes what was asked for before', async () => {
  const asked = append('last')
  store.close()
  expect(await asked).toBe(2)
  store = openSqliteStore(join(directory.path, 'x.db'), new FakeClock())
  expect(store.read((tx) => tx.events.lastSequence())).toBe(2)
})

test('the log is found again after many changes, over every copy of the write-ahead log', async () => {
  for (let index = 0; index < 1_200; index += 100)
    await Promise.all(Array.from({ length: 100 }, () => append('tick')))
  store.close()
  store = openSqliteStore(join(directory.path, 'x.db'), new FakeClock())
  const filter = { kind: 'runs' as const, runIds: [run.runId] as RunId[] }
  expect(store.read((tx) => tx.events.after(filter, 0, 2_000)).map((event) => event.sequence)).toEqual(
    Array.from({ length: 1_201 }, (_, index) => index + 1),
  )
})
