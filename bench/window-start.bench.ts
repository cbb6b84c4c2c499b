/** From the start of the process to a window that can be used, against an empty Electron window of the same runtime. */
import { TestMachine } from '../e2e/app.ts'
import { startEmptyWindow } from './empty-window.ts'
import { median } from './median.ts'
import { report } from './report.ts'

const runs = 5
const ready = '[data-testid="start-agent"]'

/** A second start finds the background processes of the first, as after a crash or an update. */
async function startReveille(machine: TestMachine): Promise<number> {
  const startedAt = performance.now()
  await (await machine.start()).waitForSelector(ready)
  const took = performance.now() - startedAt
  await machine.crash() // who quits with nobody at work ends the background processes, too
  return took
}

const empty: number[] = []
const first: number[] = []
const again: number[] = []
for (let run = 0; run < runs; run += 1) {
  empty.push(await startEmptyWindow(ready))
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
