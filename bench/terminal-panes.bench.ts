/**
 * 1, 10 and 50 terminals, one of them shown: memory of the whole app (PSS) and processor while idle, and how long a start
 * takes until the visible screen of so many is painted, against the same with one; the memory with one against an empty
 * Electron window, and that of each hidden one against its shell.
 */
import { TestMachine, terminalText } from '../e2e/app.ts'
import { emptyWindowMemory } from './empty-window.ts'
import { proportionalMemory } from './process-memory.ts'
import { processorSeconds, readProcess } from './processor-seconds.ts'
import { report } from './report.ts'
import { shellPane, until } from './shell-pane.ts'

const counts = (process.env['BENCH_PANES'] ?? '1,10,50').split(',').map(Number)
const linesEach = 10_000
const restMs = 30_000 // what was begun is done (histories, sweeps), and what rests is let go
const idleMs = 5_000
const first = new Map<string, number>()
const memories = new Map<number, { readonly memory: number; readonly shell: number }>()

for (const count of counts) {
  const machine = new TestMachine()
  try {
    const page = await machine.start()
    for (let pane = 0; pane < count; pane += 1) {
      const shell = await shellPane(page)
      await page.keyboard.type(`seq 1 ${linesEach}; echo fil""led`)
      await page.keyboard.press('Enter')
      await until('the lines', async () => (await terminalText(shell)).slice(-200).includes('\nfilled'))
    }
    await page.waitForTimeout(restMs)
    const before = processorSeconds(ours(machine))
    await page.waitForTimeout(idleMs)
    tell(
      count,
      'idle processor',
      ((processorSeconds(ours(machine)) - before) / (idleMs / 1_000)) * 100,
      '% of a core',
    )
    const memory = proportionalMemory(ours(machine))
    tell(count, 'memory of all processes but the shells', memory, 'MB')
    memories.set(count, { memory, shell: proportionalMemory(shells(machine)) / count })
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

const empty = await emptyWindowMemory('[data-testid="start-agent"]')
const [one, ten, fifty] = counts.map((count) => memories.get(count))
if (one && ten && fifty) {
  report({
    bench: 'terminal-panes 1: memory beside an empty window',
    ...{ value: Math.round(one.memory), unit: 'MB' },
    ...{ yardstick: `an empty Electron window: ${Math.round(empty)} MB`, ratio: one.memory / empty },
  })
  const each = (fifty.memory - ten.memory) / ((counts[2] ?? 0) - (counts[1] ?? 0))
  report({
    bench: 'terminal-panes: memory of a hidden terminal with its lines',
    ...{ value: Number(each.toFixed(2)), unit: 'MB' },
    ...{ yardstick: `its shell: ${fifty.shell.toFixed(2)} MB`, ratio: each / fifty.shell },
  })
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

function isShell(pid: number): boolean {
  return /^(ba|z|fi|da)?sh\b/.test(readProcess(pid, 'comm'))
}

function shells(machine: TestMachine): number[] {
  return machine.processesWith('').filter(isShell)
}

/** Those of the app: electron, the pty host, the service; not the shells in the terminals. */
function ours(machine: TestMachine): number[] {
  return machine.processesWith('').filter((pid) => !isShell(pid))
}
