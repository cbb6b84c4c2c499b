import type { AppView } from '../../shared/contract/app.ts'
import { attentionCauses, nextAttention, type AttentionCause } from '../../shared/domain/attention.ts'
import type { ConversationId } from '../../shared/domain/ids.ts'
import { panesOf } from '../../shared/domain/layout.ts'
import { isQuiet } from '../../shared/domain/window-settings.ts'
import type { Disposable } from '../../shared/kernel/disposables.ts'

export type AttentionDeskOptions = {
  /** Shows one notification; disposing takes it away. */
  readonly show: (cause: AttentionCause, how: { readonly isSilent: boolean }) => Disposable
  readonly isWindowLookedAt: () => boolean
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

  /** Looks at the whole of what is shown in the window, or would be. */
  take(view: AppView): void {
    const causes = attentionCauses(view.agents, view.settings.notify)
    const step = nextAttention(this.#hasBegun ? this.#known : null, causes, {
      isOnScreen: (id) => this.#options.isWindowLookedAt() && isPaneShown(view, id),
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

function isPaneShown(view: AppView, id: ConversationId): boolean {
  const agent = view.agents.find((one) => one.conversationId === id)
  const tab = view.layout.tabs.find((one) => one.tabId === view.layout.activeTab)
  return agent !== undefined && tab !== undefined && panesOf(tab.root).includes(agent.paneId)
}
