import type { ConversationId } from '../../shared/domain/ids.ts'

/**
 * The ends of processes that are just being told to the service. A session's next process waits for the word about the
 * one before it: heard late, it would take back the mail that the new one was given.
 */
export class ExitReports {
  readonly #underWay = new Map<ConversationId, Promise<void>>()

  track(id: ConversationId, report: Promise<void>): void {
    const told = report.finally(() => {
      if (this.#underWay.get(id) === told) this.#underWay.delete(id)
    })
    this.#underWay.set(id, told)
  }

  /** Resolves when nothing of this conversation is being told any more. */
  async settled(id: ConversationId): Promise<void> {
    await this.#underWay.get(id)
  }
}
