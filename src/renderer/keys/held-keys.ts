import type { PaneId } from '../../shared/domain/ids.ts'
import type { Clock } from '../../shared/kernel/clock.ts'
import { heldKeysMax, heldKeysMs } from '../limits.ts'

/** A key that nobody had the focus for, as it can be pressed again. */
export type HeldKey = KeyboardEventInit & { readonly key: string; readonly keyCode: number }

/**
 * Keys that were pressed while nothing had the keyboard: between a change of tabs and the moment when the pane in front has
 * its terminal. They are its keys; another pane never gets them, and nobody gets old ones.
 */
export class HeldKeys {
  readonly #clock: Clock
  #paneId: PaneId | null = null
  #keys: HeldKey[] = []
  #since = 0

  constructor(clock: Clock) {
    this.#clock = clock
  }

  /** `paneId` is in front. */
  hold(paneId: PaneId, key: HeldKey): void {
    if (paneId !== this.#paneId || this.#isOld) this.clear()
    if (this.#keys.length === 0) this.#since = this.#clock.now()
    this.#paneId = paneId
    if (this.#keys.length < heldKeysMax) this.#keys.push(key)
  }

  /** The keys of a pane that has the keyboard now; they are its own only once. */
  take(paneId: PaneId): readonly HeldKey[] {
    const keys = paneId === this.#paneId && !this.#isOld ? this.#keys : []
    this.clear()
    return keys
  }

  /** Somebody else has the keyboard. */
  clear(): void {
    this.#paneId = null
    this.#keys = []
  }

  get #isOld(): boolean {
    return this.#clock.now() - this.#since > heldKeysMs
  }
}

/** What is needed to press a key again. */
export const heldKey = (event: KeyboardEvent): HeldKey => ({
  ...{ key: event.key, code: event.code, location: event.location, repeat: event.repeat },
  ...{ ctrlKey: event.ctrlKey, altKey: event.altKey, shiftKey: event.shiftKey, metaKey: event.metaKey },
  keyCode: event.keyCode, // terminals read it, and there is no other way to set it
})
