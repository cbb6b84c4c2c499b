import { describeFailure, type ApiClient } from '../../shared/contract/api/client.ts'
import type { Conversation } from '../../shared/domain/conversation.ts'
import type { Clock } from '../../shared/kernel/clock.ts'
import type { Disposable } from '../../shared/kernel/disposables.ts'
import { askAgainMaxMs, waitRetryMs, waitGraceMs } from '../../shared/limits.ts'
import type { Conversations } from '../store/conversations.ts'

export type WaitsOptions = {
  readonly conversations: Conversations
  readonly client: ApiClient
  readonly clock: Clock
  readonly isSwitchedOff: () => boolean
}

/**
 * Agents that wait for events, and until when. What is overdue becomes a message of the agent's own mailbox, once
 * however often it is tried; the message wakes it as any other. One timer for all of them.
 */
export class Waits implements Disposable {
  readonly #options: WaitsOptions
  #timer: Disposable | null = null
  #isStarted = false
  #sending: Promise<void> = Promise.resolve()

  constructor(options: WaitsOptions) {
    this.#options = options
  }

  start(): void {
    this.#isStarted = true
    this.#arm()
  }

  /** The agent said until when it waits, or that its wait is over. */
  note(conversation: Conversation, until: number | null): void {
    this.#options.conversations.update(conversation.id, (now) =>
      now.waitingUntil === until ? now : { ...now, waitingUntil: until },
    )
    this.#arm()
  }

  dispose(): void {
    this.#isStarted = false
    this.#timer?.dispose()
  }

  #arm(notBefore = 0): void {
    this.#timer?.dispose()
    this.#timer = null
    if (!this.#isStarted) return
    const { conversations, clock } = this.#options
    let first = Number.POSITIVE_INFINITY
    for (const { waitingUntil, isKilled } of conversations.all.values())
      if (waitingUntil !== null && !isKilled) first = Math.min(first, waitingUntil)
    if (first === Number.POSITIVE_INFINITY) return
    const inMs = Math.max(1, notBefore, first + waitGraceMs - clock.now())
    const send = (): void => {
      this.#sending = this.#sending.then(() => this.#sendOverdue())
    }
    this.#timer = clock.after(Math.min(askAgainMaxMs, inMs), send)
  }

  async #sendOverdue(): Promise<void> {
    const { conversations, clock, isSwitchedOff } = this.#options
    let failed = false
    for (const one of [...conversations.all.values()]) {
      const { waitingUntil } = one
      if (waitingUntil === null || one.isKilled || waitingUntil + waitGraceMs > clock.now()) continue
      if (isSwitchedOff() || !(await this.#send(one, waitingUntil))) failed = true
    }
    this.#arm(failed ? waitRetryMs : 0)
  }

  /** Answers whether it is settled: told, or refused for good. */
  async #send(conversation: Conversation, until: number): Promise<boolean> {
    const sent = await this.#options.client.call('sendMessages', {
      body: {
        to: [conversation.runId],
        subject: 'Your wait is over',
        body: 'Nothing came for you while you waited for events. Go on, or end your turn again.',
      },
      idempotencyKey: `wait:${conversation.runId}:${until}`,
    })
    if (!sent.ok && (sent.error.kind !== 'refused' || sent.error.retryable)) {
      console.error(`the end of a wait was not told: ${describeFailure(sent.error)}`)
      return false
    }
    // A newer wait of the same agent stays.
    this.#options.conversations.update(conversation.id, (now) =>
      now.waitingUntil === until ? { ...now, waitingUntil: null } : now,
    )
    return true
  }
}
