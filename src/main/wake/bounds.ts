import type { Conversation } from '../../shared/domain/conversation.ts'
import { ancestorsOf, rootOf } from '../../shared/domain/family.ts'
import type { ConversationId } from '../../shared/domain/ids.ts'
import type { WakeBounds } from '../../shared/domain/wake.ts'
import { hourMs } from '../../shared/limits.ts'

/**
 * What bounds the wakes of a family and of a harness's account. Counted as things happen, so that a decision costs the
 * same with ten conversations and with thousands; after a start it is counted once from what is stored.
 */
export class WakeBoundsBook {
  readonly #all: () => ReadonlyMap<ConversationId, Conversation>
  readonly #wakes = new Map<ConversationId, number[]>()
  readonly #limits = new Map<string, number>()

  constructor(all: () => ReadonlyMap<ConversationId, Conversation>) {
    this.#all = all
    for (const one of all().values()) {
      for (const at of one.wakes.recent) this.#wakesOf(one).push(at)
      if (one.limitedUntil !== null) this.noteLimit(one, one.limitedUntil)
    }
    for (const times of this.#wakes.values()) times.sort((one, other) => one - other)
  }

  noteWake(conversation: Conversation, at: number): void {
    this.#wakesOf(conversation).push(at)
  }

  /** A person takes responsibility: the family's budget begins anew. */
  forgive(conversation: Conversation): void {
    this.#wakes.delete(rootOf(this.#all(), conversation).id)
  }

  /** The account behind the harness is exhausted until then; null when a turn went well again. */
  noteLimit(conversation: Conversation, until: number | null): void {
    if (until === null) this.#limits.delete(accountOf(conversation))
    else this.#limits.set(accountOf(conversation), until)
  }

  of(conversation: Conversation, now: number): Pick<WakeBounds, 'depth' | 'familyWakes' | 'limitedUntil'> {
    const times = this.#wakesOf(conversation)
    while (times[0] !== undefined && times[0] <= now - hourMs) times.shift()
    return {
      depth: ancestorsOf(this.#all(), conversation).length,
      familyWakes: times.filter((at) => at <= now).length,
      limitedUntil: this.#limits.get(accountOf(conversation)) ?? null,
    }
  }

  #wakesOf(conversation: Conversation): number[] {
    const { id } = rootOf(this.#all(), conversation)
    const known = this.#wakes.get(id) ?? []
    this.#wakes.set(id, known)
    return known
  }
}

/** Agents of one harness in one configuration directory share an account; those of a worker have another. */
const accountOf = ({ harness, place, configDirectory }: Conversation): string =>
  `${place}:${harness}:${configDirectory ?? ''}`
