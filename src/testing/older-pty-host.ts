import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type Socket } from 'node:net'
import { dirname, join } from 'node:path'
import { openFrameChannel } from '../shared/contract/frame-channel.ts'
import { frameKinds } from '../shared/contract/host-frames.ts'
import { hostAddressPath } from '../shared/contract/host.ts'

// A pty host of protocol version 1, as far as a newer app can tell: `node older-pty-host.ts DATA_DIR living|empty`. It knows
// the calls and frames of that version and ends a connection at any other; its one terminal is a text that is typed on.

const [dataDir = '', state = ''] = process.argv.slice(2)
const token = 'o'.repeat(64)
const addressPath = join(dataDir, hostAddressPath)
const socketPath = join(dataDir, 'older.sock')
let size = { cols: 80, rows: 24 }
const viewers = new Set<ReturnType<typeof openFrameChannel>>()

type Asked = { readonly id: number; readonly call: string; readonly input: Record<string, unknown> }

function serve(socket: Socket): void {
  const channel = openFrameChannel({
    socket,
    payloadBytesMax: 1_000_000,
    unsentBytesMax: 1_000_000,
    onFrame: (kind, payload) => {
      if (kind === frameKinds.input) channel.sendFrame(frameKinds.output, [payload])
      else if (kind !== frameKinds.ack) socket.destroy() // unknown to this version
    },
  })
  channel.onClosed(() => viewers.delete(channel))
  channel.onMessage((message) => {
    const { id, call, input } = message as Asked // from the client under test
    const answer = (output: unknown): void => channel.send({ id, ok: true, output })
    if (call === 'hello') {
      if (input['protocolVersion'] === 1)
        return answer({ protocolVersion: 1, hostVersion: '0.0.1', pid: process.pid })
      channel.send({ id, ok: false, code: 'bad-version', message: 'this pty host speaks version 1' })
    } else if (call === 'list') answer(state === 'living' ? [summary()] : [])
    else if (call === 'attach') {
      answer({})
      viewers.add(channel)
      channel.sendJson(frameKinds.replay, {
        ...size,
        isRestored: false,
        isAlive: true,
        serialized: 'an older screen ',
      })
    } else if (call === 'resize') {
      size = { cols: Number(input['cols']), rows: Number(input['rows']) }
      answer({})
      for (const viewer of viewers) viewer.sendJson(frameKinds.resized, size)
    } else if (call === 'shutdown') {
      answer({})
      setTimeout(leave, 50) // after the answer is on its way
    } else
      channel.send({
        id,
        ok: false,
        code: 'unknown-call',
        message: `this side does not know the call ${call}`,
      })
  })
}

const summary = () => ({
  terminalId: 't-1',
  incarnation: 1,
  pid: process.pid,
  isAlive: true,
  isRestored: false,
  exit: null,
  ...size,
  title: '',
  cwd: '/tmp',
  argv0: 'sh',
  lastInputAt: null,
  lastOutputAt: null,
})

function leave(): void {
  rmSync(addressPath, { force: true })
  rmSync(socketPath, { force: true })
  process.exit(0)
}

process.on('SIGTERM', leave)
mkdirSync(dirname(addressPath), { recursive: true, mode: 0o700 })
createServer(serve).listen(socketPath, () => {
  const address = {
    pid: process.pid,
    startTime: null,
    socketPath,
    version: '0.0.1',
    protocolVersion: 1,
    token,
  }
  writeFileSync(addressPath, JSON.stringify(address), { mode: 0o600 })
  console.log('ready')
})
