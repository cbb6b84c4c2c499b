import type { WorkerId } from '../../shared/domain/ids.ts'
import { workerSeenMs } from '../../shared/limits.ts'

/** What is known of a worker that shows itself. */
export type SeenWorker = {
  readonly workerId: WorkerId
  readonly harnesses: readonly string[]
  readonly labels: readonly string[]
  /** Since when it has been seen without a pause. */
  readonly since: number
  readonly at: number
}

/** Who has polled or renewed lately. Kept in memory: after a restart the workers show themselves again. */
export class Workers {
  readonly #seen = new Map<WorkerId, SeenWorker>()

  sawClaim(
    workerId: WorkerId,
    offer: { readonly harnesses: readonly string[]; readonly labels: readonly string[] },
    now: number,
  ): void {
    const { harnesses, labels } = offer
    this.#seen.set(workerId, {
      workerId,
      harnesses,
      labels,
      since: this.#known(workerId, now)?.since ?? now,
      at: now,
    })
  }

  sawRenewal(workerId: WorkerId, now: number): void {
    const known = this.#known(workerId, now) ?? { workerId, harnesses: [], labels: [], since: now }
    this.#seen.set(workerId, { ...known, at: now })
  }

  /** Who is connected, the longest first. */
  all(now: number): readonly SeenWorker[] {
    for (const workerId of this.#seen.keys()) this.#known(workerId, now)
    return [...this.#seen.values()].sort((one, other) => one.since - other.since)
  }

  /** Those that were seen lately. */
  ids(now: number): readonly WorkerId[] {
    return this.all(now).map(({ workerId }) => workerId)
  }

  /** How many are connected, and which harnesses they run. */
  connected(now: number): { readonly count: number; readonly harnesses: readonly string[] } {
    const all = this.all(now)
    return { count: all.length, harnesses: [...new Set(all.flatMap((worker) => worker.harnesses))].sort() }
  }

  #known(workerId: WorkerId, now: number): SeenWorker | undefined {
    const known = this.#seen.get(workerId)
    if (known === undefined || now - known.at <= workerSeenMs) return known
    this.#seen.delete(workerId)
    return undefined
  }
}
