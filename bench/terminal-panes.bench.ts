/**
 * 1, 10 and 50 terminals: memory of the whole app (PSS) and processor while idle, and how long a start takes until the
 * visible screen of so many is painted, against the same with one.
 */
import { readFileSync } from 'node:fs'
import { TestMachine, terminalText } from '../e2e/app.ts'
import { report } from './report.ts'
import { shellPane } from './shell-pane.ts'

const counts = [1, 10, 50]
const linesEach = 10_000
const idleMs = 5_000
const first = new Map<string, number>()

for (const count of counts) {
  const machine = new TestMachine()
  try {
    const page = await machine.start()
    for (let pane = 0; pane < count; pane += 1) {
      const shell = await shellPane(page)
      await page.keyboard.type(`seq 1 ${linesEach}; echo fil""led`)
      await page.keyboard.press('Enter')
      while (!(await terminalText(shell)).slice(-200).includes('\nfilled')) await page.waitForTimeout(50)
    }
    await page.waitForTimeout(3_000) // what was begun is done: histories, sweeps
    const before = processorSeconds(machine)
    await page.waitForTimeout(idleMs)
    tell(
      count,
      'idle processor',
      ((processorSeconds(machine) - before) / (idleMs / 1_000)) * 100,
      '% of a core',
    )
    tell(count, 'memory of all processes but the shells', memory(machine), 'MB')
    await machine.quit()
    const startedAt = performance.now()
    const again = await machine.start()
    const shown = again.locator('[data-kind="shell"] .xterm-rows')
    await shown.filter({ hasText: 'filled' }).first().waitFor()
    tell(count, 'start to the visible screen painted', performance.now() - startedAt, 'ms')
  } finally {
    await machine.dispose()
  }
}

function tell(count: number, what: string, value: number, unit: string): void {
  const yardstick = first.get(what) ?? value
  if (!first.has(what)) first.set(what, value)
  report({
    bench: `terminal-panes ${count}: ${what}`,
    value: Number(value.toFixed(1)),
    unit,
    yardstick: `the same with one terminal: ${yardstick.toFixed(1)} ${unit}`,
    ratio: value / yardstick,
  })
}

/** Those of the app: electron, the pty host, the service; not the shells in the terminals. */
const ours = (machine: TestMachine): number[] =>
  machine
    .processesWith('')
    .filter((pid) => !/^(\/usr)?\/?(bin\/)?(ba|z|fi|da)?sh\b/.test(read(`/proc/${pid}/comm`)))

function memory(machine: TestMachine): number {
  const kilobytes = ours(machine).map((pid) =>
    Number(/^Pss:\s+(\d+)/m.exec(read(`/proc/${pid}/smaps_rollup`))?.[1] ?? 0),
  )
  return kilobytes.reduce((sum, one) => sum + one, 0) / 1_024
}

function processorSeconds(machine: TestMachine): number {
  const ticks = ours(machine).map((pid) => {
    const stat = read(`/proc/${pid}/stat`)
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    return Number(fields[11] ?? 0) + Number(fields[12] ?? 0)
  })
  return ticks.reduce((sum, one) => sum + one, 0) / 100
}

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return '' // gone meanwhile
  }
}
