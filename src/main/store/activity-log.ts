import type { ActivityEntry } from '../../shared/contract/app.ts'
import type { Clock } from '../../shared/kernel/clock.ts'
import { Emitter } from '../../shared/kernel/emitter.ts'
import { activityEntriesMax } from '../../shared/limits.ts'
import type { ActivityFile } from './activity-file.ts'

/** What there is to tell; `facts` only for a decision. */
type NewEntry = Omit<ActivityEntry, 'id' | 'at' | 'facts'> & { readonly facts?: string }

/** What happened and why, newest last, bounded; on disk before anybody hears of it. */
export class ActivityLog {
  readonly #clock: Clock
  readonly #file: ActivityFile
  #entries: readonly ActivityEntry[]
  #nextId: number
  readonly #changed = new Emitter<void>()
  readonly onChanged = this.#changed.event

  constructor(clock: Clock, file: ActivityFile) {
    this.#clock = clock
    this.#file = file
    this.#entries = file.initial
    this.#nextId = (file.initial.at(-1)?.id ?? 0) + 1
  }

  get entries(): readonly ActivityEntry[] {
    return this.#entries
  }

  add(entry: NewEntry): void {
    const last = this.#entries.at(-1)
    // The same thing told twice in a row is one thing: a hold that is asked again at every event, say.
    if (
      last &&
      last.title === entry.title &&
      last.why === entry.why &&
      last.conversationId === entry.conversationId
    )
      return
    const added = { facts: '', ...entry, id: this.#nextId++, at: this.#clock.now() }
    this.#file.append(added)
    this.#entries = [...this.#entries, added].slice(-activityEntriesMax)
    this.#changed.fire()
  }
}
