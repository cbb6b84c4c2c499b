/** Who may type on a terminal that several watch: one at a time, the others are told. */
export class InputLease<Holder extends object> {
  readonly #onChanged: (holder: Holder | null) => void
  #holder: Holder | null = null

  constructor(onChanged: (holder: Holder | null) => void) {
    this.#onChanged = onChanged
  }

  get holder(): Holder | null {
    return this.#holder
  }

  /** Whether `who` may type now. A lease that nobody holds goes to the first who types. */
  mayType(who: Holder): boolean {
    if (this.#holder === null) this.take(who)
    return this.#holder === who
  }

  /** Hands the lease over at once: a person asked for it, and whoever held it may be stopped or gone. */
  take(who: Holder): void {
    if (this.#holder === who) return
    this.#holder = who
    this.#onChanged(who)
  }

  /** `who` went away. */
  release(who: Holder): void {
    if (this.#holder !== who) return
    this.#holder = null
    this.#onChanged(null)
  }
}
