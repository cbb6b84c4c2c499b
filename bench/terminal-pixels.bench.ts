/**
 * From a key to the first pixel that changes, as X sees both: a pane of ours beside the terminals that this machine has, in
 * the same run, each with `cat`; first with nothing else to do, then while eight other panes of ours flood. Rounds alternate, so that what the machine does
 * otherwise meets all. Needs python3-xlib.
 */
import { spawn, spawnSync } from 'node:child_process'
import type { Page } from '@playwright/test'
import { TestMachine, terminalText } from '../e2e/app.ts'
import { windowPeers } from './peers.ts'
import { quantile } from './quantile.ts'
import { report } from './report.ts'
import { seen, shellPane } from './shell-pane.ts'

const rounds = Number(process.env['BENCH_RUNS'] ?? 3)
const keysEach = 40
const floods = 8
const reading = "printf '\\033[2 q\\033[2J\\033[H'; exec cat" // a cursor that does not blink, on an empty screen

const python = ['python3', '/usr/bin/python3'].find(
  (one) => spawnSync(one, ['-c', 'import Xlib']).status === 0,
)
if (!python) throw new Error('a key is pressed and looked for by python3-xlib, which is not there')

const waits = new Map<string, Map<string, number[]>>()
const machine = new TestMachine()
try {
  const page = await machine.start()
  const pane = await shellPane(page)
  await enter(page, `PS1=; ${reading}`)
  while ((await terminalText(pane)).trim() !== '') await page.waitForTimeout(20)
  await measureAll('idle')
  for (let flood = 0; flood < floods; flood += 1) {
    const noisy = await shellPane(page)
    await enter(page, 'yes a-line-of-a-flood')
    await seen(noisy, 'a-line')
  }
  for (let tab = 0; tab < floods; tab += 1) await page.keyboard.press('Control+PageUp')
  await page.waitForTimeout(2_000) // every flood goes on by itself
  await measureAll('while eight panes flood')
} finally {
  await machine.dispose()
}

for (const [what, ofAll] of waits)
  for (const [name, part] of [
    ['p50', 0.5],
    ['p95', 0.95],
  ] as const) {
    const value = quantile(ofAll.get('ours') ?? [], part)
    const peers = [...ofAll].filter(([peer]) => peer !== 'ours')
    for (const [peer, values] of peers) {
      const yardstick = quantile(values, part)
      report({
        bench: `terminal-pixels key to pixel, ${what}, ${name}`,
        value: Number(value.toFixed(1)),
        unit: 'ms',
        yardstick: `${peer}: ${yardstick.toFixed(1)} ms`,
        ratio: value / yardstick,
      })
    }
  }

async function measureAll(what: string): Promise<void> {
  const ofAll = new Map<string, number[]>()
  waits.set(what, ofAll)
  for (let round = 0; round < rounds; round += 1) {
    await measure(ofAll, 'ours', 'reveille')
    for (const [name, argvOf] of Object.entries(windowPeers))
      await measurePeer(ofAll, name, argvOf(['sh', '-c', reading]))
  }
}

async function measure(ofAll: Map<string, number[]>, name: string, windowClass: string): Promise<void> {
  const child = spawn(
    python ?? '',
    [`${import.meta.dirname}/key-to-pixel.py`, windowClass, String(keysEach)],
    {
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  )
  let said = ''
  child.stdout.on('data', (piece: Buffer) => (said += piece.toString()))
  const code = await new Promise((resolve) => child.once('close', resolve))
  if (code !== 0) return console.log(`${name}: nothing was seen (${String(code)}): not compared`)
  const values = said.trim().split('\n').map(Number)
  ofAll.set(name, [...(ofAll.get(name) ?? []), ...values])
}

async function measurePeer(
  ofAll: Map<string, number[]>,
  name: string,
  argv: readonly string[],
): Promise<void> {
  const [program = '', ...args] = argv
  const child = spawn(program, args, { stdio: 'ignore' })
  const isThere = await new Promise<boolean>((resolve) => {
    child.once('error', () => resolve(false)) // it is not installed
    child.once('spawn', () => resolve(true))
  })
  if (!isThere) return console.log(`${name} is not there: not compared`)
  await measure(ofAll, name, name)
  child.kill('SIGKILL')
}

async function enter(page: Page, line: string): Promise<void> {
  await page.keyboard.type(line)
  await page.keyboard.press('Enter')
}
