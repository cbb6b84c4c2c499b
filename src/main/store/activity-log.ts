import type { ActivityEntry } from '../../shared/contract/app.ts'
import type { Clock } from '../../shared/kernel/clock.ts'
import { Emitter } from '../../shared/kernel/emitter.ts'
import { activityEntriesMax } from '../../shared/limits.ts'

/** What happened, newest last, bounded. It is told again from the service's log after a restart, as far as that matters. */
export class ActivityLog {
  readonly #clock: Clock
  #entries: readonly ActivityEntry[] = []
  #nextId = 1
  readonly #changed = new Emitter<void>()
  readonly onChanged = this.#changed.event

  constructor(clock: Clock) {
    this.#clock = clock
  }

  get entries(): readonly ActivityEntry[] {
    return this.#entries
  }

  add(entry: Omit<ActivityEntry, 'id' | 'at'>): void {
    const last = this.#entries.at(-1)
    // The same thing told twice in a row is one thing: a hold that is asked again at every event, say.
    if (
      last &&
      last.title === entry.title &&
      last.why === entry.why &&
      last.conversationId === entry.conversationId
    )
      return
    const added = { ...entry, id: this.#nextId++, at: this.#clock.now() }
    this.#entries = [...this.#entries, added].slice(-activityEntriesMax)
    this.#changed.fire()
  }
}
