/** Output of a process through the pty host to an attached client, against a plain node-pty sink in the same run. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as nodePty from 'node-pty'
import { ensurePtyHost } from '../src/main/supervision/pty-host-client.ts'
import { TerminalId } from '../src/shared/domain/ids.ts'
import { systemClock } from '../src/shared/kernel/system-clock.ts'
import { report } from './report.ts'

const megabytes = 64
const runs = 5
const folder = mkdtempSync(join(tmpdir(), 'pty-throughput-'))
const file = join(folder, 'log.ansi')
const words = [
  'error',
  'warning',
  'compiling',
  'src/main.ts',
  'ok',
  'PASS',
  'module',
  'function',
  'const',
  'return',
]
const line = (number: number): string => {
  const word = (offset: number): string => words[(number * 7 + offset * 3) % words.length] ?? ''
  return `\x1b[3${(number % 7) + 1}m${word(0)}\x1b[0m ${word(1)} ${word(2)} \x1b[38;5;${(number % 200) + 16}m${word(3)}\x1b[0m ${word(4)} ${number}\n`
}
const block = Buffer.from(Array.from({ length: 20_000 }, (_, number) => line(number)).join(''))
writeFileSync(
  file,
  Buffer.concat(Array.from({ length: Math.ceil((megabytes * 1e6) / block.length) }, () => block)),
)
const argv = ['/bin/sh', '-c', `stty raw; cat ${file}`] as const
const env = { PATH: '/usr/bin:/bin' }

function throughPlainPty(): Promise<number> {
  return new Promise((resolve) => {
    const startedAt = performance.now()
    let bytes = 0
    const pty = nodePty.spawn(argv[0], argv.slice(1), {
      cwd: folder,
      env,
      cols: 120,
      rows: 40,
      encoding: null,
    })
    pty.onData((chunk) => {
      bytes += chunk.length
    })
    pty.onExit(() => resolve(bytes / 1e3 / (performance.now() - startedAt)))
  })
}

const host = await ensurePtyHost({
  dataDir: folder,
  node24Path: process.execPath,
  entry: join(import.meta.dirname, '../src/pty-host/main.ts'),
  env: process.env,
  appVersion: 'bench',
  clock: systemClock,
})

async function throughHost(run: number): Promise<number> {
  const terminalId = TerminalId.parse(`bench-${run}`)
  await host.note(terminalId, 'begins')
  let bytes = 0
  let startedAt = 0
  const ended = new Promise<number>((resolve) => {
    const attachment = host.openAttachment(terminalId, {
      onReplay: () => {
        startedAt = performance.now()
        void host.spawn({ terminalId, argv: [...argv], cwd: folder, env, cols: 120, rows: 40 })
      },
      onData: (chunk) => {
        bytes += chunk.byteLength
        attachment.ack(chunk.byteLength)
      },
      onExit: () => resolve(bytes / 1e3 / (performance.now() - startedAt)),
      onClosed: ({ message }) => console.error(message),
    })
  })
  const value = await ended
  await host.forget(terminalId)
  return value
}

const plain: number[] = []
const hosted: number[] = []
for (let run = 0; run < runs; run += 1) {
  plain.push(await throughPlainPty()) // one beside the other: the machine's noise hits both
  hosted.push(await throughHost(run))
}
await host.shutdown()
rmSync(folder, { recursive: true, force: true })

const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[values.length >> 1] ?? Number.NaN
report({
  bench: 'pty-throughput: 64 MB of coloured log, process to attached client',
  value: median(hosted),
  unit: 'MB/s',
  yardstick: `plain node-pty sink ${median(plain).toFixed(1)} MB/s`,
  ratio: median(hosted) / median(plain),
})
