/**
 * What a long log costs: one more event with 10, 1,000 and 10,000 runs in it; a start with a million events; a reader
 * that missed 100,000; memory. Against the smallest log, an empty start, and reading the same rows directly.
 */
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { createRun } from '../src/service/runs/create-run.ts'
import type { Run } from '../src/service/store/rows.ts'
import { openSqliteStore } from '../src/service/store/sqlite/sqlite-store.ts'
import { systemClock } from '../src/shared/kernel/system-clock.ts'
import { startServiceProcess } from '../src/testing/service-process.ts'
import { median } from './median.ts'
import { report } from './report.ts'
import { countOf, openReaders } from './sse-readers.ts'

const rounds = 5
const folder = mkdtempSync(join(tmpdir(), 'service-log-'))

/** A store with so many runs, ten events each. */
async function storeWith(count: number) {
  const store = openSqliteStore(join(folder, `runs-${count}.db`), systemClock)
  const runs: Run[] = []
  for (let made = 0; made < count; made += 1_000)
    await store.change((tx) => {
      for (let index = made; index < Math.min(count, made + 1_000); index += 1) {
        const run = createRun(tx, { execution_location: 'LOCAL' }, { kind: 'owner' })
        runs.push(run)
        for (let told = 0; told < 9; told += 1) tx.events.append(run, { type: 'tick' })
      }
    })
  return { store, runs }
}

const sizes = [10, 1_000, 10_000]
const stores = await Promise.all(sizes.map(storeWith))
const costs = sizes.map(() => [] as number[])
for (let round = 0; round < rounds + 1; round += 1)
  for (const [index, { store, runs }] of stores.entries()) {
    const taken: number[] = []
    for (let told = 0; told < 400; told += 1) {
      const run = runs[(told * 7_919) % runs.length] as Run // all over the log
      const began = performance.now()
      await store.change((tx) => tx.events.append(run, { type: 'tick' }))
      taken.push((performance.now() - began) * 1_000)
    }
    if (round > 0) costs[index]?.push(median(taken)) // the first round is warm-up
  }
const least = median(costs[0] ?? [])
for (const [index, size] of sizes.slice(1).entries())
  report({
    bench: `service-log one more event, ${size} runs`,
    value: median(costs[index + 1] ?? []),
    unit: 'us',
    yardstick: `the same with 10 runs (${least.toFixed(0)} us)`,
    ratio: median(costs[index + 1] ?? []) / least,
  })
for (const { store } of stores) store.close()

const events = 1_000_000
const missed = 100_000
const long = join(folder, 'long')
mkdirSync(join(long, 'service'), { recursive: true, mode: 0o700 })
const file = join(long, 'service', 'reveille.db')
openSqliteStore(file, systemClock).close()
const database = new DatabaseSync(file)
database.exec(`
  WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${events})
  INSERT INTO events (type, run_id, root_run_id, occurred_at)
    SELECT 'tick', printf('00000000-0000-4000-8000-%012d', i % 1000), printf('00000000-0000-4000-8000-%012d', i % 100),
      strftime('%s', 'now') * 1000 FROM n`)
const readDirectly = (): number => {
  const began = performance.now()
  const rows = database
    .prepare('SELECT * FROM events WHERE sequence > ? ORDER BY sequence')
    .all(events - missed)
  if (rows.length !== missed) throw new Error(`${rows.length} rows`)
  return performance.now() - began
}
readDirectly()
const starts = { long: [] as number[], empty: [] as number[] }
const resumes: number[] = []
const reads: number[] = []
const memory = { long: [] as number[], empty: [] as number[] }
const memoryOf = (pid: number): number =>
  process.platform === 'linux'
    ? Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1_024
    : Number.NaN
for (let round = 0; round < rounds; round += 1)
  for (const which of ['long', 'empty'] as const) {
    const began = performance.now()
    const service = await startServiceProcess(which === 'long' ? long : join(folder, 'empty'))
    starts[which].push(performance.now() - began)
    if (which === 'long') {
      const token = readFileSync(service.tokenFile, 'utf8').trim()
      const resumed = performance.now()
      const path = `/api/v1/agent/events/stream?since=${events - missed}`
      const readers = await openReaders(Number(new URL(service.url).port), path, token, 1)
      await new Promise<void>((resolve) => {
        readers.onChunk = (chunk) => {
          if (countOf(chunk, `"sequence":${events},`) > 0) resolve()
        }
      })
      resumes.push(performance.now() - resumed)
      reads.push(readDirectly())
      readers.close()
    }
    memory[which].push(memoryOf(service.pid))
    await service.end('SIGTERM')
  }
report({
  bench: `service-log start with ${events} events`,
  value: median(starts.long),
  unit: 'ms',
  yardstick: `a start with an empty log (${median(starts.empty).toFixed(0)} ms)`,
  ratio: median(starts.long) / median(starts.empty),
})
report({
  bench: `service-log resume after ${missed} missed events`,
  value: median(resumes),
  unit: 'ms',
  yardstick: `reading the same rows from SQLite (${median(reads).toFixed(0)} ms)`,
  ratio: median(resumes) / median(reads),
})
report({
  bench: `service-log memory with ${events} events, after that reader`,
  value: median(memory.long),
  unit: 'MB',
  yardstick: `an empty service (${median(memory.empty).toFixed(0)} MB)`,
  ratio: median(memory.long) / median(memory.empty),
})
database.close()
rmSync(folder, { recursive: true, force: true })
