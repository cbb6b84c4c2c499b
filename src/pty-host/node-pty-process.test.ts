import { mkdtempSync, readdirSync, readlinkSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { systemClock } from '../shared/kernel/system-clock.ts'
import { spawnNodePty } from './node-pty-process.ts'
import type { PtyProcess } from './pty-process.ts'

let folder = ''
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'pty-exit-'))
  writeFileSync(join(folder, 'bytes'), Buffer.alloc(1_000_000, 'abcdefghijklmnopqrstuvwxyz 0123456789\n'))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

type Reader = (pty: PtyProcess) => (chunk: Uint8Array) => void
const readers: Readonly<Record<string, Reader>> = {
  'a fast reader': () => () => {},
  'a slow reader': () => () => {
    const until = performance.now() + 2
    while (performance.now() < until);
  },
  'a reader that is paused when the process ends': (pty) => {
    let hasPaused = false
    return () => {
      if (hasPaused) return
      hasPaused = true
      pty.pause()
      systemClock.after(400, () => pty.resume()) // node-pty alone drops what is unread 200 ms after the exit
    }
  },
  'a reader that pauses at every chunk': (pty) => () => {
    pty.pause()
    systemClock.after(1, () => pty.resume())
  },
}

const lostBytes = (
  script: string,
  sent: number,
  options: { reader: Reader; holdsSlave: boolean },
): Promise<number> =>
  new Promise((resolve) => {
    const spawn = spawnNodePty({ clock: systemClock, holdsSlave: options.holdsSlave })
    const env = { PATH: '/usr/bin:/bin' }
    const pty = spawn({ argv: ['/bin/sh', '-c', script], cwd: folder, env, cols: 80, rows: 24 })
    const read = options.reader(pty)
    let received = 0
    pty.onData((chunk) => {
      received += chunk.byteLength
      read(chunk)
    })
    pty.onExit(() => resolve(sent - received))
  })

for (const holdsSlave of [false, true])
  describe(`no byte is lost at the end of a process${holdsSlave ? ' (slave held)' : ''}, with`, () => {
    for (const [name, reader] of Object.entries(readers))
      test(name, async () => {
        const lost: number[] = []
        for (const bytes of [1, 4_096, 20_000, 200_000])
          lost.push(
            ...(await Promise.all(
              Array.from({ length: 5 }, () =>
                lostBytes(`stty raw; head -c ${bytes} bytes`, bytes, { reader, holdsSlave }),
              ),
            )),
          )
        expect(lost).toEqual(lost.map(() => 0))
      })
  })

test('a process whose child keeps the pty open ends all the same, with all its output', async () => {
  const script = 'stty raw; sleep 30 & head -c 50000 bytes'
  const fast: Reader = () => () => {}
  expect(await lostBytes(script, 50_000, { reader: fast, holdsSlave: false })).toBe(0)
})

test.runIf(process.platform === 'linux')(
  "a process has nothing of the host but its own terminal: no other one's pty, no file, no socket",
  async () => {
    const spawn = spawnNodePty({ clock: systemClock, holdsSlave: false })
    const start = () => spawn({ argv: ['/bin/sleep', '60'], cwd: folder, env: {}, cols: 80, rows: 24 })
    const ended = (pty: PtyProcess): Promise<unknown> => {
      const exit = new Promise((resolve) => pty.onExit(resolve))
      process.kill(pty.pid, 'SIGKILL')
      return exit
    }
    const others = Array.from({ length: 20 }, start)
    for (const other of others.splice(0, 10)) await ended(other) // their numbers are free now
    const pty = start()
    const started = (): string => readlinkSync(`/proc/${pty.pid}/exe`)
    await expect.poll(started).toMatch(/sleep|coreutils|busybox/) // until then it has what the host has
    const descriptors = readdirSync(`/proc/${pty.pid}/fd`)
    await Promise.all([...others, pty].map(ended))
    expect(descriptors).toEqual(['0', '1', '2'])
  },
)
