import type { ServerResponse } from 'node:http'
import type { RunId } from '../../shared/domain/ids.ts'
import { Disposables, type Disposable } from '../../shared/kernel/disposables.ts'
import { mcpRequestsPerRunMax } from '../../shared/limits.ts'
import { Refusal } from '../refusal.ts'
import type { Store } from '../store/store.ts'

/** Why a request of a harness ends before its time: it took it back, it hung up, its run was killed, or we stop. */
export type EndReason = 'cancelled' | 'gone' | 'killed' | 'stopping'
export type RequestId = string | number

/** One request of a harness, from its arrival until its answer was written. */
export type OpenCall = {
  /** Aborted with an `EndReason`. */
  readonly signal: AbortSignal
  /** Resolves when the answer has been handed to the socket whole; false when it was cut off. */
  readonly written: Promise<boolean>
  /** Keeps the service from closing its store under what is still to be done. */
  readonly doing: <Value>(work: Promise<Value>) => Promise<Value>
}
type Entry = {
  readonly runId: RunId
  readonly id: RequestId | null
  readonly controller: AbortController
  readonly written: Promise<boolean>
}

/** All requests to the family's tools that are under way. Nothing of them outlives the process: a harness asks again. */
export class OpenCalls implements Disposable {
  readonly #open = new Set<Entry>()
  readonly #works = new Set<Promise<unknown>>()
  readonly #owned = new Disposables()

  constructor(store: Pick<Store, 'onCommitted'>) {
    this.#owned.add(
      store.onCommitted(({ events }) => {
        for (const event of events)
          if (event.type === 'run_killed') this.#end('killed', ({ runId }) => runId === event.runId)
      }),
    )
  }

  /** Refuses with 429 when the run has too many already. */
  open(runId: RunId, id: RequestId | null, response: ServerResponse): OpenCall {
    let count = 0
    for (const one of this.#open) if (one.runId === runId) count += 1
    if (count >= mcpRequestsPerRunMax)
      throw new Refusal('resource_unavailable', `${mcpRequestsPerRunMax} requests of this run are open`)
    const controller = new AbortController()
    const written = new Promise<boolean>((resolve) => {
      response.once('finish', () => resolve(true))
      response.once('close', () => {
        this.#open.delete(entry)
        controller.abort('gone' satisfies EndReason) // of what is over nobody hears it
        resolve(response.writableFinished)
      })
    })
    const entry: Entry = { runId, id, controller, written }
    this.#open.add(entry)
    return { signal: controller.signal, written, doing: (work) => this.#doing(work) }
  }

  /** The harness waits no more for the answer to its request: each of its requests comes on a connection of its own. */
  cancel(runId: RunId, id: RequestId): void {
    this.#end('cancelled', (one) => one.runId === runId && one.id === id)
  }

  /** Ends all that is open; resolves when each has said so and is over. */
  async stop(): Promise<void> {
    this.#owned.dispose()
    const open = [...this.#open].map(({ written }) => written)
    this.#end('stopping', () => true)
    await Promise.allSettled([...this.#works, ...open])
  }

  dispose(): void {
    this.#owned.dispose()
  }

  #end(reason: EndReason, which: (entry: Entry) => boolean): void {
    for (const entry of this.#open) if (which(entry)) entry.controller.abort(reason)
  }

  #doing<Value>(work: Promise<Value>): Promise<Value> {
    this.#works.add(work)
    const over = (): void => void this.#works.delete(work)
    work.then(over, over)
    return work
  }
}
