import { spawn } from 'node:child_process'
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { join } from 'node:path'
import headless from '@xterm/headless'
import { describe, expect, test } from 'vitest'
import { encodeFrameHeader, frameKinds } from '../shared/contract/host-frames.ts'
import { hostAddressPath, hostProtocolVersion, type PtyHost } from '../shared/contract/host.ts'
import { TerminalId } from '../shared/domain/ids.ts'
import { watch } from '../testing/pty-host-conformance.ts'
import {
  endProcess,
  makeHostFolder,
  openRealHost,
  ptyHostEntry,
  readAddress,
  signalIfThere,
  testEnvironment,
} from '../testing/real-pty-host.ts'

const id = TerminalId.parse('t-1')
const size = { cols: 80, rows: 24 }

const setUp = async () => {
  const dataDir = makeHostFolder()
  const host = await openRealHost(dataDir)
  const address = readAddress(dataDir)
  if (!address) throw new Error('the host wrote no address')
  return { dataDir, host, address }
}
const run = (host: PtyHost, script: string) =>
  host.spawn({
    terminalId: id,
    argv: ['/bin/bash', '-c', script],
    cwd: '/tmp',
    env: testEnvironment,
    ...size,
  })

/** Starts a host as a child of this test; resolves with its exit code and what it said. */
const startAgain = (dataDir: string): Promise<{ readonly code: number | null; readonly output: string }> =>
  new Promise((resolve) => {
    const child = spawn(process.execPath, [ptyHostEntry, '--data-dir', dataDir], { env: testEnvironment })
    let output = ''
    child.stdout.on('data', (text) => (output += text))
    child.stderr.on('data', (text) => (output += text))
    child.on('close', (code) => resolve({ code, output }))
  })

const nextConnection = (host: PtyHost, kind: 'connected' | 'lost') =>
  new Promise<unknown>((resolve) => {
    const listening = host.onConnectionChanged((connection) => {
      if (connection.kind !== kind) return
      listening.dispose()
      resolve(connection)
    })
  })

/** Sends raw bytes on the host's socket; resolves with all it answers until it hangs up. */
const sendRaw = (socketPath: string, bytes: readonly Uint8Array[]): Promise<string> =>
  new Promise((resolve) => {
    const socket = connect(socketPath)
    let answer = ''
    socket.on('data', (chunk) => (answer += chunk.toString('latin1')))
    socket.on('close', () => resolve(answer))
    socket.on('error', () => {}) // a reset is a hang-up too
    for (const piece of bytes) socket.write(piece)
  })
const call = (name: string, input: unknown): readonly Uint8Array[] => {
  const payload = Buffer.from(JSON.stringify({ id: 1, call: name, input }))
  return [encodeFrameHeader(frameKinds.json, payload.byteLength), payload]
}

describe('who may talk to the host', () => {
  test('the address, the socket and their folders are for the user only', async () => {
    const { dataDir, address } = await setUp()
    const modeOf = (path: string): number => statSync(path).mode & 0o777
    expect(modeOf(join(dataDir, hostAddressPath))).toBe(0o600)
    expect(modeOf(join(dataDir, 'pty-host'))).toBe(0o700)
    expect(modeOf(join(address.socketPath, '..'))).toBe(0o700)
    expect(Buffer.byteLength(address.socketPath)).toBeLessThan(104)
  })

  test('a wrong token, another version and a call without hello are refused and hung up on', async () => {
    const { host, address } = await setUp()
    const hello = { protocolVersion: hostProtocolVersion, token: address.token, client: 'test' }
    expect(await sendRaw(address.socketPath, call('hello', { ...hello, token: 'x'.repeat(64) }))).toContain(
      'bad-token',
    )
    expect(await sendRaw(address.socketPath, call('hello', { ...hello, protocolVersion: 99 }))).toContain(
      'bad-version',
    )
    expect(await sendRaw(address.socketPath, call('list', {}))).toContain('bad-token')
    expect(await sendRaw(address.socketPath, call('shutdown', {}))).toContain('bad-token')
    expect(await host.list()).toEqual([])
  })

  test('garbage ends its own connection and nothing else', async () => {
    const { host, address } = await setUp()
    await run(host, 'echo ready; read line; echo "got $line"')
    const viewer = watch(host, id)
    await viewer.untilText('ready')
    const huge = encodeFrameHeader(frameKinds.json, 0xffff_fff0)
    const notJson = Buffer.from('{"id":')
    const frames: readonly (readonly Uint8Array[])[] = [
      [Buffer.from('GET / HTTP/1.1\r\n\r\n')],
      [huge],
      [encodeFrameHeader(frameKinds.json, notJson.byteLength), notJson],
      [encodeFrameHeader(frameKinds.input, 1), Buffer.from('x')],
      [new Uint8Array(64).fill(0xff)],
    ]
    for (const frame of frames) expect(await sendRaw(address.socketPath, frame)).toBe('')
    await host.write(id, 'on\r')
    await viewer.untilText('got on')
  })
})

