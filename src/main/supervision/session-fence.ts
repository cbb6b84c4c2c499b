import type { HarnessSessionId } from '../../shared/domain/ids.ts'
import type { Disposable } from '../../shared/kernel/disposables.ts'

/**
 * One writer per harness session: whoever starts or resumes a session holds its fence from before the first step until
 * its process is known to live. (A living process is a fence of its own: the pty host spawns no second one on a
 * terminal, and a conversation has exactly one terminal.)
 */
export class SessionFence {
  readonly #held = new Set<HarnessSessionId>()

  /** Null when somebody else holds it. */
  take(session: HarnessSessionId): Disposable | null {
    if (this.#held.has(session)) return null
    this.#held.add(session)
    return { dispose: () => void this.#held.delete(session) }
  }

  isHeld(session: HarnessSessionId): boolean {
    return this.#held.has(session)
  }
}
