/** Bytes lost when a process ends while its reader is slow or paused: ours, against node-pty alone in the same run. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as nodePty from 'node-pty'
import { spawnNodePty } from '../src/pty-host/node-pty-process.ts'
import { systemClock } from '../src/shared/kernel/system-clock.ts'
import { report } from './report.ts'

const exitsEach = Number(process.env['EXITS'] ?? 120) // of each reader and size: 1,080
const atOnce = 10
const sizes = [100, 20_000, 200_000]
const folder = mkdtempSync(join(tmpdir(), 'pty-exit-'))
writeFileSync(join(folder, 'bytes'), Buffer.alloc(200_000, 'abcdefghijklmnopqrstuvwxyz 0123456789\n'))
const env = { PATH: '/usr/bin:/bin' }

type Pausable = { readonly pause: () => void; readonly resume: () => void }
type Spawn = (bytes: number, onData: (pty: Pausable, bytes: number) => void) => Promise<void>

const script = (bytes: number): string => `stty raw; head -c ${bytes} bytes`
const ours: Spawn = (bytes, onData) => {
  const spawn = spawnNodePty({ clock: systemClock, holdsSlave: process.platform === 'darwin' })
  const pty = spawn({ argv: ['/bin/sh', '-c', script(bytes)], cwd: folder, env, cols: 80, rows: 24 })
  pty.onData((chunk) => onData(pty, chunk.byteLength))
  return new Promise((resolve) => pty.onExit(() => resolve()))
}
const plain: Spawn = (bytes, onData) => {
  const pty = nodePty.spawn('/bin/sh', ['-c', script(bytes)], { cwd: folder, env, encoding: null })
  pty.onData((chunk) => onData(pty, chunk.length))
  return new Promise((resolve) => pty.onExit(() => resolve()))
}

const readers = {
  slow: () => () => {
    const until = performance.now() + 1
    while (performance.now() < until);
  },
  paused: () => {
    let hasPaused = false
    return (pty: Pausable) => {
      if (hasPaused) return
      hasPaused = true
      pty.pause()
      setTimeout(() => pty.resume(), 500)
    }
  },
  flapping: () => (pty: Pausable) => {
    pty.pause()
    setTimeout(() => pty.resume(), 1)
  },
} satisfies Record<string, () => (pty: Pausable) => void>

async function isLossy(spawn: Spawn, bytes: number, read: (pty: Pausable) => void): Promise<boolean> {
  let received = 0
  await spawn(bytes, (pty, count) => {
    received += count
    read(pty)
  })
  return received !== bytes
}

async function countLossy(spawn: Spawn): Promise<number> {
  let lossy = 0
  for (const reader of Object.values(readers))
    for (const bytes of sizes)
      for (let done = 0; done < exitsEach; done += atOnce) {
        const exits = Array.from({ length: atOnce }, () => isLossy(spawn, bytes, reader()))
        lossy += (await Promise.all(exits)).filter(Boolean).length
      }
  return lossy
}

const exits = exitsEach * sizes.length * Object.keys(readers).length
const lossyPlain = await countLossy(plain)
const lossyOurs = await countLossy(ours)
rmSync(folder, { recursive: true, force: true })
report({
  bench: `pty-exit-loss: ${exits} exits with slow, paused and flapping readers`,
  value: lossyOurs,
  unit: 'lossy exits',
  yardstick: `node-pty alone, ${lossyPlain} lossy exits`,
  ratio: lossyPlain === 0 ? 0 : lossyOurs / lossyPlain,
})
