import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import headless from '@xterm/headless'
import { describe, expect, test } from 'vitest'
import type { PtyHost } from '../shared/contract/host.ts'
import { TerminalId } from '../shared/domain/ids.ts'
import { scrollbackLines, terminalColsMax } from '../shared/terminal-limits.ts'
import { nextExit, watch } from '../testing/pty-host-conformance.ts'
import {
  makeHostFolder,
  openRealHost,
  readAddress,
  signalIfThere,
  testEnvironment,
} from '../testing/real-pty-host.ts'

const abused = TerminalId.parse('t-abused')
const quiet = TerminalId.parse('t-quiet')
const size = { cols: 80, rows: 24 }

/** A terminal that a script treats badly, watched from its first byte, beside one with a program that echoes lines. */
const setUp = async () => {
  const dataDir = makeHostFolder()
  const host = await openRealHost(dataDir)
  const start = async (terminalId: TerminalId, script: string) => {
    await host.note(terminalId, 'begins')
    const viewer = watch(host, terminalId)
    await viewer.untilText('begins')
    const argv = ['/bin/bash', '-c', script]
    const { pid } = await host.spawn({ terminalId, argv, cwd: dataDir, env: testEnvironment, ...size })
    return { viewer, pid }
  }
  const hostPid = readAddress(dataDir)?.pid ?? 0
  const beside = await start(quiet, 'while read line; do echo "got $line"; done')
  let asked = 0
  /** The other terminal and the host are as they were. */
  const expectUnharmed = async (): Promise<void> => {
    asked += 1
    await host.write(quiet, `${asked}\r`)
    await beside.viewer.untilText(`got ${asked}`)
    expect(readAddress(dataDir)?.pid).toBe(hostPid)
  }
  return { dataDir, host, start, expectUnharmed }
}

/** What stands on the screen that a viewer gets who comes now. */
const linesOf = async (host: PtyHost, terminalId: TerminalId): Promise<readonly string[]> => {
  const viewer = watch(host, terminalId)
  await viewer.until(() => viewer.replay !== null)
  return parsed(viewer.text)
}
const parsed = (text: string): Promise<readonly string[]> =>
  new Promise((resolve) => {
    const terminal = new headless.Terminal({ ...size, scrollback: scrollbackLines, allowProposedApi: true })
    terminal.write(text, () => {
      const { active } = terminal.buffer
      const all = Array.from(
        { length: active.length },
        (_, row) => active.getLine(row)?.translateToString(true) ?? '',
      )
      resolve(all.slice(0, all.findLastIndex((line) => line !== '') + 1))
    })
  })

/** The same garbage every time. */
function garbage(bytes: number, seed: number): Buffer {
  const all = Buffer.alloc(bytes)
  for (let at = 0, state = seed; at < bytes; at += 1) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    all[at] = state >>> 24
  }
  return all
}

