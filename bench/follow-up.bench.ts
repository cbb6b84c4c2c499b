/**
 * A follow-up to a remote agent that has ended: Enter in its pane -> accepted, and the same request -> a worker begins and ends its
 * execution. Both against the bare HTTP call of the same run.
 */
import type { Page } from '@playwright/test'
import { readFileSync } from 'node:fs'
import type { LogEvent } from '../src/shared/contract/api/event.ts'
import { TestMachine } from '../e2e/app.ts'
import { startAgent } from '../e2e/start-agent.ts'
import { readStream } from '../src/testing/service-stream.ts'
import { median } from './median.ts'
import { report } from './report.ts'

const runs = Number(process.env['BENCH_RUNS'] ?? 15)
const bare: number[] = []
const inPane: number[] = []
const begun: number[] = []
const ended: number[] = []

const machine = new TestMachine()
try {
  const page = await machine.start()
  await startAgent(page, {
    ...{ name: 'far', harness: 'command', directory: machine.workDirectory, place: 'remote' },
    commandLine: 'echo told',
  })
  const { run_id } = await machine.run('far')
  const { url, tokenFile } = JSON.parse(machine.read('data/service/service.json'))
  const token = readFileSync(tokenFile, 'utf8').trim()
  const events = await readStream<LogEvent>(`${url}/agent/events/stream?run_ids=${run_id}`, token)
  const reached = (type: string) => events.takeUntil((event) => event.event_type === type)
  await reached('run_succeeded')
  await page.getByTestId('agent-far').click()
  const box = page.locator('[data-testid^="pane-"][data-agent="far"]').getByTestId('follow-up')
  for (let run = 0; run < runs; run += 1) {
    const startedAt = performance.now()
    await machine.ask('followUpRun', { params: { run_id }, body: { message: `bare ${run}` } })
    bare.push(performance.now() - startedAt)
    await reached('run_in_progress')
    begun.push(performance.now() - startedAt)
    await reached('run_succeeded')
    ended.push(performance.now() - startedAt)
    await page.getByTestId('agent-far').getByText('finished').waitFor()
    await box.fill(`pane ${run}`)
    inPane.push(await pressEnter(page))
    await reached('run_succeeded')
    await page.getByTestId('agent-far').getByText('finished').waitFor()
  }
  events.close()
} finally {
  await machine.dispose()
}

for (const [bench, values, what] of [
  ['Enter in its pane', inPane, 'ms until it is accepted'],
  ['to its worker', begun, 'ms until its execution has begun'],
  ['to its end', ended, 'ms until a program that prints a line has ended'],
] as const)
  report({
    bench: `follow-up: ${bench}`,
    value: Number(median(values).toFixed(1)),
    unit: what,
    yardstick: `the bare HTTP call: ${median(bare).toFixed(1)} ms`,
    ratio: median(values) / median(bare),
  })

type Watched = { pressed: Promise<number> }

/** From the key to the frame in which the box is empty again: main has the service's answer then. */
async function pressEnter(page: Page): Promise<number> {
  await page.evaluate(() => {
    const inPane = '[data-testid^="pane-"][data-agent="far"] [data-testid="follow-up"]'
    const box = document.querySelector<HTMLTextAreaElement>(inPane)
    if (!box) throw new Error('there is no box to write to it')
    const pressed = new Promise<number>((resolve) => {
      const watch = (): void => {
        const at = performance.now()
        const look = (): void =>
          box.value === '' ? resolve(performance.now() - at) : void requestAnimationFrame(look)
        look()
      }
      box.addEventListener('keydown', watch, { capture: true, once: true })
    })
    Object.assign(globalThis, { pressed: { pressed } }) // in an object: the page is not to wait for it now
  })
  await page.keyboard.press('Enter')
  return page.evaluate(() => (globalThis as unknown as { pressed: Watched }).pressed.pressed)
}
