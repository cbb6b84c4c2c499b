import type { WorkerId } from '../../shared/domain/ids.ts'
import { workerSeenMs } from '../../shared/limits.ts'

type Seen = { readonly harnesses: readonly string[]; readonly at: number }

/** Who has polled or renewed lately. Kept in memory: after a restart the workers show themselves again. */
export class Workers {
  readonly #seen = new Map<WorkerId, Seen>()

  sawClaim(workerId: WorkerId, harnesses: readonly string[], now: number): void {
    this.#seen.set(workerId, { harnesses, at: now })
  }

  sawRenewal(workerId: WorkerId, now: number): void {
    const known = this.#seen.get(workerId)
    this.#seen.set(workerId, { harnesses: known?.harnesses ?? [], at: now })
  }

  /** How many are connected, and which harnesses they run. */
  connected(now: number): { readonly count: number; readonly harnesses: readonly string[] } {
    for (const [workerId, { at }] of this.#seen) if (now - at > workerSeenMs) this.#seen.delete(workerId)
    const harnesses = new Set([...this.#seen.values()].flatMap((worker) => worker.harnesses))
    return { count: this.#seen.size, harnesses: [...harnesses].sort() }
  }
}