describe('a terminal that is treated badly harms nobody, with', () => {
  test('binary garbage, of which the end of every sequence is missing', async () => {
    const { dataDir, host, start, expectUnharmed } = await setUp()
    writeFileSync(join(dataDir, 'garbage'), garbage(4_000_000, 7))
    const script = "stty -echo; cat garbage; printf '\\030\\033c'; echo clean; cat > /dev/null"
    const { viewer } = await start(abused, script)
    await viewer.untilText('clean')
    await expectUnharmed()
    expect(await linesOf(host, abused)).toEqual(['clean'])
  })

  test('a line of ten megabytes', async () => {
    const { host, start, expectUnharmed } = await setUp()
    const { viewer } = await start(
      abused,
      "head -c 10000000 /dev/zero | tr '\\0' x; echo; echo after-it; sleep 100",
    )
    await viewer.untilText('after-it')
    await expectUnharmed()
    const lines = await linesOf(host, abused)
    expect(lines.at(-1)).toBe('after-it')
    expect(lines.slice(0, -1)).toEqual(Array.from({ length: lines.length - 1 }, () => 'x'.repeat(size.cols)))
    expect(lines.length).toBeGreaterThan(scrollbackLines)
  })

  test('sequences that begin and do not end: a title, a link, a device string, of three megabytes each', async () => {
    const { host, start, expectUnharmed } = await setUp()
    const endless = (begin: string): string => `printf '${begin}'; head -c 3000000 /dev/zero | tr '\\0' x; `
    const script = `${endless('\\033]0;')}${endless('\\033]8;;')}${endless('\\033P+q')}printf '\\030\\r\\033[K'; echo ended; sleep 100`
    const { viewer } = await start(abused, script)
    await viewer.untilText('ended')
    await expectUnharmed()
    expect((await linesOf(host, abused)).at(-1)).toBe('ended')
    const titles = (await host.list()).map(({ title }) => title)
    expect(titles).toEqual(['', '']) // a title that goes on and on is given up
  })

  test('a thousand sizes in a row during a flood: the last one holds, one beyond all bounds is refused', async () => {
    const { host, start, expectUnharmed } = await setUp()
    const { viewer } = await start(
      abused,
      'trap "stop=1" USR1; echo flood; while [ -z "$stop" ]; do echo "a line that wraps on narrow screens $((i++))"; done; stty size; sleep 100',
    )
    await viewer.untilText('flood')
    viewer.attachment.takeControl()
    for (let step = 0; step < 1_000; step += 1)
      viewer.attachment.resize({ cols: 2 + ((step * 37) % 300), rows: 1 + ((step * 13) % 90) })
    viewer.attachment.resize({ cols: 101, rows: 31 })
    await viewer.until(() => viewer.order.includes('resized 101x31'))
    await expectUnharmed()
    const [summary] = (await host.list()).filter(({ terminalId }) => terminalId === abused)
    expect(summary).toMatchObject({ cols: 101, rows: 31, isAlive: true })
    process.kill(summary?.pid ?? 0, 'SIGUSR1')
    await viewer.untilText('31 101')
    await expect(
      host.spawn({
        terminalId: TerminalId.parse('t-wide'),
        argv: ['/bin/true'],
        cwd: '/',
        env: {},
        cols: terminalColsMax + 1,
        rows: 24,
      }),
    ).rejects.toMatchObject({ code: 'invalid-input' })
  })

  test('a paste into a program that reads nothing: it can be interrupted, and the next one reads', async () => {
    const { host, start, expectUnharmed } = await setUp()
    const { viewer } = await start(abused, 'stty raw -echo; echo ready; sleep 1000 || true; echo over')
    await viewer.untilText('ready')
    for (let part = 0; part < 8; part += 1) viewer.attachment.write('x'.repeat(1_000_000))
    await expectUnharmed()
    const exited = nextExit(host)
    await host.kill(abused, { graceMs: 100 })
    expect(await exited).toMatchObject({ terminalId: abused })
    await host.spawn({ terminalId: abused, argv: ['/bin/cat'], cwd: '/', env: testEnvironment, ...size })
    await host.write(abused, 'read again\r')
    await viewer.untilText('read again')
  })
})

test('a shell that is killed: its end is told, what it left is swept, the next one goes on below', async () => {
  const { host, start, expectUnharmed } = await setUp()
  const { viewer, pid } = await start(abused, 'setsid sleep 1000 & echo "child $!"; echo shown; sleep 1000')
  await viewer.untilText('shown')
  const child = Number(/child (\d+)/.exec(viewer.text)?.[1])
  const exited = nextExit(host)
  process.kill(pid, 'SIGKILL')
  expect(await exited).toMatchObject({ terminalId: abused, signal: 9, incarnation: 1 })
  await host.spawn({
    terminalId: abused,
    argv: ['/bin/echo', 'second'],
    cwd: '/',
    env: testEnvironment,
    ...size,
  })
  expect(signalIfThere(child, 0)).toBe(false) // a new process waits for the sweep
  await viewer.untilText('second')
  await expectUnharmed()
  expect((await linesOf(host, abused)).slice(-2)).toEqual(['shown', 'second'])
})
