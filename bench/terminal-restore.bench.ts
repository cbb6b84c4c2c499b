/**
 * What a start takes until 20 panes side by side (of 50, the others in tabs behind) show their screens, and until all of
 * their 10,000 lines are there: after a crash of the app (the pty host lives) and after a reboot (screens from the disk).
 * Against an empty Electron window of the same runtime.
 */
import type { Page } from '@playwright/test'
import { TestMachine, terminalText } from '../e2e/app.ts'
import { startEmptyWindow } from './empty-window.ts'
import { median } from './median.ts'
import { report } from './report.ts'
import { shellPane, until } from './shell-pane.ts'

const shownPanes = Number(process.env['BENCH_SHOWN'] ?? 20)
const hiddenPanes = Number(process.env['BENCH_HIDDEN'] ?? 30)
const runs = Number(process.env['BENCH_RUNS'] ?? 3)
const line = (n: number): string =>
  `\x1b[3${(n % 7) + 1}mwarning\x1b[0m in src/module-${n}.ts: something is \x1b[1modd\x1b[0m here\n`
const restMs = 35_000 // of quiet: every screen is written down

const machine = new TestMachine()
try {
  const lines = machine.write('lines', `${Array.from({ length: 10_000 }, (_, n) => line(n)).join('')}`)
  const page = await machine.start()
  for (let pane = 0; pane < hiddenPanes; pane += 1) await shellPane(page).then(() => fill(page, lines))
  await shellPane(page).then(() => fill(page, lines))
  for (let pane = 1; pane < shownPanes; pane += 1) await splitLargest(page, lines)
  await page.waitForTimeout(restMs)
  const empty: number[] = []
  const after: Record<'a crash' | 'a reboot', Start[]> = { 'a crash': [], 'a reboot': [] }
  for (let run = 0; run < runs; run += 1) {
    empty.push(await startEmptyWindow('[data-testid="start-agent"]'))
    await machine.crash()
    after['a crash'].push(await start())
  }
  for (let run = 0; run < runs; run += 1) {
    await machine.crash()
    for (const pid of machine.processesWith('src/pty-host/main.ts')) process.kill(pid, 'SIGKILL')
    await until('the pty host ends', () => machine.processesWith('src/pty-host/main.ts').length === 0)
    after['a reboot'].push(await start())
  }
  const yardstick = median(empty)
  for (const [name, starts] of Object.entries(after))
    for (const [what, values] of [
      [`the screens of ${shownPanes} panes`, starts.map((one) => one.painted)],
      ['all of their 10,000 lines each', starts.map((one) => one.whole)],
    ] as const)
      report({
        bench: `terminal-restore after ${name}, ${shownPanes + hiddenPanes} panes: start to ${what}`,
        value: Math.round(median(values)),
        unit: 'ms',
        yardstick: `an empty Electron window: ${Math.round(yardstick)} ms`,
        ratio: median(values) / yardstick,
      })
} finally {
  await machine.dispose()
}

type Host = Element & { readText: () => string }

type Start = { readonly painted: number; readonly whole: number }

async function start(): Promise<Start> {
  const startedAt = Date.now()
  const page = await machine.start()
  const { painted, whole } = await page.evaluate(
    (count) =>
      new Promise<{ painted: number; whole: number }>((resolve, reject) => {
        let painted = 0
        setTimeout(() => reject(new Error('not within a minute: the panes of the last start')), 60_000)
        const isFilled = (host: Element): boolean =>
          host.ariaBusy === 'false' && (host as Host).readText().length > 150_000 // ten thousand rows, however narrow
        const look = (): void => {
          const hosts = [...document.querySelectorAll('.terminal-host')]
          const shown = hosts.filter((host) =>
            /\S/.test(host.querySelector('.xterm-rows')?.textContent ?? ''),
          )
          if (painted === 0 && shown.length === count) painted = Date.now()
          if (painted > 0 && hosts.every(isFilled)) resolve({ painted, whole: Date.now() })
          else requestAnimationFrame(look)
        }
        look()
      }),
    shownPanes,
  )
  return { painted: painted - startedAt, whole: whole - startedAt }
}

/** Ten thousand lines in the shell that has the keyboard. */
async function fill(page: Page, lines: string): Promise<void> {
  const pane = page.locator('[data-kind="shell"][data-focused="true"]')
  await page.keyboard.type(`clear; cat ${lines}; echo fil""led`)
  await page.keyboard.press('Enter')
  await until('the lines', async () => (await terminalText(pane)).slice(-200).includes('\nfilled'))
}

/** Halves the pane that takes the most room, so that all get some. */
async function splitLargest(page: Page, lines: string): Promise<void> {
  const panes = page.locator('[data-kind="shell"]')
  const count = await panes.count()
  const boxes = await panes.evaluateAll((elements) =>
    elements.map((element) => element.getBoundingClientRect().toJSON() as DOMRect),
  )
  const areas = boxes.map((box) => box.width * box.height)
  const largest = areas.indexOf(Math.max(...areas))
  await panes.nth(largest).locator('.xterm').click()
  const box = boxes[largest]
  await page.keyboard.press(box && box.width > 2 * box.height ? 'Control+Shift+D' : 'Control+Shift+E')
  await until('another pane', async () => (await panes.count()) > count)
  const fresh = page.locator('[data-kind="shell"][data-focused="true"]')
  await until('its prompt', async () => /[$#>]\s*$/.test(await terminalText(fresh)))
  await fill(page, lines)
}
