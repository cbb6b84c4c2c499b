import type { CallInput } from '../../shared/contract/api/client.ts'
import { routes, type RouteName } from '../../shared/contract/api/routes.ts'
import type { RunId, Sequence } from '../../shared/domain/ids.ts'
import type { Clock } from '../../shared/kernel/clock.ts'
import { eventHandlers } from '../../service/events/event-handlers.ts'
import { logEvent } from '../../service/events/event-item.ts'
import type { Handler } from '../../service/handler.ts'
import { messageHandlers } from '../../service/messages/message-handlers.ts'
import { runHandlers } from '../../service/runs/run-handlers.ts'
import { openSqliteStore } from '../../service/store/sqlite/sqlite-store.ts'

/** Answers that a client reads otherwise than they are written. Parsing all of them would cost most of the time. */
const wireDiffers: ReadonlySet<RouteName> = new Set(['listMessages'])

/**
 * The real service's rules over its real store in memory, without HTTP: a request is one call, done when it returns. One
 * database serves all histories; each has runs of its own.
 */
export class SimulatedService {
  #clock: Clock
  readonly #store
  readonly #answers = new Map<string, unknown>()
  readonly #handlers = {
    ...runHandlers((request) => request),
    ...messageHandlers(new Set()),
    ...eventHandlers,
  } as Record<string, unknown>
  onEvents: () => void = () => {}

  constructor(clock: Clock) {
    this.#clock = clock
    const now = { now: () => this.#clock.now(), after: clock.after }
    this.#store = openSqliteStore(':memory:', now)
  }

  /** A new history begins: its own time, no listener, no remembered answer. */
  begin(clock: Clock): void {
    this.#clock = clock
    this.#answers.clear()
    this.onEvents = () => {}
  }

  /** Throws the service's own `Refusal`. */
  perform(name: RouteName, input: CallInput<RouteName> = {}): unknown {
    const key = input.idempotencyKey
    if (key !== undefined && this.#answers.has(key)) return this.#answers.get(key)
    const handler = this.#handlers[name] as Handler<RouteName> // the table is keyed by the name
    const answer = this.#store.read((tx) =>
      handler({
        tx,
        caller: { kind: 'owner' },
        params: input.params ?? {},
        query: routes[name].query.parse(input.query ?? {}),
        body: input.body ?? {},
      } as never),
    ) // what tests send is well formed
    if (key !== undefined) this.#answers.set(key, answer)
    if (routes[name].method !== 'GET') this.onEvents()
    return wireDiffers.has(name) ? routes[name].response.parse(answer) : answer
  }

  lastSequence(): Sequence {
    return this.#store.read((tx) => tx.events.lastSequence())
  }

  /** The log of a family, as its stream gives it. */
  eventsOf(root: RunId, since: Sequence) {
    const filter = { kind: 'family', ancestor: root, root, self: 'included' } as const
    return this.#store.read((tx) => tx.events.after(filter, since, 500).map(logEvent))
  }

  /** A history is over; what the store holds for its listeners is let go. */
  async end(): Promise<void> {
    this.onEvents = () => {}
    await this.#store.change(() => null)
  }

  close(): void {
    this.#store.close()
  }
}
