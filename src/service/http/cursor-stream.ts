import type { ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import { streamKeepAliveMs, streamPageMax, streamSilenceMs } from '../../shared/limits.ts'
import type { Clock } from '../../shared/kernel/clock.ts'
import type { Disposable } from '../../shared/kernel/disposables.ts'

/** What a stream reads from: pages of what is stored, then what is told live. */
export type StreamSource<Item> = {
  readonly after: (position: number, limit: number) => readonly Item[]
  /** What the reader must be told before the next page, and where it goes on; null when nothing is amiss. */
  readonly lagged?: (position: number, isSlow: 'slow' | 'in-time') => Lagged | null
  readonly hear: (hears: (items: readonly Item[]) => void) => Disposable
  readonly positionOf: (item: Item) => number
  readonly render: (items: readonly Item[]) => string
  /** As `render`, for items that many readers are told at once. */
  readonly renderShared: (items: readonly Item[]) => string | Uint8Array
}

export type Lagged = { readonly text: string; readonly position: number }

/**
 * One reader of server-sent events. It catches up from the store and then hears live, without a gap, because nothing can
 * be committed between the last page and the listening. A slow reader is not buffered for: it stops hearing and catches
 * up from the store once its socket has drained; one that never drains is cut, and comes back with its cursor.
 */
export class CursorStream<Item> implements Disposable {
  readonly #source: StreamSource<Item>
  readonly #response: ServerResponse
  readonly #clock: Clock
  #socket: Socket | null = null
  #cursor: number
  #hearing: Disposable | null = null
  #patience: Disposable | null = null

  constructor(source: StreamSource<Item>, response: ServerResponse, clock: Clock, since: number) {
    this.#source = source
    this.#response = response
    this.#clock = clock
    this.#cursor = since
  }

  /**
   * The head is the response's own; what follows goes to its socket: a response would cork and uncork it for each of a
   * thousand readers, which costs more than all the rest of telling them.
   */
  begin(): void {
    this.#response.removeHeader('transfer-encoding') // no chunks: a third of the work for each of a thousand readers
    this.#response.writeHead(200, {
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store',
      'x-accel-buffering': 'no',
      connection: 'close', // nothing follows a stream, so its end is the connection's
    })
    this.#response.write(': reveille\n\n')
    const { socket } = this.#response
    if (socket !== null) return this.#goOn(socket)
    // Asked for on a connection whose earlier answer is still under way: it is this one's turn later, head first.
    this.#response.once('socket', (later: Socket) => setImmediate(() => this.#goOn(later)))
  }

  #goOn(socket: Socket): void {
    socket.setKeepAlive(true, streamKeepAliveMs) // a peer whose machine is gone answers nothing
    this.#socket = socket
    this.#catchUp('in-time')
  }

  /** Shows the reader that the connection lives; a reader that does not read needs no proof. */
  beat(): void {
    if (this.#hearing !== null) this.#socket?.write(': beat\n\n')
  }

  dispose(): void {
    this.#hearing?.dispose()
    this.#patience?.dispose()
    this.#hearing = null
    this.#patience = null
    this.#response.end()
  }

  #catchUp(isSlow: 'slow' | 'in-time'): void {
    const socket = this.#socket
    if (socket === null || socket.writableEnded || socket.destroyed) return
    const lagged = this.#source.lagged?.(this.#cursor, isSlow) ?? null
    if (lagged !== null) {
      this.#cursor = lagged.position
      socket.write(lagged.text)
    }
    const page = this.#source.after(this.#cursor, streamPageMax)
    const isDrained = page.length === 0 || this.#write(page, this.#source.render)
    if (!isDrained) this.#waitForReader(socket)
    else if (page.length === streamPageMax) setImmediate(() => this.#catchUp('in-time'))
    else this.#hearing = this.#source.hear((items) => this.#tell(items))
  }

  #tell(items: readonly Item[]): void {
    const fresh = items.filter((item) => this.#source.positionOf(item) > this.#cursor)
    if (this.#socket === null || fresh.length === 0 || this.#write(fresh, this.#source.renderShared)) return
    this.#hearing?.dispose()
    this.#hearing = null
    this.#waitForReader(this.#socket)
  }

  /** False when the socket has taken as much as it should. */
  #write(items: readonly Item[], render: (items: readonly Item[]) => string | Uint8Array): boolean {
    const last = items.at(-1)
    if (last !== undefined) this.#cursor = this.#source.positionOf(last)
    return this.#socket?.write(render(items)) ?? true
  }

  #waitForReader(socket: Socket): void {
    this.#patience = this.#clock.after(streamSilenceMs, () => socket.destroy())
    socket.once('drain', () => {
      this.#patience?.dispose()
      this.#patience = null
      this.#catchUp('slow')
    })
  }
}