describe('one host for one folder', () => {
  test('a second start leaves at once and says so', async () => {
    const { dataDir, host, address } = await setUp()
    const second = await startAgain(dataDir)
    expect(second).toMatchObject({ code: 0, output: expect.stringContaining(`pid ${address.pid}`) })
    expect(await host.list()).toEqual([])
  })

  test('clients that come at the same time share one host', async () => {
    const dataDir = makeHostFolder()
    const hosts = await Promise.all([openRealHost(dataDir), openRealHost(dataDir), openRealHost(dataDir)])
    await hosts[0]?.note(id, 'seen by all')
    expect(await hosts[2]?.list()).toMatchObject([{ terminalId: id }])
  })

  test('an address left by a dead host, or naming a process that is another now, is replaced', async () => {
    const { dataDir, host, address } = await setUp()
    host.dispose()
    await endProcess(address.pid, 'SIGKILL')
    const path = join(dataDir, hostAddressPath)
    writeFileSync(path, JSON.stringify({ ...address, pid: process.pid }))
    const next = await openRealHost(dataDir)
    expect(await next.list()).toEqual([])
    expect(readAddress(dataDir)?.pid).not.toBe(process.pid)
  })
})

describe('what outlives what', () => {
  test('a process goes on when the client disappears, and a new client finds it', async () => {
    const { dataDir, host } = await setUp()
    await run(host, 'echo ready; read line; echo "got $line"; sleep 100')
    const viewer = watch(host, id)
    await viewer.untilText('ready')
    host.dispose()
    const next = await openRealHost(dataDir)
    expect(await next.list()).toMatchObject([{ terminalId: id, isAlive: true, isRestored: false }])
    const again = watch(next, id)
    await again.until(() => again.replay !== null)
    expect(Buffer.from(again.replay?.serialized ?? []).toString()).toContain('ready')
    await next.write(id, 'hello\r')
    await again.untilText('got hello')
  })

  test('after a kill of the host its screens come back, its strays are ended, and the client is told', async () => {
    const { dataDir, host, address } = await setUp()
    const viewer = watchNew(host)
    await run(
      host,
      `setsid sleep 1000 & echo "stray $!"; printf '\\033]0;my title\\007'; echo before; sleep 1000`,
    )
    await viewer.untilText('before')
    const stray = Number(/stray (\d+)/.exec(viewer.text)?.[1])
    await savedScreenHas(dataDir, 'my title\u0007before') // as it was printed: the command's own text stands there, too
    await savedScreenHas(dataDir, '"title":"my title"')
    const lost = nextConnection(host, 'lost')
    const connected = nextConnection(host, 'connected')
    await endProcess(address.pid, 'SIGKILL')
    await lost
    expect(await connected).toMatchObject({ isNewHost: true })
    expect(viewer.closed).toEqual(['closed'])
    expect(await host.list()).toMatchObject([
      { terminalId: id, isAlive: false, isRestored: true, incarnation: 1, exit: null, title: 'my title' },
    ])
    const again = watch(host, id)
    await again.until(() => again.replay !== null)
    expect(again.replay).toMatchObject({ isRestored: true, isAlive: false })
    expect(Buffer.from(again.replay?.serialized ?? []).toString()).toContain('before')
    await gone(stray)
    expect(await run(host, 'echo after; sleep 100')).toMatchObject({ incarnation: 2 })
    await again.untilText('after')
  })

  test('a screen that cannot be read is set aside and the others come back', async () => {
    const { dataDir, host, address } = await setUp()
    await host.note(id, 'kept')
    host.dispose()
    await endProcess(address.pid) // politely: it writes its screens
    const screens = join(dataDir, 'pty-host', 'history')
    writeFileSync(join(screens, 'torn.history'), '{"version":1,"da')
    const next = await openRealHost(dataDir)
    expect(await next.list()).toMatchObject([{ terminalId: id, isRestored: true }])
    expect(readdirSync(screens)).toContain('torn.history.broken-1')
    expect(readFileSync(join(dataDir, 'pty-host', 'host.log'), 'utf8')).toContain('set aside')
  })

  test('a host that is told to end ends its processes first and leaves no address', async () => {
    const { dataDir, host, address } = await setUp()
    const { pid } = await run(host, 'echo ready; sleep 1000')
    await watch(host, id).untilText('ready')
    host.dispose()
    await endProcess(address.pid)
    expect(signalIfThere(pid, 0)).toBe(false)
    expect(readAddress(dataDir)).toBeNull()
    expect(statSync(address.socketPath, { throwIfNoEntry: false })).toBeUndefined()
  })
})

