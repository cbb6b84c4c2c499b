import type { AppView } from '../shared/contract/app.ts'
import { Emitter } from '../shared/kernel/emitter.ts'

type Notice = AppView['notices'][number]

/** Problems a person should know of, until they are dismissed or over. One per id. */
export class Notices {
  #all: readonly Notice[] = []
  readonly #changed = new Emitter<void>()
  readonly onChanged = this.#changed.event

  get all(): readonly Notice[] {
    return this.#all
  }

  show(notice: Notice): void {
    this.#all = [...this.#all.filter((other) => other.id !== notice.id), notice]
    this.#changed.fire()
  }

  dismiss(id: string): void {
    this.#all = this.#all.filter((notice) => notice.id !== id)
    this.#changed.fire()
  }
}
