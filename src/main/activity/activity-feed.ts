import type { ActivityEntry } from '../../shared/domain/activity.ts'
import type { Disposable } from '../../shared/kernel/disposables.ts'
import { Emitter } from '../../shared/kernel/emitter.ts'
import { activityPushMs, activityTailEntries } from '../../shared/window-limits.ts'
import type { App } from '../app.ts'

/** Tells pages what happened, one push for the entries of a moment. */
export class ActivityFeed implements Disposable {
  readonly #told = new Emitter<readonly ActivityEntry[]>()
  readonly onTold = this.#told.event
  readonly #listening: Disposable
  #gathered: ActivityEntry[] = []
  #pending: Disposable | null = null

  constructor({ activity, clock }: Pick<App, 'activity' | 'clock'>) {
    this.#listening = activity.onAdded((entry) => {
      this.#gathered.push(entry)
      this.#pending ??= clock.after(activityPushMs, () => {
        this.#pending = null
        this.#told.fire(this.#gathered.splice(0).slice(-activityTailEntries))
      })
    })
  }

  dispose(): void {
    this.#pending?.dispose()
    this.#listening.dispose()
  }
}
