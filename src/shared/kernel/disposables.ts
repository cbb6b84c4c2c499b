/** Something that was created and must be ended; ending it twice is harmless. */
export type Disposable = { readonly dispose: () => void }

/** Collects what its owner created, and ends it in reverse order. */
export class Disposables implements Disposable {
  #items: Disposable[] = []
  #isDisposed = false

  /** Registers `item`; when the owner is already gone it ends at once. */
  add<Item extends Disposable>(item: Item): Item {
    if (this.#isDisposed) item.dispose()
    else this.#items.push(item)
    return item
  }

  dispose(): void {
    this.#isDisposed = true
    const items = this.#items.reverse()
    this.#items = []
    for (const item of items) item.dispose()
  }
}

/** Nothing to end. */
export const noDisposable: Disposable = { dispose: () => {} }
