/**
 * Many terminals in one pty host: memory and processor time with 1, 10 and 50 of them, idle and noisy with one looked at;
 * what 50 of them with 10,000 lines each take to be back after a restart; Ctrl-C in a flood. Beside bare node-pty.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import headless from '@xterm/headless'
import * as nodePty from 'node-pty'
import { TerminalId } from '../src/shared/domain/ids.ts'
import { memoryOf, openBenchHost, processorOf } from './bench-host.ts'
import { median } from './median.ts'
import { report } from './report.ts'

const folder = mkdtempSync(join(tmpdir(), 'pty-many-'))
const env = { PATH: '/usr/bin:/bin', TERM: 'xterm-256color' }
const size = { cols: 120, rows: 40 }
const idOf = (number: number): TerminalId => TerminalId.parse(`bench-${number}`)
const measureMs = 4_000
const noisy = 'i=0; while :; do echo "line $i of a program that works"; i=$((i+1)); sleep 0.02; done'

let opened = await openBenchHost(folder)
const spawn = async (number: number, script: string): Promise<void> => {
  await opened.host.spawn({
    terminalId: idOf(number),
    argv: ['/bin/sh', '-c', script],
    cwd: folder,
    env,
    ...size,
  })
}
const forgetAll = async (count: number): Promise<void> => {
  await Promise.all(Array.from({ length: count }, (_, number) => opened.host.forget(idOf(number))))
}
const processorShare = async (pid: number): Promise<number> => {
  const before = processorOf(pid)
  await pause(measureMs)
  return ((processorOf(pid) - before) / measureMs) * 100
}
const watch = (number: number, onReplay: () => void = () => {}) => {
  const attachment = opened.host.openAttachment(idOf(number), {
    onReplay,
    onData: (bytes) => attachment.ack(bytes.byteLength),
    onExit: () => {},
    onClosed: () => {},
  })
  return attachment
}

await spawn(0, 'read line')
await pause(1_000)
const baseMemory = memoryOf(opened.pid)
await forgetAll(1)
for (const count of [1, 10, 50]) {
  for (let number = 0; number < count; number += 1) await spawn(number, 'read line')
  await pause(1_500)
  const memory = memoryOf(opened.pid)
  report({
    bench: `pty-many: memory of the pty host, ${count} idle`,
    value: memory,
    unit: 'MB',
    yardstick: `with one at first ${baseMemory.toFixed(1)} MB`,
    ratio: memory / baseMemory,
  })
  const idle = await processorShare(opened.pid)
  report({
    bench: `pty-many: processor time of the pty host, ${count} idle`,
    value: idle,
    unit: '% of a core',
    yardstick: 'one core',
    ratio: idle / 100,
  })
  await forgetAll(count)
}

const count = 50
const ptys = Array.from({ length: count }, () =>
  nodePty.spawn('/bin/sh', ['-c', noisy], { cwd: folder, env, ...size, encoding: null }),
)
for (const pty of ptys) pty.onData(() => {})
await pause(1_000)
const bare = await processorShare(process.pid)
for (const pty of ptys) pty.kill('SIGKILL')
for (let number = 0; number < count; number += 1) await spawn(number, noisy)
const seen = watch(0)
await pause(1_500)
const busy = await processorShare(opened.pid)
seen.dispose()
report({
  bench: `pty-many: processor time of the pty host, ${count} noisy, one looked at`,
  value: busy,
  unit: '% of a core',
  yardstick: `bare node-pty sinks ${bare.toFixed(1)} %`,
  ratio: busy / bare,
})
await forgetAll(count)

const lines = Array.from(
  { length: 10_040 },
  (_, n) =>
    `\x1b[3${(n % 7) + 1}mwarning\x1b[0m in src/module-${n}.ts: something is \x1b[1modd\x1b[0m here\n`,
).join('')
writeFileSync(join(folder, 'lines'), lines)
for (let number = 0; number < count; number += 1) {
  await spawn(number, 'cat lines')
  await new Promise<void>((resolve) => {
    const listening = opened.host.onExited(() => {
      listening.dispose()
      resolve()
    })
  })
}
const fullMemory = memoryOf(opened.pid)
report({
  bench: `pty-many: memory of the pty host, ${count} with 10,000 lines each, just written`,
  value: fullMemory,
  unit: 'MB',
  yardstick: `with one at first ${baseMemory.toFixed(1)} MB`,
  ratio: fullMemory / baseMemory,
})
await pause(12_000) // quiet: screens are written down
await opened.close()
const restores: number[] = []
for (let run = 0; run < 3; run += 1) {
  const startedAt = performance.now()
  opened = await openBenchHost(folder)
  await Promise.all(
    Array.from({ length: count }, (_, number) => new Promise<void>((resolve) => void watch(number, resolve))),
  )
  restores.push(performance.now() - startedAt)
  await opened.close()
}
const parsed = performance.now()
for (let number = 0; number < count; number += 1) {
  const terminal = new headless.Terminal({ ...size, scrollback: 10_000, allowProposedApi: true })
  await new Promise<void>((resolve) => terminal.write(lines.replaceAll('\n', '\r\n'), resolve))
  terminal.dispose()
}
const parsing = performance.now() - parsed
report({
  bench: `pty-many: from no host to the screens of ${count} terminals with 10,000 lines each`,
  value: median(restores),
  unit: 'ms',
  yardstick: `parsing the same lines ${parsing.toFixed(0)} ms`,
  ratio: median(restores) / parsing,
})

opened = await openBenchHost(folder)
const [interrupts, bareInterrupts]: [number[], number[]] = [[], []]
for (let run = 0; run < 10; run += 1) {
  const bareOne = nodePty.spawn('/usr/bin/yes', ['a line of a flood that goes on and on'], {
    cwd: folder,
    env,
    ...size,
    encoding: null,
  })
  bareOne.onData(() => {})
  await pause(300)
  let at = performance.now()
  const ended = new Promise<void>((resolve) => void bareOne.onExit(() => resolve()))
  bareOne.write('\x03')
  await ended
  bareInterrupts.push(performance.now() - at)
  const id = 1_000 + run
  await opened.host.spawn({
    terminalId: idOf(id),
    argv: ['/usr/bin/yes', 'a line of a flood that goes on and on'],
    cwd: folder,
    env,
    ...size,
  })
  const attachment = watch(id)
  await pause(300)
  const exited = new Promise<void>((resolve) => {
    const listening = opened.host.onExited(() => {
      listening.dispose()
      resolve()
    })
  })
  at = performance.now()
  attachment.write('\x03')
  await exited
  interrupts.push(performance.now() - at)
  attachment.dispose()
  await opened.host.forget(idOf(id))
}
report({
  bench: 'pty-many: Ctrl-C in a flood to the end of all its output, median',
  value: median(interrupts),
  unit: 'ms',
  yardstick: `bare node-pty ${median(bareInterrupts).toFixed(1)} ms`,
  ratio: median(interrupts) / median(bareInterrupts),
})
const worst = Math.max(...interrupts)
report({
  bench: 'pty-many: Ctrl-C in a flood, the slowest of ten',
  value: worst,
  unit: 'ms',
  yardstick: 'goal 100 ms',
  ratio: worst / 100,
})
await opened.close()
rmSync(folder, { recursive: true, force: true })
