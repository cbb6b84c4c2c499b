import { TerminalToPage, type TerminalFromPage } from '../../shared/contract/terminal-port.ts'
import type { Clock } from '../../shared/kernel/clock.ts'
import { Disposables, type Disposable } from '../../shared/kernel/disposables.ts'
import type { Event } from '../../shared/kernel/emitter.ts'
import { streamRetryMs } from '../limits.ts'

/** How a stream is opened, and when it is worth trying again at once. */
export type StreamOpener = {
  readonly open: () => Promise<MessagePort>
  readonly onConnected: Event<void>
  readonly clock: Clock
}

export type StreamEvents = {
  readonly onMessage: (message: TerminalToPage) => void
  /** The stream ended or was refused; `because` is empty when it just ended. */
  readonly onLost: (because: string) => void
}

/** One pane's attachment to its bytes. It attaches again by itself, and each time a replay comes first. */
export class TerminalStream implements Disposable {
  readonly #opener: StreamOpener
  readonly #events: StreamEvents
  readonly #owned = new Disposables()
  #port: MessagePort | null = null
  #isOpening = false
  #isDisposed = false
  #attempts = 0

  constructor(opener: StreamOpener, events: StreamEvents) {
    this.#opener = opener
    this.#events = events
    this.#owned.add(
      opener.onConnected(() => {
        this.#attempts = 0
        void this.#attach()
      }),
    )
    void this.#attach()
  }

  /** Sends when attached; what is typed while nothing listens is dropped, as on a dead line. */
  send(message: TerminalFromPage): void {
    this.#port?.postMessage(message)
  }

  dispose(): void {
    this.#isDisposed = true
    this.#owned.dispose()
    this.#port?.close()
    this.#port = null
  }

  async #attach(): Promise<void> {
    if (this.#isDisposed || this.#isOpening || this.#port) return
    this.#isOpening = true
    try {
      const port = await this.#opener.open()
      if (this.#isDisposed) port.close()
      else this.#use(port)
    } catch (error) {
      this.#lose(error instanceof Error ? error.message : String(error)) // shown in the pane
    } finally {
      this.#isOpening = false
    }
  }

  #use(port: MessagePort): void {
    this.#port = port
    port.addEventListener('message', (event: MessageEvent<unknown>) => {
      const message = TerminalToPage.safeParse(event.data)
      if (!message.success || this.#port !== port) return
      this.#attempts = 0
      this.#events.onMessage(message.data)
    })
    port.addEventListener('close', () => {
      if (this.#port === port) this.#lose('')
    })
    port.start()
  }

  #lose(because: string): void {
    this.#port = null
    if (this.#isDisposed) return
    this.#events.onLost(because)
    const wait = streamRetryMs[this.#attempts]
    this.#attempts += 1
    // After the last try it rests until the line to main is back.
    if (wait !== undefined) this.#owned.add(this.#opener.clock.after(wait, () => void this.#attach()))
  }
}
