import { randomUUID } from 'node:crypto'
import type { RunItem } from '../src/shared/contract/api/run.ts'
import type { Lease } from '../src/shared/contract/api/worker.ts'
import { WorkerId, type RunId } from '../src/shared/domain/ids.ts'
import type { HarnessSignal } from '../src/shared/domain/signal.ts'
import { leaseRenewMs } from '../src/shared/limits.ts'
import type { TestMachine } from './app.ts'

type SignalKind = HarnessSignal['kind']

/**
 * A worker of the embedded service that a test plays: it takes the runs that are meant for it, tells of them what it is
 * told to, and keeps their leases until it is disposed.
 */
export class ScriptedWorker {
  /** What runs ask for in `worker_host`. */
  readonly host: string
  readonly #machine: TestMachine
  readonly #leases = new Map<RunId, Lease>()
  readonly #parts = new Map<RunId, number>()
  readonly #renewing: NodeJS.Timeout

  constructor(machine: TestMachine, host: string) {
    this.#machine = machine
    this.host = host
    // The service may be held for a moment by the story: the next renewal is in time.
    this.#renewing = setInterval(() => void this.#renew().catch(() => {}), leaseRenewMs)
  }

  /** Takes this run: from now on it is being set up. */
  async claim(run: Pick<RunItem, 'run_id'>, harness: string): Promise<void> {
    const { lease } = await this.#machine.ask('claimLease', {
      body: {
        ...{ worker_id: WorkerId.parse(this.host), run_id: run.run_id },
        harnesses: [harness],
        labels: [this.host],
      },
    })
    if (!lease) throw new Error(`nobody offers the run ${run.run_id}`)
    this.#leases.set(run.run_id, lease)
  }

  async report(runId: RunId, event: 'started' | 'succeeded' | 'failed', message?: string): Promise<void> {
    const lease = this.#leaseOf(runId)
    await this.#machine.ask('reportExecution', {
      params: { execution_id: lease.execution_id },
      body: {
        ...{ worker_id: WorkerId.parse(this.host), fence: lease.fence, event },
        ...(event === 'started' ? { session_id: randomUUID() as never } : {}), // minted as a harness does
        ...(message === undefined ? {} : { status_message: { message } }),
      },
    })
    if (event !== 'started') this.#leases.delete(runId)
  }

  /** What the agent's harness tells of itself. */
  async signal(runId: RunId, signal: { readonly kind: SignalKind } & Record<string, unknown>): Promise<void> {
    const lease = this.#leaseOf(runId)
    await this.#machine.ask('reportSignal', {
      params: { run_id: runId },
      body: { signal: { session_id: 'scripted', ...signal } as never, execution_id: lease.execution_id },
    })
  }

  /** What its terminal shows. */
  async print(runId: RunId, text: string): Promise<void> {
    const lease = this.#leaseOf(runId)
    const part = this.#parts.get(runId) ?? 0
    this.#parts.set(runId, part + 1)
    await this.#machine.ask('appendOutput', {
      params: { execution_id: lease.execution_id },
      body: { worker_id: WorkerId.parse(this.host), fence: lease.fence, part, text },
    })
  }

  /** The answer to the question with which the run is blocked, as the worker learns it. */
  async answerTo(runId: RunId): Promise<string | null> {
    return (await this.#renewOne(this.#leaseOf(runId))).answer?.answer ?? null
  }

  dispose(): void {
    clearInterval(this.#renewing)
  }

  async #renew(): Promise<void> {
    for (const lease of this.#leases.values()) await this.#renewOne(lease)
  }

  #renewOne(lease: Lease) {
    return this.#machine.ask('renewLease', {
      params: { execution_id: lease.execution_id },
      body: { worker_id: WorkerId.parse(this.host), fence: lease.fence },
    })
  }

  #leaseOf(runId: RunId): Lease {
    const lease = this.#leases.get(runId)
    if (!lease) throw new Error(`this worker does not have the run ${runId}`)
    return lease
  }
}
