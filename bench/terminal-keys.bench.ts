/**
 * From a key to its echo in the page, measured in the page: idle, and while another visible pane floods. The yardstick is
 * the echo of a bare node-pty in the same run plus one frame of the display, without which nothing is seen.
 */
import type { Page } from '@playwright/test'
import * as nodePty from 'node-pty'
import { TestMachine } from '../e2e/app.ts'
import { report } from './report.ts'
import { seen, shellPane } from './shell-pane.ts'

const keys = 120
const frameMs = 1_000 / 60
const machine = new TestMachine()
try {
  const page = await machine.start()
  await shellPane(page)
  const first = page.locator('[data-kind="shell"]').first()
  await page.keyboard.press('Control+Shift+D')
  while ((await page.locator('[data-kind="shell"]').count()) < 2) await page.waitForTimeout(20)
  const second = page.locator('[data-kind="shell"][data-focused="true"]')
  await page.waitForTimeout(1_000)
  const bare = share(await echoOfBarePty(), 0.5)
  await enter(page, 'stty -echo -icanon; echo rea""dy; cat') // one echo a key, of the program
  await seen(second, 'ready')
  const idle = await echoes(page)
  await first.locator('.xterm').click()
  await enter(page, 'yes a-line-of-a-flood')
  await seen(first, 'a-line-of-a-flood')
  await second.locator('.xterm').click()
  const flooded = await echoes(page)
  for (const [name, values] of [
    ['idle', idle],
    ['while another pane floods', flooded],
  ] as const)
    for (const [label, part] of [
      ['p50', 0.5],
      ['p99', 0.99],
    ] as const) {
      const value = share(values, part)
      report({
        bench: `terminal-keys key to echo in the page, ${name}, ${label}`,
        value: Number(value.toFixed(1)),
        unit: 'ms',
        yardstick: `echo of a bare pty and a frame: ${(bare + frameMs).toFixed(1)} ms`,
        ratio: value / (bare + frameMs),
      })
    }
} finally {
  await machine.dispose()
}

async function enter(page: Page, line: string): Promise<void> {
  await page.keyboard.type(line)
  await page.keyboard.press('Enter')
}

/** Each key is typed when the one before it was seen; what is measured begins in the page and ends with a drawn frame. */
async function echoes(page: Page): Promise<number[]> {
  const values: number[] = []
  const rows = page.locator('[data-focused="true"] .xterm-rows')
  for (let key = 0; key < keys; key += 1) {
    await rows.evaluate(watchNextEcho) // it watches before the key is pressed
    await page.keyboard.press('x')
    values.push(await page.evaluate(() => (globalThis as unknown as Watching).nextEcho))
  }
  return values
}

type Watching = { nextEcho: Promise<number> }

/** In the page: from the next key to the frame behind the next change of these rows. */
function watchNextEcho(rows: Element): void {
  const watching = globalThis as unknown as Watching
  watching.nextEcho = new Promise((resolve) => {
    let pressedAt = 0
    addEventListener('keydown', () => (pressedAt = performance.now()), { capture: true, once: true })
    const observer = new MutationObserver(() => {
      if (pressedAt === 0) return
      observer.disconnect()
      requestAnimationFrame(() => resolve(performance.now() - pressedAt))
    })
    observer.observe(rows, { childList: true, subtree: true, characterData: true })
  })
}

async function echoOfBarePty(): Promise<number[]> {
  const pty = nodePty.spawn('/bin/sh', ['-c', 'stty -echo -icanon; echo ready; cat'], { encoding: null })
  let onData = (): void => {}
  pty.onData(() => onData())
  await new Promise<void>((resolve) => (onData = resolve))
  const values: number[] = []
  for (let key = 0; key < keys; key += 1) {
    const startedAt = performance.now()
    const echoed = new Promise<void>((resolve) => (onData = resolve))
    pty.write('x')
    await echoed
    values.push(performance.now() - startedAt)
  }
  pty.kill('SIGKILL')
  return values
}

function share(values: readonly number[], part: number): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? Number.NaN
}
