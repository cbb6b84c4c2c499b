/** From the start of the process to a window that can be used, against an empty Electron window of the same runtime. */
import { _electron } from '@playwright/test'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { TestMachine } from '../e2e/app.ts'
import { median } from './median.ts'
import { report } from './report.ts'

const runs = 5
const flags = process.getuid?.() === 0 ? ['--no-sandbox'] : []
const ready = '[data-testid="start-agent"]'

async function startEmpty(): Promise<number> {
  const home = mkdtempSync(join(tmpdir(), 'empty-app-'))
  const env = { ...process.env, HOME: home } as Record<string, string> // an environment has strings only
  const startedAt = performance.now()
  const app = await _electron.launch({ args: [...flags, join(import.meta.dirname, 'empty-app')], env })
  await (await app.firstWindow()).waitForSelector(ready)
  const took = performance.now() - startedAt
  await app.close()
  rmSync(home, { recursive: true, force: true, maxRetries: 5 })
  return took
}

/** A second start finds the background processes of the first, as after a crash or an update. */
async function startReveille(machine: TestMachine): Promise<number> {
  const startedAt = performance.now()
  await (await machine.start()).waitForSelector(ready)
  const took = performance.now() - startedAt
  await machine.quit()
  return took
}

const empty: number[] = []
const first: number[] = []
const again: number[] = []
for (let run = 0; run < runs; run += 1) {
  empty.push(await startEmpty())
  const machine = new TestMachine()
  first.push(await startReveille(machine))
  again.push(await startReveille(machine))
  await machine.dispose()
}
const yardstick = median(empty)
for (const [bench, values] of [
  ['window-start', first],
  ['window-start-again', again],
] as const)
  report({
    bench,
    value: Math.round(median(values)),
    unit: 'ms',
    yardstick: `an empty Electron window: ${Math.round(yardstick)} ms`,
    ratio: median(values) / yardstick,
  })
