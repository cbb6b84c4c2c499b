/**
 * Output of a process through the pty host (its mirror of 10,000 lines included: the end is told when all is parsed) to an
 * attached client, against a plain node-pty sink and against a detached tmux, in the same run.
 */
import { execFileSync } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as nodePty from 'node-pty'
import { TerminalId } from '../src/shared/domain/ids.ts'
import { median } from './median.ts'
import { openBenchHost } from './bench-host.ts'
import { report } from './report.ts'

const megabytes = Number(process.env['MEGABYTES'] ?? 64)
const runs = 3
const folder = mkdtempSync(join(tmpdir(), 'pty-throughput-'))
const words = 'error warning compiling src/main.ts ok PASS module function const return'.split(' ')
const word = (number: number, offset: number): string => words[(number * 7 + offset * 3) % words.length] ?? ''
const contents = {
  plain: (n: number) => `${word(n, 0)} ${word(n, 1)} ${word(n, 2)} ${word(n, 3)} ${word(n, 4)} ${n}\n`,
  coloured: (n: number) =>
    `\x1b[3${(n % 7) + 1}m${word(n, 0)}\x1b[0m ${word(n, 1)} ${word(n, 2)} \x1b[38;5;${(n % 200) + 16}m${word(n, 3)}\x1b[0m ${n}\n`,
  'full-screen': (n: number) =>
    `\x1b[${(n % 40) + 1};${(n % 60) + 1}H\x1b[${(n % 7) + 31}m${word(n, 0)} ${word(n, 1)} ${n}\x1b[K`,
}
const env = { PATH: '/usr/bin:/bin', TERM: 'xterm-256color' }
const { host, close } = await openBenchHost(folder)

function throughPlainPty(file: string): Promise<number> {
  return new Promise((resolve) => {
    const startedAt = performance.now()
    let bytes = 0
    const pty = nodePty.spawn('/bin/cat', [file], { cwd: folder, env, cols: 120, rows: 40, encoding: null })
    pty.onData((chunk) => {
      bytes += chunk.length
    })
    pty.onExit(() => resolve(bytes / 1e3 / (performance.now() - startedAt)))
  })
}

async function throughHost(file: string, run: string): Promise<number> {
  const terminalId = TerminalId.parse(`bench-${run}`)
  await host.note(terminalId, 'begins')
  let bytes = 0
  let startedAt = 0
  const ended = new Promise<number>((resolve) => {
    const attachment = host.openAttachment(terminalId, {
      onReplay: () => {
        startedAt = performance.now()
        void host.spawn({ terminalId, argv: ['/bin/cat', file], cwd: folder, env, cols: 120, rows: 40 })
      },
      onData: (chunk) => {
        bytes += chunk.byteLength
        attachment.ack(chunk.byteLength)
      },
      onExit: () => {
        resolve(bytes / 1e3 / (performance.now() - startedAt))
        attachment.dispose()
      },
      onClosed: ({ message }) => console.error(message),
    })
  })
  const value = await ended
  await host.forget(terminalId)
  return value
}

function throughTmux(file: string, bytes: number): number {
  const startedAt = performance.now()
  const command = `cat ${file}; tmux -L reveille-bench wait-for -S done`
  execFileSync(
    'tmux',
    ['-L', 'reveille-bench', '-f', '/dev/null', 'new-session', '-d', '-x', '120', '-y', '40', command],
    { env },
  )
  execFileSync('tmux', ['-L', 'reveille-bench', 'wait-for', 'done'], { env })
  return bytes / 1e3 / (performance.now() - startedAt)
}

for (const [name, line] of Object.entries(contents)) {
  const block = Buffer.from(Array.from({ length: 20_000 }, (_, number) => line(number)).join(''))
  const head = name === 'full-screen' ? '\x1b[?1049h' : ''
  const blocks = Array.from({ length: Math.ceil((megabytes * 1e6) / block.length) }, () => block)
  const content = Buffer.concat([Buffer.from(head), ...blocks])
  const file = join(folder, name)
  writeFileSync(file, content)
  const plain: number[] = []
  const hosted: number[] = []
  const peers: number[] = []
  const hasTmux = existsSync('/usr/bin/tmux')
  for (let run = 0; run < runs; run += 1) {
    plain.push(await throughPlainPty(file)) // one beside the other: the machine's noise hits both
    hosted.push(await throughHost(file, `${name}-${run}`))
    if (hasTmux) peers.push(throughTmux(file, content.byteLength))
  }
  rmSync(file)
  const bench = `pty-throughput: ${megabytes} MB ${name}, process to attached client, mirror included`
  const value = median(hosted)
  report({
    bench,
    value,
    unit: 'MB/s',
    yardstick: `plain node-pty sink ${median(plain).toFixed(1)} MB/s`,
    ratio: value / median(plain),
  })
  if (hasTmux)
    report({
      bench,
      value,
      unit: 'MB/s',
      yardstick: `tmux, detached ${median(peers).toFixed(1)} MB/s`,
      ratio: value / median(peers),
    })
  else console.error('no tmux here: not measured beside it')
}
await close()
rmSync(folder, { recursive: true, force: true })
