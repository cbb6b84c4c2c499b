import type { PaneId } from '../../shared/domain/ids.ts'
import type { Clock } from '../../shared/kernel/clock.ts'
import { heldKeysMax, heldKeysMs } from '../limits.ts'

/** A key that nobody had the focus for, as it can be pressed again. */
export type HeldKey = KeyboardEventInit & { readonly key: string; readonly keyCode: number }

/**
 * Keys that were pressed while nothing had the keyboard: between a change of tabs and the moment when the pane in front has
 * its terminal, or until a new one is there. They are its keys; another pane never gets them, and nobody gets old ones.
 */
export class HeldKeys {
  readonly #clock: Clock
  /** Null: of the one that is not there yet. */
  #paneId: PaneId | null = null
  #keys: HeldKey[] = []
  #since = 0
  /** Somebody leaves this pane, or a window without one, for a pane that is not there yet. */
  #left: { readonly paneId: PaneId | null; readonly at: number } | null = null

  constructor(clock: Clock) {
    this.#clock = clock
  }

  /** A new pane was asked for: what is pressed until it is there is for it, and no more for `paneId`. */
  leave(paneId: PaneId | null): void {
    this.clear()
    this.#left = { paneId, at: this.#clock.now() }
  }

  isLeft(paneId: PaneId | null): boolean {
    const left = this.#left
    return left !== null && left.paneId === paneId && this.#clock.now() - left.at <= heldKeysMs
  }

  /** `inFront` is in front, if any. */
  hold(inFront: PaneId | null, key: HeldKey): void {
    const isLeft = this.isLeft(inFront)
    if (inFront === null && !isLeft) return this.clear()
    const paneId = isLeft ? null : inFront
    const isSame = this.#keys.length === 0 || paneId === this.#paneId || this.#paneId === null
    if (!isSame || this.#isOld) this.clear()
    if (this.#keys.length === 0) this.#since = this.#clock.now()
    this.#paneId = paneId
    if (this.#keys.length < heldKeysMax) this.#keys.push(key)
  }

  /** The keys of a pane that has the keyboard now; they are its own only once. */
  take(paneId: PaneId): readonly HeldKey[] {
    const isIts = this.#paneId === null ? !this.isLeft(paneId) : paneId === this.#paneId
    const keys = isIts && !this.#isOld ? this.#keys : []
    this.clear()
    return keys
  }

  /** Somebody else has the keyboard. */
  clear(): void {
    this.#left = null
    this.#paneId = null
    this.#keys = []
  }

  get #isOld(): boolean {
    return this.#keys.length > 0 && this.#clock.now() - this.#since > heldKeysMs
  }
}

/** What is needed to press a key again. */
export const heldKey = (event: KeyboardEvent): HeldKey => ({
  ...{ key: event.key, code: event.code, location: event.location, repeat: event.repeat },
  ...{ ctrlKey: event.ctrlKey, altKey: event.altKey, shiftKey: event.shiftKey, metaKey: event.metaKey },
  keyCode: event.keyCode, // terminals read it, and there is no other way to set it
})
