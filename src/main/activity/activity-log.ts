import type { ActivityEntry } from '../../shared/domain/activity.ts'
import type { ConversationId } from '../../shared/domain/ids.ts'
import type { Clock } from '../../shared/kernel/clock.ts'
import { Emitter } from '../../shared/kernel/emitter.ts'
import { activityTailEntries } from '../../shared/window-limits.ts'
import { ActivityIndex } from './activity-index.ts'
import { parseEntry, readSegmentNow, type ActivitySegments } from './activity-segments.ts'

/** What there is to tell; `facts` only for a decision. */
type NewEntry = Omit<ActivityEntry, 'id' | 'at' | 'facts' | 'familyId'> & { readonly facts?: string }

/** What happened and why, newest last; on disk before anybody hears of it. The newest of it is in memory. */
export class ActivityLog {
  readonly #clock: Clock
  readonly #familyOf: (id: ConversationId) => ConversationId | null
  readonly #segments: ActivitySegments
  /** All of it, to be searched. */
  readonly index: ActivityIndex
  #tail: readonly ActivityEntry[]
  #lastId: number
  readonly #added = new Emitter<ActivityEntry>()
  readonly onAdded = this.#added.event

  constructor(
    clock: Clock,
    segments: ActivitySegments,
    familyOf: (id: ConversationId) => ConversationId | null,
  ) {
    this.#clock = clock
    this.#familyOf = familyOf
    this.#segments = segments
    this.index = new ActivityIndex(segments)
    this.#tail = this.#readTail()
    this.#lastId = this.#tail.at(-1)?.id ?? 0
  }

  /** The newest, the latest last. */
  get tail(): readonly ActivityEntry[] {
    return this.#tail
  }

  get lastId(): number {
    return this.#lastId
  }

  add(entry: NewEntry): void {
    const last = this.#tail.at(-1)
    // The same thing told twice in a row is one thing: a hold that is asked again at every event, say.
    if (
      last &&
      last.title === entry.title &&
      last.why === entry.why &&
      last.conversationId === entry.conversationId
    )
      return
    const at = this.#clock.now()
    // Never used before, whatever became of the files: marks in the histories of terminals have these names.
    this.#lastId = Math.max(this.#lastId + 1, Math.floor(at))
    const familyId = entry.conversationId === null ? null : this.#familyOf(entry.conversationId)
    const added: ActivityEntry = { facts: '', ...entry, familyId, id: this.#lastId, at }
    this.index.append(this.#segments.append(added), added)
    this.#tail = [...this.#tail, added].slice(-activityTailEntries)
    this.#added.fire(added)
  }

  /** The newest files, until there is enough of it. */
  #readTail(): readonly ActivityEntry[] {
    let tail: readonly ActivityEntry[] = []
    for (const segment of this.#segments.all.toReversed()) {
      if (tail.length >= activityTailEntries) break
      const entries = readSegmentNow(segment).map(parseEntry)
      this.index.take(segment, entries)
      tail = [...entries.filter((entry) => entry !== null), ...tail]
    }
    return tail.slice(-activityTailEntries)
  }
}
