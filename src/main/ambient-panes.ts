import { nextAmbientState, type AmbientEvent, type AmbientState } from '../shared/domain/ambient.ts'
import type { ConversationId } from '../shared/domain/ids.ts'
import { Emitter } from '../shared/kernel/emitter.ts'

/** The states of the ambient panes. Nothing of them is stored: a pane on a run that exists begins in `AgentRunning`. */
export class AmbientPanes {
  readonly #states = new Map<ConversationId, AmbientState>()
  readonly #changed = new Emitter<ConversationId>()
  readonly onChanged = this.#changed.event

  state(id: ConversationId): AmbientState {
    return this.#states.get(id) ?? 'Setup'
  }

  apply(id: ConversationId, event: AmbientEvent): void {
    const before = this.state(id)
    const after = nextAmbientState(before, event)
    this.#states.set(id, after)
    if (after !== before) this.#changed.fire(id)
  }

  /** A run's state, as the service told it, moves its pane. */
  noteRunState(id: ConversationId, state: string): void {
    if (state === 'INPROGRESS' || state === 'SUCCEEDED' || state === 'BLOCKED')
      this.apply(id, { kind: 'execution-started' })
    if (state === 'FAILED' || state === 'ERROR' || state === 'UNKNOWN') this.apply(id, { kind: 'run-failed' })
    if (state === 'CANCELLED') this.apply(id, { kind: 'run-cancelled' })
  }
}
