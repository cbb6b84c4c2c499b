import type { z } from 'zod'
import { appContract, type AppView, type ViewChange } from '../../shared/contract/app.ts'
import type { ActivityEntry } from '../../shared/domain/activity.ts'
import { connectWire, WireError, type WireClient } from '../../shared/contract/wire.ts'
import type { ConversationId, TerminalId } from '../../shared/domain/ids.ts'
import type { Clock } from '../../shared/kernel/clock.ts'
import { Emitter } from '../../shared/kernel/emitter.ts'
import { reconnectAskMs } from '../limits.ts'
import { openPortChannel } from './port-channel.ts'

export type AppClient = WireClient<typeof appContract>

export type Wish = z.infer<typeof appContract.feeds.wish>

type WaitingStream = {
  readonly resolve: (port: MessagePort) => void
  readonly reject: (error: Error) => void
}

/** Where the bytes of a pane come from: a terminal's id, or a remote agent's conversation. */
export type StreamSource =
  | { readonly kind: 'terminal'; readonly terminalId: TerminalId }
  | { readonly kind: 'output'; readonly conversationId: ConversationId }

/** The page's line to main: asks for a port, asks again when it closes, and rebuilds the view each time. */
export class Connection {
  readonly #views = new Emitter<AppView>()
  readonly #changes = new Emitter<ViewChange>()
  readonly #activity = new Emitter<readonly ActivityEntry[]>()
  readonly #wishes = new Emitter<Wish>()
  readonly #states = new Emitter<'connected' | 'reconnecting'>()
  readonly #streams = new Map<string, WaitingStream>()
  readonly #clock: Clock
  readonly #ask: () => void
  #client: AppClient | null = null
  #nextStream = 1

  /** The whole view, each time the line is there. */
  readonly onView = this.#views.event
  /** What changed since. */
  readonly onChange = this.#changes.event
  /** What happened since it was told last. */
  readonly onActivity = this.#activity.event
  /** What a person chose outside the page: in the tray, in a menu. */
  readonly onWish = this.#wishes.event
  readonly onState = this.#states.event

  constructor(options: { readonly clock: Clock; readonly ask: () => void }) {
    this.#clock = options.clock
    this.#ask = options.ask
  }

  /** Asks for a port until one arrives. */
  start(): void {
    this.#ask()
    this.#clock.after(reconnectAskMs, () => {
      if (!this.#client) this.start()
    })
  }

  /** Takes the port that main sent; an older one is left. */
  usePort(port: MessagePort): void {
    const channel = openPortChannel(port, (requestId, stream) => this.#takeStream(requestId, stream))
    const client = connectWire(appContract, channel)
    this.#client = client
    channel.onClosed(() => {
      if (this.#client !== client) return
      this.#client = null
      for (const waiting of this.#streams.values())
        waiting.reject(new WireError('closed', 'Reveille is reconnecting'))
      this.#streams.clear()
      this.#states.fire('reconnecting')
      this.start()
    })
    client.on('view', (change) => this.#changes.fire(change))
    client.on('activity', (entries) => this.#activity.fire(entries))
    client.on('wish', (wish) => this.#wishes.fire(wish))
    void client.call('getView', undefined).then(
      (view) => {
        if (this.#client !== client) return
        this.#views.fire(view)
        this.#states.fire('connected')
      },
      () => channel.dispose(), // closed, or a main that speaks another version: ask again
    )
  }

  /** Calls main; rejects with `WireError`, at once with `closed` while there is no line. */
  readonly call: AppClient['call'] = (name, input) => {
    const client = this.#client
    return client
      ? client.call(name, input)
      : Promise.reject(new WireError('closed', 'Reveille is reconnecting'))
  }

  /** Opens a stream; the port may arrive before or after the call's answer. */
  async openStream(source: StreamSource): Promise<MessagePort> {
    const requestId = `s${this.#nextStream++}`
    const arrived = new Promise<MessagePort>((resolve, reject) => {
      this.#streams.set(requestId, { resolve, reject })
    })
    arrived.catch(() => {}) // told by the call below, or by whoever awaits the answer
    try {
      if (source.kind === 'terminal')
        await this.call('attachTerminal', { terminalId: source.terminalId, requestId })
      else await this.call('attachOutput', { conversationId: source.conversationId, requestId })
    } catch (error) {
      this.#streams.delete(requestId)
      throw error
    }
    return arrived
  }

  #takeStream(requestId: string, stream: MessagePort): void {
    const waiting = this.#streams.get(requestId)
    this.#streams.delete(requestId)
    if (waiting) waiting.resolve(stream)
    else stream.close() // nobody waits for it any more
  }
}
