/** A file through pty, pty host, main and the page's xterm, until its last line is parsed there, against a plain node-pty sink. */
import { statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import * as nodePty from 'node-pty'
import { terminalText, TestMachine } from '../e2e/app.ts'
import { median } from './median.ts'
import { report } from './report.ts'

const megabytes = 24
const runs = 3
const line = (number: number): string =>
  `\u001b[3${(number % 7) + 1}mcompiling\u001b[0m src/module-${number}.ts \u001b[2m(${number % 97} ms)\u001b[0m ok\n`

const machine = new TestMachine()
try {
  const block = Array.from({ length: 20_000 }, (_, number) => line(number)).join('')
  const file = join(machine.home, 'log.ansi')
  writeFileSync(file, block.repeat(Math.ceil((megabytes * 1e6) / block.length)))
  const size = statSync(file).size / 1e6

  const sink = (): Promise<number> =>
    new Promise((resolve) => {
      const startedAt = performance.now()
      const plain = nodePty.spawn('/bin/sh', ['-c', `cat ${file}`], { encoding: null })
      plain.onExit(() => resolve(size / ((performance.now() - startedAt) / 1_000)))
    })

  const page = await machine.start()
  await page.getByTestId('start-agent').waitFor()
  await page.keyboard.press('Control+Shift+T')
  const pane = page.locator('[data-kind="shell"]')
  await pane.waitFor()
  const until = async (marker: string): Promise<void> => {
    while (!(await terminalText(pane)).slice(-400).includes(marker))
      await new Promise((resolve) => setTimeout(resolve, 20))
  }
  await until(process.getuid?.() === 0 ? '#' : '$')
  const plain: number[] = []
  const shown: number[] = []
  for (let run = 0; run < runs; run += 1) {
    plain.push(await sink())
    await page.keyboard.type(`cat ${file}; echo end-$((${run} + 100))`)
    const startedAt = performance.now()
    await page.keyboard.press('Enter')
    await until(`\nend-${run + 100}`)
    shown.push(size / ((performance.now() - startedAt) / 1_000))
  }
  report({
    bench: 'xterm-throughput',
    value: Number(median(shown).toFixed(1)),
    unit: 'MB/s',
    yardstick: `plain node-pty sink: ${median(plain).toFixed(1)} MB/s`,
    ratio: median(shown) / median(plain),
  })
} finally {
  await machine.dispose()
}
