import { streamPaths } from '../../shared/contract/api/routes.ts'
import { queryString } from '../../shared/contract/api/client.ts'
import { LogEvent } from '../../shared/contract/api/event.ts'
import { followStream, type StreamFetch, type StreamState } from '../../shared/contract/api/follow-stream.ts'
import type { ConversationId, RunId } from '../../shared/domain/ids.ts'
import type { Clock } from '../../shared/kernel/clock.ts'
import { Disposables, type Disposable } from '../../shared/kernel/disposables.ts'
import { streamBackoffMs } from '../../shared/limits.ts'
import { messageOf } from '../../shared/kernel/message-of.ts'

export type FamilyStreamsOptions = {
  readonly address: () => Promise<string>
  readonly token: () => Promise<string>
  readonly fetch: StreamFetch
  readonly clock: Clock
  readonly onState: (state: StreamState) => void
  /** Handles one event to its end. The cursor moves after it returns; after a throw the event is read and tried again. */
  readonly handle: (root: ConversationId, event: LogEvent) => Promise<void>
  readonly moveCursor: (root: ConversationId, sequence: number) => void
}

type Family = { readonly stream: Disposable; last: number; handled: number; queue: Promise<void> }

/** One stream per family: every event of a root and of all that descends from it, in order, each handled once. */
export class FamilyStreams implements Disposable {
  readonly #options: FamilyStreamsOptions
  readonly #families = new Map<ConversationId, Family>()
  #timers = new Disposables()

  constructor(options: FamilyStreamsOptions) {
    this.#options = options
  }

  /** Follows a family from its cursor on. Following one that is followed changes nothing. */
  follow(root: ConversationId, runId: RunId, cursor: number): void {
    if (this.#families.has(root)) return
    const { address, token, fetch, clock, onState } = this.#options
    const url = async () => {
      const query = {
        ancestor_run_id: runId,
        include_self: 'true',
        since: this.#families.get(root)?.last ?? cursor,
      }
      return `${await address()}${streamPaths.events}${queryString(query)}`
    }
    const onData = (data: unknown): void => {
      const event = LogEvent.safeParse(data)
      if (event.success) this.#enqueue(root, runId, event.data)
    }
    const stream = followStream({ url, token, fetch, clock, onData, onState })
    this.#families.set(root, { stream, last: cursor, handled: cursor, queue: Promise.resolve() })
  }

  /** Leaves all streams; whoever follows again goes on at the cursor. */
  leaveAll(): void {
    for (const family of this.#families.values()) family.stream.dispose()
    this.#families.clear()
    this.#timers.dispose()
    this.#timers = new Disposables()
  }

  dispose(): void {
    for (const family of this.#families.values()) family.stream.dispose()
    this.#families.clear()
    this.#timers.dispose()
  }

  #enqueue(root: ConversationId, runId: RunId, event: LogEvent): void {
    const family = this.#families.get(root)
    if (!family || event.sequence <= family.last) return
    family.last = event.sequence
    family.queue = family.queue.then(async () => {
      if (this.#families.get(root) !== family) return // read again by a later stream
      try {
        await this.#options.handle(root, event)
        this.#options.moveCursor(root, event.sequence)
        family.handled = event.sequence
      } catch (error) {
        return this.#readAgain(root, runId, family, error)
      }
    })
  }

  /** Leaves the stream and comes back a little later, behind the last event that was handled. */
  #readAgain(root: ConversationId, runId: RunId, family: Family, error: unknown): void {
    family.stream.dispose()
    this.#families.delete(root)
    const because = messageOf(error)
    this.#options.onState({ kind: 'waiting', failures: 1, forMs: streamBackoffMs[2], because })
    this.#timers.add(
      this.#options.clock.after(streamBackoffMs[2], () => this.follow(root, runId, family.handled)),
    )
  }
}
