import { execFileSync } from 'node:child_process'
import { mkdirSync, readFileSync, rmSync, statfsSync, statSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import headless from '@xterm/headless'
import { describe, expect, onTestFinished, test } from 'vitest'
import { ensurePtyHost } from '../main/supervision/pty-host-client.ts'
import type { HostConnection, PtyHost } from '../shared/contract/host.ts'
import { TerminalId } from '../shared/domain/ids.ts'
import { systemClock } from '../shared/kernel/system-clock.ts'
import { nextExit, watch } from '../testing/pty-host-conformance.ts'
import {
  endProcess,
  makeHostFolder,
  openRealHost,
  ptyHostEntry,
  readAddress,
  signalIfThere,
  startOlderHost,
  testEnvironment,
} from '../testing/real-pty-host.ts'

const id = TerminalId.parse('t-1')
const size = { cols: 80, rows: 24 }
const historyOf = (dataDir: string): string => join(dataDir, 'pty-host', 'history', `${id}.history`)
const sizeOf = (path: string): number => statSync(path, { throwIfNoEntry: false })?.size ?? 0
const addressOf = (dataDir: string) => {
  const address = readAddress(dataDir)
  if (!address) throw new Error('there is no host')
  return address
}
const run = (host: PtyHost, script: string) =>
  host.spawn({
    terminalId: id,
    argv: ['/bin/bash', '-c', script],
    cwd: '/tmp',
    env: testEnvironment,
    ...size,
  })
const flood = 'i=0; while :; do echo "line $i 日本"; i=$((i+1)); done'

/** What a terminal shows when it is given this, line by line. */
const shown = (text: string): Promise<readonly string[]> =>
  new Promise((resolve) => {
    const terminal = new headless.Terminal({ ...size, scrollback: 10_000, allowProposedApi: true })
    terminal.write(text, () => {
      const { active } = terminal.buffer
      resolve(
        Array.from({ length: active.length }, (_, row) => active.getLine(row)?.translateToString(true) ?? ''),
      )
    })
  })

/** The numbers of the flood's lines on a screen; anything else on it fails the test. */
const numbersOf = (lines: readonly string[]): readonly number[] =>
  lines
    .filter((line) => line !== '' && line !== 'begins')
    .map((line, index, all) => {
      const whole = /^line (\d+) 日本$/.exec(line)
      // The last line may have been cut by the fault, at any character.
      if (!whole) expect([index, 'line'.startsWith(line.slice(0, 4))], line).toEqual([all.length - 1, true])
      return whole ? Number(whole[1]) : Number.NaN
    })
    .filter((number) => !Number.isNaN(number))
const contiguous = (numbers: readonly number[]): readonly number[] =>
  numbers.map((_, index) => (numbers[0] ?? 0) + index)

const replayOf = async (host: PtyHost): Promise<string> => {
  const viewer = watch(host, id)
  await viewer.until(() => viewer.replay !== null)
  return Buffer.from(viewer.replay?.serialized ?? []).toString()
}
const connection = (host: PtyHost, isWanted: (connection: HostConnection) => boolean) =>
  new Promise<HostConnection>((resolve) => {
    const listening = host.onConnectionChanged((one) => {
      if (!isWanted(one)) return
      listening.dispose()
      resolve(one)
    })
  })

describe('kill -9', () => {
  test('of the host at any point of a flood: the screen comes back as it was last written, and the host starts', async () => {
    const dataDir = makeHostFolder()
    const host = await openRealHost(dataDir)
    for (const mark of [300, 2_000, 9_000]) {
      await host.forget(id)
      await host.note(id, 'begins')
      const viewer = watch(host, id)
      await viewer.untilText('begins')
      await run(host, flood)
      await viewer.untilText(`line ${mark} `)
      await expect.poll(() => sizeOf(historyOf(dataDir)), { timeout: 20_000 }).toBeGreaterThan(2_000) // another process writes it
      const back = connection(host, ({ kind }) => kind === 'connected')
      await endProcess(addressOf(dataDir).pid, 'SIGKILL')
      expect(await back).toMatchObject({ isNewHost: true })
      expect(await host.list()).toMatchObject([{ terminalId: id, isAlive: false, isRestored: true }])
      const numbers = numbersOf(await shown(await replayOf(host)))
      expect(numbers).toEqual(contiguous(numbers))
      expect(numbers.length).toBeGreaterThan(20)
    }
  }, 120_000)

  test('of main at any point of a flood: the process goes on, and the next main sees every line', async () => {
    const dataDir = makeHostFolder()
    const first = await openRealHost(dataDir)
    await first.note(id, 'begins')
    const before = watch(first, id)
    await before.untilText('begins')
    await run(first, 'i=0; while [ $i -lt 6000 ]; do echo "line $i 日本"; i=$((i+1)); done; echo; read line')
    let host = first
    for (const mark of [50, 1_000, 2_500]) {
      const viewer = watch(host, id)
      await viewer.until(() => viewer.text.includes(`line ${mark} `) || viewer.text.includes('line 5999'))
      host.dispose() // its sockets drop, in the middle of whatever was on its way
      host = await openRealHost(dataDir)
    }
    const viewer = watch(host, id)
    await viewer.untilText('line 5999')
    const numbers = numbersOf(await shown(viewer.text))
    expect(numbers).toEqual(Array.from({ length: 6_000 }, (_, number) => number))
  }, 120_000)
})

test('a host that is stopped is silent, not dead; when it goes on everything is as before', async () => {
  const dataDir = makeHostFolder()
  const quick = {
    now: systemClock.now,
    after: (ms: number, act: () => void) => systemClock.after(ms / 20, act),
  }
  const host = await ensurePtyHost({
    dataDir,
    node24Path: process.execPath,
    entry: ptyHostEntry,
    env: process.env,
    appVersion: 'test',
    clock: quick,
  })
  onTestFinished(() => host.dispose())
  const { pid } = await run(host, 'echo ready; read line; echo "got $line"; sleep 100')
  const viewer = watch(host, id)
  await viewer.untilText('ready')
  const hostPid = addressOf(dataDir).pid
  onTestFinished(() => void signalIfThere(hostPid, 'SIGCONT'))
  const silent = connection(host, ({ kind }) => kind === 'silent')
  process.kill(hostPid, 'SIGSTOP')
  await silent
  expect(signalIfThere(pid, 0)).toBe(true)
  const list = host.list() // waits, and is answered
  const back = connection(host, ({ kind }) => kind === 'connected')
  process.kill(hostPid, 'SIGCONT')
  expect(await back).toEqual({ kind: 'connected', hostPid, isNewHost: false })
  expect(await list).toMatchObject([{ terminalId: id, isAlive: true }])
  await host.write(id, 'on\r')
  await viewer.untilText('got on')
  expect(addressOf(dataDir).pid).toBe(hostPid)
}, 60_000)

test('a socket that is cleaned away is there again, and nobody notices who was connected', async () => {
  const dataDir = makeHostFolder()
  const host = await openRealHost(dataDir)
  await run(host, 'echo ready; read line; echo "got $line"; sleep 100')
  const viewer = watch(host, id)
  await viewer.untilText('ready')
  const { socketPath, pid } = addressOf(dataDir)
  rmSync(socketPath)
  const next = await openRealHost(dataDir)
  await next.write(id, 'on\r')
  await viewer.untilText('got on')
  expect([addressOf(dataDir).pid, statSync(socketPath).isSocket()]).toEqual([pid, true])
})

test('whatever lies where the socket is to be, a host starts', async () => {
  const dataDir = makeHostFolder()
  const host = await openRealHost(dataDir)
  const { socketPath, pid } = addressOf(dataDir)
  host.dispose()
  await endProcess(pid, 'SIGKILL')
  rmSync(socketPath, { force: true })
  mkdirSync(socketPath)
  writeFileSync(join(socketPath, 'file'), 'in the way')
  const next = await openRealHost(dataDir)
  expect(await next.list()).toEqual([])
})

test('a history that is cut or changed anywhere costs what follows, never the start', async () => {
  const dataDir = makeHostFolder()
  const host = await openRealHost(dataDir)
  await host.note(id, 'begins')
  await run(host, 'i=0; while [ $i -lt 3000 ]; do echo "line $i 日本"; i=$((i+1)); done')
  await nextExit(host)
  host.dispose()
  await endProcess(addressOf(dataDir).pid)
  const whole = readFileSync(historyOf(dataDir))
  const faults: readonly (() => void)[] = [
    ...[0.999, 0.6, 0.2].map(
      (part) => () => truncateSync(historyOf(dataDir), Math.floor(whole.byteLength * part)),
    ),
    () => {
      const changed = Buffer.from(whole)
      changed[whole.byteLength >> 1] = (changed[whole.byteLength >> 1] ?? 0) ^ 0x55
      writeFileSync(historyOf(dataDir), changed)
    },
    () => writeFileSync(historyOf(dataDir), Buffer.alloc(1_000)),
  ]
  for (const fault of faults) {
    writeFileSync(historyOf(dataDir), whole)
    fault()
    const next = await openRealHost(dataDir)
    const known = (await next.list()).some(({ terminalId }) => terminalId === id)
    const numbers = known ? numbersOf(await shown(await replayOf(next))) : []
    expect(numbers).toEqual(contiguous(numbers))
    await next.note(id, 'goes on')
    expect(await replayOf(next)).toContain('goes on')
    next.dispose()
    await endProcess(addressOf(dataDir).pid)
  }
}, 60_000)

test('a full disk stops nothing, is told once, and everything is kept again when there is room', async (context) => {
  const dataDir = makeHostFolder()
  const folder = join(dataDir, 'pty-host', 'history')
  mkdirSync(folder, { recursive: true })
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=2m', 'tmpfs', folder], { stdio: 'pipe' })
  } catch (error) {
    return context.skip(`no small disk can be made here: ${String(error)}`)
  }
  onTestFinished(() => void execFileSync('umount', ['-l', folder]))
  const host = await openRealHost(dataDir)
  const told: (string | null)[] = []
  const changed = (isSo: () => boolean): Promise<void> =>
    new Promise((resolve) => {
      const listening = host.onStorageChanged(({ problem }) => {
        told.push(problem)
        if (!isSo()) return
        listening.dispose()
        resolve()
      })
    })
  writeFileSync(
    join(folder, 'filler'),
    Buffer.alloc(statfsSync(folder).bavail * statfsSync(folder).bsize - 16_384),
  )
  const full = changed(() => told.length === 1)
  await host.note(id, 'begins')
  const viewer = watch(host, id)
  await viewer.untilText('begins')
  await run(
    host,
    'i=0; while [ $i -lt 3000 ]; do echo "line $i 日本"; i=$((i+1)); done; read line; echo "got $line"; sleep 100',
  )
  await full
  expect(told[0]).toMatch(/ENOSPC|no space/i)
  await viewer.untilText('line 2999 ')
  const again = changed(() => told.at(-1) === null)
  rmSync(join(folder, 'filler'))
  await host.write(id, 'on\r')
  await viewer.untilText('got on')
  await again
  expect(told).toEqual([told[0], null])
  host.dispose()
  await endProcess(addressOf(dataDir).pid)
  const next = await openRealHost(dataDir)
  expect(await replayOf(next)).toContain('got on')
}, 60_000)

describe('an older host', () => {
  test('with processes is attached to, in its own words', async () => {
    const dataDir = makeHostFolder()
    const pid = await startOlderHost(dataDir, { living: true })
    const host = await openRealHost(dataDir)
    expect(await host.list()).toMatchObject([{ terminalId: id, isAlive: true }])
    const viewer = watch(host, id)
    await viewer.untilText('an older screen')
    viewer.attachment.takeControl()
    viewer.attachment.resize({ cols: 90, rows: 30 })
    viewer.attachment.write('typed')
    await viewer.untilText('typed')
    await viewer.until(() => viewer.order.includes('resized 90x30'))
    expect(signalIfThere(pid, 0)).toBe(true)
  })

  test('without any is replaced by this one', async () => {
    const dataDir = makeHostFolder()
    const pid = await startOlderHost(dataDir, { living: false })
    const host = await openRealHost(dataDir)
    expect(await host.list()).toEqual([])
    expect(addressOf(dataDir).protocolVersion).toBeGreaterThan(1)
    expect(signalIfThere(pid, 0)).toBe(false)
  })
})
