import type { TerminalId } from '../../shared/domain/ids.ts'
import { isInterrupt } from '../../shared/domain/kitty-keyboard.ts'
import type { Clock } from '../../shared/kernel/clock.ts'
import { Emitter } from '../../shared/kernel/emitter.ts'

/** What a person does at the panes: when they typed last, and that they broke something off. Contents are not kept. */
export class PersonInput {
  readonly #clock: Clock
  readonly #lastAt = new Map<TerminalId, number>()
  readonly #interrupted = new Emitter<TerminalId>()
  /** Ctrl-C, or Escape by itself. */
  readonly onInterrupted = this.#interrupted.event

  constructor(clock: Clock) {
    this.#clock = clock
  }

  note(terminalId: TerminalId, data: string): void {
    this.#lastAt.set(terminalId, this.#clock.now())
    if (isInterrupt(data)) this.#interrupted.fire(terminalId)
  }

  /** Null when nobody typed there since the app began. */
  lastAt(terminalId: TerminalId): number | null {
    return this.#lastAt.get(terminalId) ?? null
  }
}
