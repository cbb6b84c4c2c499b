import * as nodePty from 'node-pty'
import type { Clock } from '../shared/kernel/clock.ts'
import { Emitter } from '../shared/kernel/emitter.ts'
import type { ProcessExit } from '../shared/contract/host.ts'
import type { PtyProcess, PtyRequest, SpawnPty } from './pty-process.ts'
import { UnixPty } from './unix-pty.ts'

/** Ptys of node-pty. `holdsSlave`: see `UnixPty`; needed on macOS only. */
export const spawnNodePty =
  (options: { readonly clock: Clock; readonly holdsSlave: boolean }): SpawnPty =>
  (request) =>
    process.platform === 'win32' ? spawnConPty(request) : new UnixPty(request, options)

/** On Windows node-pty reads from a thread of its own and tells the exit after the output. */
function spawnConPty(request: PtyRequest): PtyProcess {
  const data = new Emitter<Uint8Array>()
  const exits = new Emitter<ProcessExit>()
  const [file = '', ...args] = request.argv
  const { cwd, cols, rows } = request
  const pty = nodePty.spawn(file, args, { cwd, cols, rows, env: { ...request.env }, encoding: null })
  // With `encoding: null` node-pty gives Buffers although its types say string.
  pty.onData((chunk: string | Uint8Array) =>
    data.fire(typeof chunk === 'string' ? Buffer.from(chunk) : chunk),
  )
  pty.onExit(({ exitCode, signal }) => exits.fire({ exitCode, signal: signal ? signal : null }))
  return {
    pid: pty.pid,
    onData: data.event,
    onExit: exits.event,
    write: (input) => {
      pty.write(typeof input === 'string' ? input : Buffer.from(input))
      return true
    },
    resize: (width, height) => pty.resize(width, height),
    pause: () => pty.pause(),
    resume: () => pty.resume(),
  }
}
