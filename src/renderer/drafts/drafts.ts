import type { DraftKey } from '../../shared/domain/draft.ts'
import { Emitter, type Event } from '../../shared/kernel/emitter.ts'
import type { Connection } from '../connection/connection.ts'

/** What is typed and not sent goes to main with each key: a page may end at any moment, and main keeps what it heard. */
export class Drafts {
  readonly #connection: Pick<Connection, 'call'>
  /** Told to main, and not answered yet; or not told, while there is no line. */
  readonly #untold = new Map<DraftKey, { readonly text: string }>()

  readonly #changed = new Emitter<{ readonly key: DraftKey; readonly text: string }>()
  /** Somebody typed: another box with the same key shows it, too. */
  readonly onChanged: Event<{ readonly key: DraftKey; readonly text: string }> = this.#changed.event

  constructor(connection: Pick<Connection, 'call'>) {
    this.#connection = connection
  }

  /** What a box begins with. Without a line to main it begins empty. */
  async read(key: DraftKey): Promise<string> {
    const untold = this.#untold.get(key)
    if (untold) return untold.text
    const { text } = await this.#connection.call('readDraft', { key }).catch(() => ({ text: '' }))
    return this.#untold.get(key)?.text ?? text
  }

  save(key: DraftKey, text: string): void {
    this.#untold.set(key, { text })
    this.#changed.fire({ key, text })
    this.#send(key)
  }

  /** It was sent, or thrown away. */
  clear(key: DraftKey): void {
    this.save(key, '')
  }

  /** The line is back: what could not be told is told now. */
  flush(): void {
    for (const key of this.#untold.keys()) this.#send(key)
  }

  #send(key: DraftKey): void {
    const untold = this.#untold.get(key)
    if (!untold) return
    this.#connection.call('saveDraft', { key, text: untold.text }).then(
      () => this.#untold.get(key) === untold && this.#untold.delete(key),
      () => {}, // kept here, and told with the next key or when the line is back
    )
  }
}
