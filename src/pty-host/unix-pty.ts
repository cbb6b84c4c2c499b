import { closeSync, constants, existsSync, openSync, readSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { SocketConstructorOpts } from 'node:net'
import { dirname, join } from 'node:path'
import { ReadStream } from 'node:tty'
import * as nodePty from 'node-pty'
import type { ProcessExit } from '../shared/contract/host.ts'
import type { Clock } from '../shared/kernel/clock.ts'
import type { Disposable } from '../shared/kernel/disposables.ts'
import { Emitter } from '../shared/kernel/emitter.ts'
import { exitIdleMs, ptyBurstBytes, ptyReadBytes, ptySlabBytes } from '../shared/terminal-limits.ts'
import type { PtyProcess, PtyRequest } from './pty-process.ts'
import { PtyWriter } from './pty-writer.ts'
import { withoutGaps } from './without-gaps.ts'

/** What node-pty 1.2 does in C++; "not public", so the version is pinned and the tests start real processes with it. */
type Native = {
  readonly fork: (
    ...start: [
      file: string,
      args: readonly string[],
      env: readonly string[],
      cwd: string,
      cols: number,
      rows: number,
      user: -1,
      group: -1,
      isUtf8: boolean,
      helper: string,
      onExit: (exitCode: number, signal: number) => void,
    ]
  ) => { readonly fd: number; readonly pid: number; readonly pty: string }
  readonly resize: (fd: number, cols: number, rows: number, widthPixels: number, heightPixels: number) => void
}

/** Where what was read is laid down: chunks are parts of it. One for all terminals, replaced when it is full. */
let slab = Buffer.alloc(0)
let slabUsed = 0

/**
 * A process on a pty. node-pty starts it, we read and write: node-pty's streams allocate 64 KB for each 4 KB that Linux
 * gives at a time (half of the host's processor time in a flood), and throw away what a paused reader had not read 200 ms
 * after the exit. `holdsSlave` keeps a kernel from throwing unread output away when the last writer goes (macOS); then no
 * end arrives, as where children of the process still hold the pty: an idle moment after the exit counts as the end.
 */
export class UnixPty implements PtyProcess {
  readonly pid: number
  readonly #data = new Emitter<Uint8Array>()
  readonly #exits = new Emitter<ProcessExit>()
  readonly #clock: Clock
  readonly #fd: number
  readonly #held: number | null
  readonly #stream: ReadStream
  readonly #writer: PtyWriter
  #exit: ProcessExit | null = null
  #hasEnded = false // the kernel said that nothing follows
  #isOver = false
  #isPaused = false
  #lastDataAt = 0
  #idleTimer: Disposable | null = null

  readonly onData = this.#data.event
  readonly onExit = this.#exits.event

  constructor(request: PtyRequest, options: { readonly clock: Clock; readonly holdsSlave: boolean }) {
    const [file = '', ...args] = request.argv
    const env = Object.entries({ TERM: 'xterm-256color', ...request.env, PWD: request.cwd })
    const pairs = env.map(([name, value]) => `${name}=${value}`)
    const { cwd, cols, rows } = request
    const onExit = (exitCode: number, signal: number): void =>
      this.#exited({ exitCode, signal: signal || null })
    const started = withoutGaps(() =>
      native().fork(file, args, pairs, cwd, cols, rows, -1, -1, true, helperPath(), onExit),
    )
    this.pid = started.pid
    this.#clock = options.clock
    this.#fd = started.fd
    this.#held = options.holdsSlave ? openSlave(started.pty) : null
    this.#writer = new PtyWriter(started.fd, options.clock)
    const onread = {
      buffer: Buffer.allocUnsafeSlow(ptyReadBytes),
      callback: (count: number, buffer: Uint8Array) => this.#read(buffer.subarray(0, count)),
    }
    // `onread` is documented for sockets, which a stream of a terminal is.
    this.#stream = new ReadStream(started.fd, { onread } as SocketConstructorOpts)
    this.#stream.on('error', () => {}) // EIO: nobody holds the pty any more; 'close' follows
    this.#stream.on('end', () => this.#ended())
    this.#stream.on('close', () => this.#ended())
    this.#stream.resume()
  }

  write(data: string | Uint8Array): boolean {
    return this.#writer.write(typeof data === 'string' ? Buffer.from(data) : data)
  }

  resize(cols: number, rows: number): void {
    if (!this.#isOver && !this.#hasEnded) native().resize(this.#fd, cols, rows, 0, 0)
  }

  pause(): void {
    this.#isPaused = true
    this.#stream.pause()
  }

  resume(): void {
    this.#isPaused = false
    this.#lastDataAt = this.#clock.now()
    this.#stream.resume()
    this.#check()
  }

  /** What the kernel gave, and what it has right behind it: the process that fills the pty gets on meanwhile. */
  #read(first: Uint8Array): boolean {
    this.#lastDataAt = this.#clock.now()
    if (slabUsed + ptyBurstBytes > slab.byteLength) {
      slab = Buffer.allocUnsafeSlow(ptySlabBytes)
      slabUsed = 0
    }
    const start = slabUsed
    slab.set(first, start)
    slabUsed += first.byteLength
    // A short piece is all there is: asking again would cost an error.
    if (first.byteLength > ptyReadBytes / 4) this.#readOn(start + ptyBurstBytes)
    this.#data.fire(slab.subarray(start, slabUsed))
    return true
  }

  #readOn(until: number): void {
    try {
      while (slabUsed + ptyReadBytes <= until) {
        const count = readSync(this.#fd, slab, slabUsed, ptyReadBytes, null)
        slabUsed += count
        if (count < ptyReadBytes / 4) return
      }
    } catch {
      // EAGAIN: nothing more yet; EIO: the stream finds the end as well
    }
  }

  #exited(exit: ProcessExit): void {
    this.#exit = exit
    this.#lastDataAt = this.#clock.now() // what is unread now gets its idle time
    this.#check()
  }

  #ended(): void {
    this.#hasEnded = true
    this.#check()
  }

  #check(): void {
    if (this.#exit === null || this.#isOver) return
    if (this.#hasEnded) return this.#finish(this.#exit)
    this.#idleTimer?.dispose()
    if (this.#isPaused) return
    const idleFor = this.#clock.now() - this.#lastDataAt
    if (idleFor >= exitIdleMs && !this.#readRest()) return this.#finish(this.#exit)
    this.#idleTimer = this.#clock.after(Math.max(1, exitIdleMs - idleFor), () => this.#check())
  }

  /** A busy machine may not have come to read yet: whether there was more after all. */
  #readRest(): boolean {
    const rest = Buffer.allocUnsafe(ptyReadBytes)
    try {
      const count = readSync(this.#fd, rest, 0, ptyReadBytes, null)
      if (count > 0) this.#read(rest.subarray(0, count))
      return count > 0
    } catch {
      return false
    }
  }

  #finish(exit: ProcessExit): void {
    this.#isOver = true
    this.#writer.dispose() // what is left would go to a descriptor that may by then be somebody else's
    if (this.#held !== null) closeSync(this.#held)
    this.#stream.destroy()
    this.#exits.fire(exit)
  }
}

function openSlave(path: string): number | null {
  try {
    return openSync(path, constants.O_RDWR | constants.O_NOCTTY)
  } catch {
    return null // the process is already gone; the end will arrive
  }
}

const native = (): Native => (nodePty as typeof nodePty & { readonly native: Native }).native // see Native

/** The program that node-pty starts others with on macOS. */
function helperPath(): string {
  const folder = dirname(createRequire(import.meta.url).resolve('node-pty/package.json'))
  const places = ['build/Release', `prebuilds/${process.platform}-${process.arch}`]
  return places.map((place) => join(folder, place, 'spawn-helper')).find((path) => existsSync(path)) ?? ''
}
