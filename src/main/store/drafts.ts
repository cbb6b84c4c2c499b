import { z } from 'zod'
import { DraftKey, DraftText, isDraftFor } from '../../shared/domain/draft.ts'
import type { ConversationId } from '../../shared/domain/ids.ts'
import type { Versioned } from '../../shared/kernel/versioned.ts'
import { draftsMax } from '../../shared/limits.ts'
import type { StoredFile } from './stored-file.ts'

const StoredDraft = z.object({ key: DraftKey, text: DraftText })

/** The oldest first. Records are parsed one by one: a broken one costs no other. */
export const draftsShape: Versioned<unknown[]> = { version: 1, schema: z.array(z.unknown()), migrations: {} }

/** What a person has typed and not sent: the one writer of its file. */
export class Drafts {
  readonly #file: StoredFile<unknown[]>
  readonly #texts = new Map<DraftKey, string>()

  constructor(file: StoredFile<unknown[]>) {
    this.#file = file
    for (const record of file.initial) {
      const parsed = StoredDraft.safeParse(record)
      if (parsed.success) this.#texts.set(parsed.data.key, parsed.data.text)
    }
  }

  read(key: DraftKey): string {
    return this.#texts.get(key) ?? ''
  }

  /** On disk when it returns. An empty text takes the draft away; of too many the oldest goes. */
  save(key: DraftKey, text: string): void {
    if (this.read(key) === text) return
    this.#texts.delete(key) // what was written last stands last
    if (text !== '') this.#texts.set(key, text)
    const [oldest] = this.#texts.keys()
    if (oldest !== undefined && this.#texts.size > draftsMax) this.#texts.delete(oldest)
    this.#write()
  }

  /** The agent is gone: nobody can send these any more. */
  forget(whom: ConversationId): void {
    const gone = [...this.#texts.keys()].filter((key) => isDraftFor(key, whom))
    for (const key of gone) this.#texts.delete(key)
    if (gone.length > 0) this.#write()
  }

  #write(): void {
    this.#file.write([...this.#texts].map(([key, text]) => ({ key, text })))
  }
}
