/**
 * 100 MB through pty, pty host, main and a visible page, until the last line stands in the page: plain, coloured,
 * full-screen and Chinese output, against a bare node-pty sink, @xterm/headless alone and (the coloured one) the terminals that
 * this machine has, in the same run; and what
 * that costs of the processor, which is the same on a busy machine. Then how long Ctrl-C takes in a flood.
 */
import type { Locator, Page } from '@playwright/test'
import headless from '@xterm/headless'
import { readFileSync, statSync } from 'node:fs'
import * as nodePty from 'node-pty'
import { TestMachine } from '../e2e/app.ts'
import { median } from './median.ts'
import { processorSeconds } from './processor-seconds.ts'
import { throughPeers } from './peers.ts'
import { report } from './report.ts'
import { floodKinds, floodText } from './flood-text.ts'
import { seen, shellPane } from './shell-pane.ts'

const megabytes = Number(process.env['BENCH_MEGABYTES'] ?? 100)
const runs = Number(process.env['BENCH_RUNS'] ?? 3)
const stops = 21

const machine = new TestMachine()
const ours = (): number[] =>
  ['electron', 'src/pty-host/main.ts'].flatMap((name) => machine.processesWith(name))
try {
  const files = floodKinds.map((kind) => {
    const block = floodText(kind)
    const path = machine.write(`${kind}.txt`, block.repeat(Math.ceil((megabytes * 1e6) / block.length)))
    return { kind, path, size: statSync(path).size / 1e6 }
  })
  const page = await machine.start()
  const pane = await shellPane(page)
  for (const { kind, path, size } of files) {
    const sink: number[] = []
    const shown: number[] = []
    const costs: number[] = []
    for (let run = 0; run < runs; run += 1) {
      sink.push(await throughSink(path, size))
      const before = processorSeconds(ours())
      shown.push(await throughPage(page, pane, path, size, `${kind}-${run}`))
      costs.push(((processorSeconds(ours()) - before) * 1_000) / size)
    }
    const used = process.cpuUsage()
    const parsed = await throughHeadless(path, size)
    const { user, system } = process.cpuUsage(used)
    const parsingCost = (user + system) / 1_000 / size
    report({
      bench: `terminal-flood ${kind}: processor of the whole app a megabyte`,
      value: Number(median(costs).toFixed(1)),
      unit: 'ms',
      yardstick: `@xterm/headless alone: ${parsingCost.toFixed(1)} ms`,
      ratio: median(costs) / parsingCost,
    })
    const yardsticks = [
      ['a bare node-pty sink', median(sink)],
      ['@xterm/headless alone', parsed],
    ] as const
    const others =
      kind === 'coloured' ? await throughPeers(machine.home, { path, size }) : new Map<string, number>()
    for (const [name, value] of [...yardsticks, ...others])
      report({
        bench: `terminal-flood ${kind}, ${megabytes} MB, page included`,
        value: Number(median(shown).toFixed(1)),
        unit: 'MB/s',
        yardstick: `${name}: ${value.toFixed(1)} MB/s`,
        ratio: median(shown) / value,
      })
  }
  await measureStops(page, pane)
} finally {
  await machine.dispose()
}

function throughSink(path: string, size: number): Promise<number> {
  return new Promise((resolve) => {
    const startedAt = performance.now()
    const plain = nodePty.spawn('/bin/cat', [path], { encoding: null })
    plain.onData(() => {})
    plain.onExit(() => resolve(size / ((performance.now() - startedAt) / 1_000)))
  })
}

async function throughHeadless(path: string, megabytesIn: number): Promise<number> {
  const size = { cols: 120, rows: 40, scrollback: 10_000 }
  const terminal = new headless.Terminal({ ...size, convertEol: true, allowProposedApi: true }) // as a pty ends lines
  const bytes = readFileSync(path)
  const startedAt = performance.now()
  const piece = 1_000_000 // many slices: one alone waits for a timer of xterm's
  for (let at = 0; at < bytes.length; at += piece)
    await new Promise<void>((parsed) => terminal.write(bytes.subarray(at, at + piece), parsed))
  const speed = megabytesIn / ((performance.now() - startedAt) / 1_000)
  terminal.dispose()
  return speed
}

async function throughPage(
  page: Page,
  pane: Locator,
  path: string,
  size: number,
  name: string,
): Promise<number> {
  await page.keyboard.type(`cat ${path}; printf '\\033[?1049l\\033c'; echo end-$(echo ${name})`)
  const startedAt = performance.now()
  await page.keyboard.press('Enter')
  await seen(pane, `end-${name}`)
  return size / ((performance.now() - startedAt) / 1_000)
}

/** From the key to the prompt in the page, while `yes` floods it. */
async function measureStops(page: Page, pane: Locator): Promise<void> {
  const waits: number[] = []
  for (let stop = 0; stop < stops; stop += 1) {
    await page.keyboard.type(`PS1='quiet-${stop}> '; yes flood`)
    await page.keyboard.press('Enter')
    await seen(pane, 'flood')
    await page.waitForTimeout(700) // it floods for a while before it is stopped
    const startedAt = performance.now()
    await page.keyboard.press('Control+C')
    await seen(pane, `quiet-${stop}>`)
    waits.push(performance.now() - startedAt)
  }
  const sorted = waits.toSorted((a, b) => a - b)
  const goalMs = 100
  const p95 = sorted[Math.floor(stops * 0.95)] ?? Number.NaN
  for (const [name, value] of [
    ['p50', median(waits)],
    ['p95', p95],
  ] as const)
    report({
      bench: `terminal-flood Ctrl-C to the prompt on screen, ${name} of ${stops}`,
      value: Math.round(value),
      unit: 'ms',
      yardstick: `the goal: ${goalMs} ms at p95`,
      ratio: value / goalMs,
    })
}
