import type { AppView, ViewChange } from '../../shared/contract/app.ts'
import { changeOf } from '../../shared/contract/view-change.ts'

/** What one page was told: the whole when it asks, then only what changed since. */
export class ViewLine {
  #told: AppView | null = null

  whole(view: AppView): AppView {
    this.#told = view
    return view
  }

  /** Null when there is nothing to tell, or the page has not asked yet. */
  next(view: AppView): ViewChange | null {
    const change = this.#told && changeOf(this.#told, view)
    if (change) this.#told = view
    return change
  }
}