describe('who types', () => {
  test("one viewer at a time: the first who does, until another takes over or it leaves; its size is the terminal's", async () => {
    const { host } = await setUp()
    const first = watchNew(host)
    await run(host, 'stty -echo; echo ready; while read line; do echo "got $line"; done')
    await first.untilText('ready')
    const second = watch(host, id)
    await second.untilText('ready')
    await first.until(() => first.control === 'free')
    await second.until(() => second.control === 'free')
    first.attachment.resize({ cols: 90, rows: 30 })
    first.attachment.write('one\r')
    await second.until(() => second.control === 'other')
    second.attachment.resize({ cols: 100, rows: 20 })
    second.attachment.write('dropped\r')
    await first.untilText('got one')
    await first.until(() => first.control === 'mine')
    expect(await host.list()).toMatchObject([{ cols: 90, rows: 30 }])
    second.attachment.takeControl()
    await first.until(() => first.control === 'other' && first.order.includes('resized 100x20'))
    second.attachment.write('two\r')
    await second.untilText('got two')
    second.attachment.dispose()
    await first.until(() => first.control === 'free')
    first.attachment.write('three\r')
    await first.untilText('got three')
    expect(first.text).not.toContain('dropped')
  })
})

describe('killing', () => {
  test('the whole tree ends, also what ignores signals in a session of its own', async () => {
    const { host } = await setUp()
    const viewer = watchNew(host)
    const stubborn = `trap "" TERM HUP; while :; do sleep 1; done`
    await run(
      host,
      `setsid bash -c '${stubborn}' & echo "stray $!"; sleep 1000 & echo "child $!"; echo ready; wait`,
    )
    await viewer.untilText('ready')
    const pids = ['stray', 'child'].map((name) => Number(new RegExp(`${name} (\\d+)`).exec(viewer.text)?.[1]))
    await host.kill(id, { graceMs: 100 })
    await viewer.until(() => viewer.exits.length > 0)
    for (const pid of pids) await gone(pid)
  })

  test('what a killed agent leaves behind is swept', async () => {
    const { host } = await setUp()
    const viewer = watchNew(host)
    const { pid } = await run(host, 'setsid sleep 1000 & echo "stray $!"; echo ready; sleep 1000')
    await viewer.untilText('ready')
    process.kill(pid, 'SIGKILL')
    await viewer.until(() => viewer.exits.length > 0)
    expect(viewer.exits[0]).toMatchObject({ signal: 9 })
    await gone(Number(/stray (\d+)/.exec(viewer.text)?.[1]))
  })

  test('a program that ends by itself may leave a daemon', async () => {
    const { host } = await setUp()
    const viewer = watchNew(host)
    const daemon = `echo "stray $$"; exec sleep 1000 > /dev/null 2>&1 < /dev/null`
    await run(host, `setsid bash -c '${daemon}' & read line; exit 0`)
    await viewer.untilText('stray')
    await host.write(id, '\r')
    await viewer.until(() => viewer.exits.length > 0)
    const stray = Number(/stray (\d+)/.exec(viewer.text)?.[1])
    expect(signalIfThere(stray, 0)).toBe(true)
    process.kill(stray, 'SIGKILL')
  })
})

