import type { ApiClient, RequestFailure } from '../../shared/contract/api/client.ts'
import type { MessageHeader } from '../../shared/contract/api/message.ts'
import type { Conversation } from '../../shared/domain/conversation.ts'
import type { MessageId, RunId } from '../../shared/domain/ids.ts'
import { noticeKind } from '../../shared/domain/notice.ts'
import type { PendingMessage } from '../../shared/domain/wake.ts'
import { Emitter } from '../../shared/kernel/emitter.ts'
import { ok, type Result } from '../../shared/kernel/result.ts'
import { messagesPageMax } from '../../shared/limits.ts'

/** Copies of the mailboxes for the window, and the truth for a wake, which always asks the service. */
export class Mailboxes {
  readonly #client: ApiClient
  readonly #waiting = new Map<RunId, number>()
  readonly #changed = new Emitter<RunId>()
  readonly onChanged = this.#changed.event

  constructor(client: ApiClient) {
    this.#client = client
  }

  /** Messages that are not delivered, as last seen. */
  waitingCount(runId: RunId): number {
    return this.#waiting.get(runId) ?? 0
  }

  /** Whether a wake has anything to think about: mail waits, nobody knows, or what it was held for may be over. */
  mayWait({ runId, wakes }: Conversation): boolean {
    return this.#waiting.get(runId) !== 0 || wakes.holding !== '' || wakes.parked !== null
  }

  /** What the service told of it in passing. */
  note(runId: RunId, waiting: number): void {
    if (this.#waiting.get(runId) === waiting) return
    this.#waiting.set(runId, waiting)
    this.#changed.fire(runId)
  }

  /** What is pending now, oldest first; asked of the service. */
  async pending(runId: RunId): Promise<Result<readonly PendingMessage[], RequestFailure>> {
    const listed = await this.#client.call('listMessages', {
      params: { run_id: runId },
      query: { pending: 'true', limit: messagesPageMax },
    })
    if (!listed.ok) return listed
    this.#setWaiting(runId, listed.value.messages)
    return ok(
      listed.value.messages
        .filter((message) => message.state === 'pending')
        .map((message) => ({
          id: message.message_id,
          sequence: message.sequence,
          sentAt: Date.parse(message.sent_at),
          from: message.sender_name ?? 'your user',
          isNotice: message.kind === noticeKind,
        })),
    )
  }

  /** One message as it stands, for the activity; null when it cannot be had. Reading its header marks nothing. */
  async header(runId: RunId, messageId: MessageId): Promise<MessageHeader | null> {
    const listed = await this.#client.call('listMessages', {
      params: { run_id: runId },
      query: { pending: 'true', limit: messagesPageMax },
    })
    if (!listed.ok) return null
    this.#setWaiting(runId, listed.value.messages)
    return listed.value.messages.find((message) => message.message_id === messageId) ?? null
  }

  #setWaiting(runId: RunId, messages: readonly MessageHeader[]): void {
    this.note(runId, messages.filter((message) => message.state === 'pending').length)
  }
}
