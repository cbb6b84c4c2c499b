import { z } from 'zod'
import { DraftKey, DraftText, isDraftFor } from '../../shared/domain/draft.ts'
import type { ConversationId } from '../../shared/domain/ids.ts'
import type { Versioned } from '../../shared/kernel/versioned.ts'
import type { Clock } from '../../shared/kernel/clock.ts'
import type { Disposable } from '../../shared/kernel/disposables.ts'
import { draftRetryMs, draftSettleMs, draftsMax } from '../../shared/limits.ts'
import type { StoredFile } from './stored-file.ts'

const StoredDraft = z.object({ key: DraftKey, text: DraftText })

/** The oldest first. Records are parsed one by one: a broken one costs no other. */
export const draftsShape: Versioned<unknown[]> = { version: 1, schema: z.array(z.unknown()), migrations: {} }

/** What a person has typed and not sent: the one writer of its file. */
export class Drafts {
  readonly #file: StoredFile<unknown[]>
  readonly #clock: Clock
  readonly #texts = new Map<DraftKey, string>()
  #pending: Disposable | null = null
  #isLeaving = false

  constructor(file: StoredFile<unknown[]>, clock: Clock) {
    this.#file = file
    this.#clock = clock
    for (const record of file.initial) {
      const parsed = StoredDraft.safeParse(record)
      if (parsed.success) this.#texts.set(parsed.data.key, parsed.data.text)
    }
  }

  read(key: DraftKey): string {
    return this.#texts.get(key) ?? ''
  }

  /** On disk once the typing rests; what was sent is gone from there at once. Of too many the oldest goes. */
  save(key: DraftKey, text: string): void {
    if (this.read(key) === text) return
    this.#texts.delete(key) // what was written last stands last
    if (text !== '') this.#texts.set(key, text)
    const [oldest] = this.#texts.keys()
    if (oldest !== undefined && this.#texts.size > draftsMax) this.#texts.delete(oldest)
    if (text === '' || this.#isLeaving) this.#write()
    else this.#writeAfter(draftSettleMs)
  }

  /** The agent is gone: nobody can send these any more. */
  forget(whom: ConversationId): void {
    const gone = [...this.#texts.keys()].filter((key) => isDraftFor(key, whom))
    for (const key of gone) this.#texts.delete(key)
    if (gone.length > 0) this.#write()
  }

  /** The app leaves: what was heard is on disk when this returns, and what pages still tell when they have told it. */
  leave(): void {
    this.#isLeaving = true
    if (this.#pending !== null) this.#tryToWrite()
  }

  #writeAfter(milliseconds: number): void {
    this.#pending?.dispose()
    this.#pending = this.#clock.after(milliseconds, () => this.#tryToWrite())
  }

  #tryToWrite(): void {
    try {
      this.#write()
    } catch {
      this.#writeAfter(draftRetryMs) // a full disk, say: it is all here meanwhile
    }
  }

  #write(): void {
    this.#pending?.dispose()
    this.#pending = null
    this.#file.write([...this.#texts].map(([key, text]) => ({ key, text })))
  }
}
