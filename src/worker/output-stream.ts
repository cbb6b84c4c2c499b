import type { RequestFailure } from '../shared/contract/api/client.ts'
import { delay, type Clock } from '../shared/kernel/clock.ts'
import type { Result } from '../shared/kernel/result.ts'
import { outputCharsPerRunMax, outputChunkCharsMax, streamBackoffMs } from '../shared/limits.ts'

export type SendPart = (part: number, text: string) => Promise<Result<unknown, RequestFailure>>

/**
 * Sends an execution's output in order, one request at a time: what comes while one is under way goes with the next.
 * A part whose answer was lost is sent again under its number. Without the service the oldest unsent text is dropped
 * at the size that the service would keep.
 */
export class OutputStream {
  readonly #send: SendPart
  readonly #clock: Clock
  #pending = ''
  #part = 0
  #sending: Promise<void> | null = null
  #isGivenUp = false

  constructor(send: SendPart, clock: Clock) {
    this.#send = send
    this.#clock = clock
  }

  push(text: string): void {
    if (text === '' || this.#isGivenUp) return
    this.#pending = (this.#pending + text).slice(-outputCharsPerRunMax)
    this.#sending ??= this.#drain()
  }

  /** Everything pushed before is with the service, or cannot get there. */
  async flush(): Promise<void> {
    await this.#sending
  }

  /** The lease is lost: nobody wants the rest. */
  giveUp(): void {
    this.#isGivenUp = true
    this.#pending = ''
  }

  async #drain(): Promise<void> {
    while (this.#pending !== '' && !this.#isGivenUp) {
      const text = firstChars(this.#pending, outputChunkCharsMax)
      this.#pending = this.#pending.slice(text.length)
      await this.#sendPart(this.#part++, text)
    }
    this.#sending = null
  }

  async #sendPart(part: number, text: string): Promise<void> {
    for (let failures = 0; !this.#isGivenUp; failures += 1) {
      const sent = await this.#send(part, text)
      if (sent.ok || (sent.error.kind === 'refused' && !sent.error.retryable)) return
      await delay(this.#clock, streamBackoffMs[Math.min(failures, streamBackoffMs.length - 1)] ?? 0)
    }
  }
}

/** Never ends in half a character. */
function firstChars(text: string, most: number): string {
  if (text.length <= most) return text
  const last = text.charCodeAt(most - 1)
  return text.slice(0, last >= 0xd800 && last <= 0xdbff ? most - 1 : most)
}
