/**
 * 1, 10 and 50 terminals: memory of the whole app (PSS) and processor while idle, and how long a start takes until the
 * visible screen of so many is painted, against the same with one.
 */
import { TestMachine, terminalText } from '../e2e/app.ts'
import { processorSeconds, readProcess } from './processor-seconds.ts'
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
    const before = processorSeconds(ours(machine))
    await page.waitForTimeout(idleMs)
    tell(
      count,
      'idle processor',
      ((processorSeconds(ours(machine)) - before) / (idleMs / 1_000)) * 100,
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
function ours(machine: TestMachine): number[] {
  const isShell = (pid: number): boolean => /^(ba|z|fi|da)?sh\b/.test(readProcess(pid, 'comm'))
  return machine.processesWith('').filter((pid) => !isShell(pid))
}

function memory(machine: TestMachine): number {
  const kilobytes = ours(machine).map((pid) =>
    Number(/^Pss:\s+(\d+)/m.exec(readProcess(pid, 'smaps_rollup'))?.[1] ?? 0),
  )
  return kilobytes.reduce((sum, one) => sum + one, 0) / 1_024
}