describe('output', () => {
  const flood = (lines: number): string =>
    `i=0; while [ $i -lt ${lines} ]; do echo "line $i 日本"; i=$((i+1)); done`
  const linesIn = (text: string): readonly number[] =>
    [...text.matchAll(/line (\d+) 日本/g)].map((match) => Number(match[1]))

  test('viewers that join in the middle of a flood see no gap and nothing twice', async () => {
    const { host } = await setUp()
    const first = watchNew(host)
    await run(host, `${flood(3_000)}; echo done`)
    const later: ReturnType<typeof watch>[] = []
    for (const mark of [100, 700, 1_500, 2_200]) {
      await first.untilText(`line ${mark} `)
      later.push(watch(host, id))
    }
    const everything = Array.from({ length: 3_000 }, (_, line) => line)
    for (const viewer of [first, ...later]) {
      await viewer.until(() => viewer.text.includes('done'))
      expect(linesIn(await shown(viewer.text))).toEqual(everything)
    }
  })

  test('a viewer that shows nothing pauses the process; nothing is lost, and it goes on when the viewer leaves', async () => {
    const { host } = await setUp()
    let received = 0
    let tellFull = (): void => {}
    const full = new Promise<void>((resolve) => (tellFull = resolve))
    await host.note(id, 'begins')
    const silent = host.openAttachment(id, {
      onReplay: () => {},
      onData: (bytes) => {
        received += bytes.byteLength
        if (received > 900_000) tellFull()
      },
      onExit: () => {},
      onClosed: () => {},
    })
    const control = watch(host, id)
    await control.untilText('begins')
    await run(host, 'head -c 6000000 /dev/zero | tr "\\0" x; echo; echo done')
    await full
    for (let asked = 0; asked < 100; asked += 1) await host.list() // the host has had every chance to send more
    expect(received).toBeLessThan(1_500_000)
    silent.dispose()
    await control.untilText('done')
    expect(control.text.match(/x/g)).toHaveLength(6_000_000)
  })

  test('a viewer that is paused when the process ends gets all of it, then the end', async () => {
    const { host } = await setUp()
    let received = 0
    let owed = 0
    await host.note(id, 'begins')
    const ended = new Promise<number>((resolve) => {
      const attachment = host.openAttachment(id, {
        onReplay: () => void run(host, 'stty raw; head -c 3000000 /dev/zero | tr "\\0" x'),
        onData: (bytes) => {
          received += bytes.byteLength
          owed += bytes.byteLength
          if (owed < 1_000_000) return
          const shown = owed
          owed = 0
          setTimeout(() => attachment.ack(shown), 400) // long enough for node-pty to give up on an ended process
        },
        onExit: () => resolve(received),
        onClosed: ({ message }) => expect.unreachable(message),
      })
    })
    expect(await ended).toBe(3_000_000)
  })

  test('where a program works is told when it reports it, and known to whoever asks later', async () => {
    const { host } = await setUp()
    const told: unknown[] = []
    const listening = host.onDirectoryChanged((change) => told.push(change))
    const viewer = watchNew(host)
    const report = String.raw`printf '\033]7;file://elsewhere/srv\007\033]7;file:///usr/lib\007\033]7;file:///usr/lib\007\033]9;9;/usr\007'`
    await run(host, `${report}; echo reported; sleep 100`)
    await viewer.untilText('reported')
    // Its screen is read in a thread of its own: what it reports is known a moment after its bytes are.
    await expect.poll(() => host.list(), inTime).toMatchObject([{ terminalId: id, cwd: '/usr' }])
    expect(told).toEqual([
      { terminalId: id, cwd: '/usr/lib' },
      { terminalId: id, cwd: '/usr' },
    ])
    listening.dispose()
  })

  test('a program that asks gets one answer, watched or not', async () => {
    const { host } = await setUp()
    const viewer = watchNew(host)
    const ask = `stty raw -echo; printf '\\033[6n\\033]11;?\\007'; IFS= read -rs -d R a; IFS= read -rs -d '\\' b; stty sane; printf '%s|%s' "$a" "$b" | od -An -c | tr -d ' \\n'; echo; echo asked`
    await run(host, ask)
    await viewer.untilText('asked')
    expect(viewer.text).toContain(String.raw`033[2;1|033]11;rgb:0b0b/0e0e/1313033`)
  })
})

const inTime = { timeout: 20_000 } // another process tells it

/** What a terminal shows, scrollback included, when it is given this. */
const shown = (text: string): Promise<string> =>
  new Promise((resolve) => {
    const terminal = new headless.Terminal({ ...size, scrollback: 10_000, allowProposedApi: true })
    terminal.write(text, () => {
      const { active } = terminal.buffer
      const lines = Array.from({ length: active.length }, (_, row) =>
        active.getLine(row)?.translateToString(true),
      )
      resolve(lines.join('\n'))
    })
  })

/** A viewer from before the first byte. */
function watchNew(host: PtyHost): ReturnType<typeof watch> {
  void host.note(id, 'begins')
  return watch(host, id)
}

/** Processes of a tree are no children of ours: nothing tells when they end. */
async function gone(pid: number): Promise<void> {
  expect(pid).toBeGreaterThan(1)
  await expect.poll(() => signalIfThere(pid, 0), { timeout: 20_000 }).toBe(false)
}

async function savedScreenHas(dataDir: string, text: string): Promise<void> {
  const path = join(dataDir, 'pty-host', 'history', `${id}.history`)
  const isThere = (): boolean => {
    try {
      return readFileSync(path, 'utf8').includes(text)
    } catch {
      return false
    }
  }
  await expect.poll(isThere, { timeout: 20_000 }).toBe(true) // another process writes it
}
