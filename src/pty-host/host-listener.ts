import { lstatSync, rmSync } from 'node:fs'
import { createServer, type Server, type Socket } from 'node:net'
import type { Clock } from '../shared/kernel/clock.ts'
import { socketWatchMs } from '../shared/terminal-limits.ts'
import { placeSocket } from './socket-place.ts'

/**
 * Listens on the host's socket, and listens again when its file was taken away (by a cleaner of temporary folders, or with
 * the whole runtime folder at a logout): who is connected stays connected, and who comes later finds the host.
 */
export class HostListener {
  readonly #place: Parameters<typeof placeSocket>[0]
  readonly #clock: Clock
  readonly #serve: (socket: Socket) => void
  readonly #onMoved: (socketPath: string) => void
  readonly #log: (line: string) => void
  #server: Server | null = null
  #path = ''
  #file: number | null = null // its inode; null where a socket is no file

  constructor(options: {
    readonly place: Parameters<typeof placeSocket>[0]
    readonly clock: Clock
    readonly serve: (socket: Socket) => void
    readonly onMoved: (socketPath: string) => void
    readonly log: (line: string) => void
  }) {
    this.#place = options.place
    this.#clock = options.clock
    this.#serve = options.serve
    this.#onMoved = options.onMoved
    this.#log = options.log
  }

  /** Listens; resolves with the path of the socket. A file that lies there is a dead host's: the caller holds the lock. */
  async listen(): Promise<string> {
    this.#path = placeSocket(this.#place)
    const isFile = this.#place.platform !== 'win32'
    if (isFile) rmSync(this.#path, { force: true, recursive: true })
    const server = createServer(this.#serve)
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject)
      server.listen(this.#path, resolve)
    })
    server.on('error', (error) => this.#log(`the socket: ${error.message}`))
    this.#server = server
    this.#file = isFile ? inodeOf(this.#path) : null
    if (isFile) this.#clock.after(socketWatchMs, () => void this.#look())
    return this.#path
  }

  /** Takes the socket's file away. */
  remove(): void {
    if (this.#file !== null) rmSync(this.#path, { force: true })
  }

  async #look(): Promise<void> {
    if (inodeOf(this.#path) === this.#file)
      return void this.#clock.after(socketWatchMs, () => void this.#look())
    this.#log(`the socket ${this.#path} was taken away; listening again`)
    // Closing takes the path away by its name: first this, then the new one. Open connections are not touched.
    this.#server?.close()
    const before = this.#path
    try {
      const path = await this.listen()
      if (path !== before) this.#onMoved(path)
    } catch (error) {
      this.#log(`cannot listen again: ${String(error)}`)
      this.#clock.after(socketWatchMs, () => void this.#look())
    }
  }
}

const inodeOf = (path: string): number | null => lstatSync(path, { throwIfNoEntry: false })?.ino ?? null
