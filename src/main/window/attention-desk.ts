import { attentionCauses, nextAttention, type AttentionCause } from '../../shared/domain/attention.ts'
import type { PaneId } from '../../shared/domain/ids.ts'
import { isQuiet } from '../../shared/domain/window-settings.ts'
import type { Disposable } from '../../shared/kernel/disposables.ts'
import type { SharedView } from '../view/app-view.ts'

export type AttentionDeskOptions = {
  /** Shows one notification; disposing takes it away. */
  readonly show: (cause: AttentionCause, how: { readonly isSilent: boolean }) => Disposable
  /** Whether a person has this pane before them. */
  readonly isLookedAt: (paneId: PaneId) => boolean
  readonly minuteOfDay: () => number
}

/** Holds the notifications that stand: it decides from each view what is new and what is over. */
export class AttentionDesk implements Disposable {
  readonly #options: AttentionDeskOptions
  readonly #shown = new Map<string, Disposable>()
  #known: ReadonlySet<string> | null = null
  #hasBegun = false

  constructor(options: AttentionDeskOptions) {
    this.#options = options
  }

  /** From now on what is new is told. Until then the app comes up, and restoring tells nothing. */
  begin(): void {
    this.#hasBegun = true
  }

  /** Looks at the whole of what is shown in the windows, or would be. */
  take(view: SharedView): void {
    const causes = attentionCauses(view.agents, view.settings.notify)
    const step = nextAttention(this.#hasBegun ? this.#known : null, causes, {
      isOnScreen: (id) => {
        const agent = view.agents.find((one) => one.conversationId === id)
        return agent !== undefined && this.#options.isLookedAt(agent.paneId)
      },
      isQuiet: isQuiet(view.settings.quietHours, this.#options.minuteOfDay()),
    })
    this.#known = step.known
    for (const key of step.close) this.#close(key)
    const isSilent = !view.settings.notifySound
    for (const cause of step.show) this.#shown.set(cause.key, this.#options.show(cause, { isSilent }))
  }

  dispose(): void {
    for (const key of this.#shown.keys()) this.#close(key)
  }

  #close(key: string): void {
    this.#shown.get(key)?.dispose()
    this.#shown.delete(key)
  }
}
