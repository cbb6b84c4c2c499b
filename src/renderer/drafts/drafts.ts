import type { DraftKey } from '../../shared/domain/draft.ts'
import type { Clock } from '../../shared/kernel/clock.ts'
import type { Disposable } from '../../shared/kernel/disposables.ts'
import { Emitter, type Event } from '../../shared/kernel/emitter.ts'
import type { Connection } from '../connection/connection.ts'
import { draftSettleMs } from '../limits.ts'

type Options = { readonly connection: Pick<Connection, 'call'>; readonly clock: Clock }

/** What is typed and not sent goes to main a moment after the last key, and at once when the page leaves. */
export class Drafts {
  readonly #options: Options
  readonly #unsaved = new Map<DraftKey, { readonly text: string; readonly timer: Disposable }>()

  readonly #changed = new Emitter<{ readonly key: DraftKey; readonly text: string }>()
  /** Somebody typed: another box with the same key shows it, too. */
  readonly onChanged: Event<{ readonly key: DraftKey; readonly text: string }> = this.#changed.event

  constructor(options: Options) {
    this.#options = options
  }

  /** What a box begins with. Without a line to main it begins empty. */
  async read(key: DraftKey): Promise<string> {
    const unsaved = this.#unsaved.get(key)
    if (unsaved) return unsaved.text
    const { text } = await this.#options.connection.call('readDraft', { key }).catch(() => ({ text: '' }))
    return this.#unsaved.get(key)?.text ?? text
  }

  save(key: DraftKey, text: string): void {
    this.#unsaved.get(key)?.timer.dispose()
    const timer = this.#options.clock.after(draftSettleMs, () => this.#send(key))
    this.#unsaved.set(key, { text, timer })
    this.#changed.fire({ key, text })
  }

  /** It was sent, or thrown away. */
  clear(key: DraftKey): void {
    this.save(key, '')
    this.#send(key)
  }

  /** Everything is told to main now. */
  flush(): void {
    for (const key of this.#unsaved.keys()) this.#send(key)
  }

  #send(key: DraftKey): void {
    const unsaved = this.#unsaved.get(key)
    if (!unsaved) return
    unsaved.timer.dispose()
    this.#options.connection.call('saveDraft', { key, text: unsaved.text }).then(
      () => this.#unsaved.get(key) === unsaved && this.#unsaved.delete(key),
      () => {}, // kept here, and told with the next key or when the page leaves
    )
  }
}
