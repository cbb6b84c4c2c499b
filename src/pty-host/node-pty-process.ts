import { closeSync, constants, openSync } from 'node:fs'
import type { ReadStream } from 'node:tty'
import * as nodePty from 'node-pty'
import type { ProcessExit } from '../shared/contract/host.ts'
import type { Clock } from '../shared/kernel/clock.ts'
import { Emitter } from '../shared/kernel/emitter.ts'
import { exitIdleMs } from '../shared/limits.ts'
import type { SpawnPty } from './pty-process.ts'

/** What node-pty 1.1.0 keeps private on Unix and the drain below needs; on Windows there is none of it. */
type UnixPrivates = {
  readonly _socket?: ReadStream
  readonly _pty?: string
  readonly _writeStream?: { readonly _writeQueue: unknown[]; readonly dispose: () => void }
}

/** Ptys of node-pty, made lossless at exit. `holdsSlave`: see `drainBeforeDestroy`; needed on macOS only. */
export const spawnNodePty = (options: { readonly clock: Clock; readonly holdsSlave: boolean }): SpawnPty => {
  return (request) => {
    const data = new Emitter<Uint8Array>()
    const exits = new Emitter<ProcessExit>()
    const [file = '', ...args] = request.argv
    const pty = nodePty.spawn(file, args, {
      name: request.env['TERM'] ?? 'xterm-256color',
      cwd: request.cwd,
      env: { ...request.env },
      cols: request.cols,
      rows: request.rows,
      encoding: null,
    })
    // Not in node-pty's types: internals of the pinned version; every one of them is checked before use.
    const privates = pty as unknown as UnixPrivates
    const drain = privates._socket && drainBeforeDestroy(privates._socket, privates, options)
    // With `encoding: null` node-pty gives Buffers although its types say string.
    pty.onData((chunk: string | Uint8Array) => {
      data.fire(typeof chunk === 'string' ? Buffer.from(chunk) : chunk)
      drain?.dataArrived()
    })
    pty.onExit(({ exitCode, signal }) => exits.fire({ exitCode, signal: signal ? signal : null }))
    return {
      pid: pty.pid,
      onData: data.event,
      onExit: exits.event,
      write: (input) => pty.write(typeof input === 'string' ? input : Buffer.from(input)),
      resize: (cols, rows) => pty.resize(cols, rows),
      pause: () => pty.pause(),
      resume: () => {
        pty.resume()
        drain?.resumed()
      },
    }
  }
}

/**
 * Keeps what a process wrote before it ended. node-pty destroys its socket 200 ms after the exit, and Node destroys it
 * at the pty's EIO, whatever is still unread in the kernel or in the stream when the reader is paused: both go through
 * `destroy`, which waits here until everything was handed out. Where the children of the process still hold the pty no
 * end arrives; then an idle moment counts as the end. A held slave keeps a kernel from throwing unread output away when
 * the last writer goes (macOS; libuv before 1.52); no end arrives there either.
 */
function drainBeforeDestroy(
  socket: ReadStream,
  privates: UnixPrivates,
  options: { readonly clock: Clock; readonly holdsSlave: boolean },
) {
  const { clock } = options
  const held = options.holdsSlave && privates._pty ? openSlave(privates._pty) : null
  const destroy = socket.destroy.bind(socket)
  let wanted: { readonly error?: Error } | null = null
  let hasEnded = false // the kernel said that nothing follows
  let isDestroyed = false
  let lastDataAt = 0

  const finish = (): void => {
    if (isDestroyed) return
    isDestroyed = true
    // What is still to be written would go to a descriptor that may by then be somebody else's.
    if (privates._writeStream) privates._writeStream._writeQueue.length = 0
    privates._writeStream?.dispose()
    if (held !== null) closeSync(held)
    destroy(wanted?.error)
  }
  const check = (): void => {
    if (wanted === null || isDestroyed || socket.isPaused() || socket.readableLength > 0) return
    if (hasEnded) return finish()
    const idleFor = clock.now() - lastDataAt
    if (idleFor >= exitIdleMs) return finish()
    clock.after(exitIdleMs - idleFor, check)
  }
  socket.on('end', () => {
    hasEnded = true
  })
  socket.destroy = (error?: Error) => {
    if (error) hasEnded = true
    if (wanted === null || error) wanted = error ? { error } : {}
    lastDataAt = clock.now() // what is unread now gets its idle time
    clock.after(0, check)
    return socket
  }
  return {
    dataArrived: () => {
      lastDataAt = clock.now()
      if (wanted !== null) clock.after(0, check)
    },
    resumed: () => {
      lastDataAt = clock.now()
      if (wanted !== null) clock.after(0, check)
    },
  }
}

function openSlave(path: string): number | null {
  try {
    return openSync(path, constants.O_RDWR | constants.O_NOCTTY)
  } catch {
    return null // the process is already gone; the end will arrive
  }
}
