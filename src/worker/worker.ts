import type { Lease } from '../shared/contract/api/worker.ts'
import type { RunId } from '../shared/domain/ids.ts'
import { delay } from '../shared/kernel/clock.ts'
import { claimWaitMs, streamBackoffMs } from '../shared/limits.ts'
import { handBackWithinMs, stopWithinMs } from '../shared/worker-limits.ts'
import { execute, type ExecutionWorld } from './execution.ts'
import { handBack } from './report.ts'

export type WorkerOptions = {
  /** Harnesses it executes itself, and places it serves. */
  readonly routes: readonly string[]
  readonly labels: readonly string[]
  readonly executionsMax: number
  /** How long what runs may go on when it drains. */
  readonly drainWithinMs: number
  readonly isOnce: boolean
  /** With `isOnce`: how long it waits for follow-ups of its one run. */
  readonly stayMs: number
}

/** Claims executions while it has room, and runs them side by side. */
export class Worker {
  readonly #world: ExecutionWorld
  readonly #options: WorkerOptions
  readonly #running = new Set<Promise<void>>()
  readonly #abort = new AbortController()
  #isDraining = false
  #hasLeft = false
  #endDrain = (): void => {}
  #leave = (): void => {}
  readonly #left = new Promise<void>((resolve) => (this.#leave = resolve))
  readonly #drained = new Promise<null>((resolve) => (this.#endDrain = () => resolve(null)))

  constructor(world: ExecutionWorld, options: WorkerOptions) {
    this.#world = world
    this.#options = options
  }

  /** How many executions run. */
  get running(): number {
    return this.#running.size
  }

  /** Runs until drained, or with `isOnce` until one execution has ended. */
  async run(): Promise<void> {
    for (let failures = 0; !this.#isDraining;) {
      if (this.#running.size >= this.#options.executionsMax) {
        await Promise.race([...this.#running, this.#drained])
        continue
      }
      const claim = this.#claim()
      const claimed = await Promise.race([claim, this.#drained])
      if (claimed === null) {
        await this.#handBack(claim)
        break
      }
      if (claimed === 'failed') {
        const wait = streamBackoffMs[Math.min(failures++, streamBackoffMs.length - 1)] ?? 0
        await Promise.race([delay(this.#world.clock, wait), this.#drained])
        continue
      }
      failures = 0
      if (claimed === 'nothing') continue
      this.#start(claimed)
      if (this.#options.isOnce) {
        await this.#stayWith(claimed.run.run_id)
        break
      }
    }
    while (this.#running.size > 0 && !this.#hasLeft) await Promise.race([...this.#running, this.#left])
  }

  /** Claims nothing more; what runs goes on to its end, within the bound. */
  drain(): void {
    if (this.#isDraining) return
    this.#isDraining = true
    this.#endDrain()
    const { clock, log } = this.#world
    clock.after(this.#options.drainWithinMs, () => {
      log(`${this.running} executions did not end in time: they are ended and handed back`)
      this.stop()
    })
  }

  /** Ends what runs at once, too, and hands it back: others do it again. Without the service it leaves all the same. */
  stop(): void {
    this.drain()
    if (this.#abort.signal.aborted) return
    this.#world.place.service.hangUp() // what is handed back now must not come back to this very worker
    this.#abort.abort()
    this.#world.clock.after(stopWithinMs, () => {
      this.#hasLeft = true
      this.#leave()
    })
  }

  /** Waits for follow-ups of this run, each time for as long as it was told to. */
  async #stayWith(runId: RunId): Promise<void> {
    const { clock } = this.#world
    for (let until = 0; !this.#isDraining;) {
      if (this.#running.size > 0) {
        await Promise.race([...this.#running, this.#drained])
        until = clock.now() + this.#options.stayMs
        continue
      }
      const left = until - clock.now()
      if (left <= 0) return
      const claim = this.#claim({ run_id: runId, wait_ms: Math.min(claimWaitMs, left) })
      const claimed = await Promise.race([claim, this.#drained])
      if (claimed === null) return this.#handBack(claim)
      if (claimed === 'failed') await Promise.race([delay(clock, streamBackoffMs[0]), this.#drained])
      else if (claimed !== 'nothing') this.#start(claimed)
    }
  }

  /** What is handed out while draining goes back at once: nobody else would do it before the lease has run out. */
  async #handBack(claim: Promise<Lease | 'nothing' | 'failed'>): Promise<void> {
    const late = await Promise.race([claim, delay(this.#world.clock, handBackWithinMs)])
    this.#world.place.service.hangUp()
    if (typeof late !== 'object') return
    this.#world.log(`${late.execution_id}: handed back, draining`)
    await handBack(late, this.#world, 'draining')
  }

  #start(lease: Lease): void {
    this.#world.log(`${lease.execution_id}: run ${lease.run.run_id}, execution ${lease.number}`)
    this.#world.measures.claimed()
    const running = execute(lease, this.#world, this.#abort.signal)
      .then(() => this.#world.log(`${lease.execution_id}: over`))
      .finally(() => this.#running.delete(running))
    this.#running.add(running)
  }

  async #claim(which: { run_id?: RunId; wait_ms?: number } = {}): Promise<Lease | 'nothing' | 'failed'> {
    const { workerId, place, log, measures } = this.#world
    const claimed = await place.service.claiming.call('claimLease', {
      body: {
        worker_id: workerId,
        harnesses: [...this.#options.routes],
        labels: [...this.#options.labels],
        wait_ms: claimWaitMs,
        ...which,
      },
    })
    if (claimed.ok) return claimed.value.lease ?? 'nothing'
    if (this.#abort.signal.aborted) return 'nothing'
    log(`claim: ${claimed.error.message}`)
    measures.claimFailed()
    return 'failed'
  }
}
