import type { ConversationId } from '../../shared/domain/ids.ts'

type Options = {
  readonly atOnceMax: number
  /** Who wakes at this moment. */
  readonly underWay: ReadonlyMap<ConversationId, unknown>
  readonly consider: (id: ConversationId) => Promise<void>
}

/**
 * Those whose wake waits for others. What places become free are offered to those who waited longest, one to each: to ask
 * all of them at each free place costs the square of them.
 */
export class HeldWakes {
  readonly #options: Options
  readonly #held = new Set<ConversationId>()
  /** Asked just now whether they take a free place. */
  readonly #offered = new Set<ConversationId>()

  constructor(options: Options) {
    this.#options = options
  }

  add(id: ConversationId): void {
    this.#held.add(id)
  }

  delete(id: ConversationId): void {
    this.#held.delete(id)
  }

  /** A place may be free. */
  letGo(): void {
    const { atOnceMax, underWay, consider } = this.#options
    const offered = [...this.#offered].filter((id) => !underWay.has(id)).length
    const free = Math.max(0, atOnceMax - underWay.size - offered)
    for (const id of [...this.#held].slice(0, free)) {
      this.#held.delete(id)
      this.#offered.add(id)
      void consider(id).finally(() => {
        this.#offered.delete(id)
        this.letGo() // it may not have wanted its place any more
      })
    }
  }
}
