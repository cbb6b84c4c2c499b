import { streamPaths } from '../../shared/contract/api/routes.ts'
import { queryString } from '../../shared/contract/api/client.ts'
import { LogEvent, type LaggedEvent } from '../../shared/contract/api/event.ts'
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
  readonly onState: (root: ConversationId, state: StreamState) => void
  /** Handles one event to its end. The cursor moves after it returns; after a throw the event is read and tried again. */
  readonly handle: (root: ConversationId, event: LogEvent) => Promise<void>
  /** Entries of the log are gone: asks what is true of the whole family. After a throw it is tried again. */
  readonly resync: (root: ConversationId, runId: RunId) => Promise<void>
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
    const onLagged = (lagged: LaggedEvent): void => this.#resync(root, runId, lagged)
    const onStream = (state: StreamState): void => onState(root, state)
    const stream = followStream({ url, token, fetch, clock, onData, onLagged, onState: onStream })
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

  /** What the log no longer tells is asked; the stream itself goes on behind the gap. A slow reader has lost nothing. */
  #resync(root: ConversationId, runId: RunId, lagged: LaggedEvent): void {
    const family = this.#families.get(root)
    if (!family || lagged.because === 'behind') return
    family.last = lagged.sequence
    this.#inOrder(root, runId, family, lagged.sequence, () => this.#options.resync(root, runId))
  }

  #enqueue(root: ConversationId, runId: RunId, event: LogEvent): void {
    const family = this.#families.get(root)
    if (!family || event.sequence <= family.last) return
    family.last = event.sequence
    this.#inOrder(root, runId, family, event.sequence, () => this.#options.handle(root, event))
  }

  #inOrder(
    root: ConversationId,
    runId: RunId,
    family: Family,
    sequence: number,
    act: () => Promise<void>,
  ): void {
    family.queue = family.queue.then(async () => {
      if (this.#families.get(root) !== family) return // read again by a later stream
      try {
        await act()
        this.#options.moveCursor(root, sequence)
        family.handled = sequence
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
    this.#options.onState(root, { kind: 'waiting', failures: 1, forMs: streamBackoffMs[2], because })
    this.#timers.add(
      this.#options.clock.after(streamBackoffMs[2], () => this.follow(root, runId, family.handled)),
    )
  }
}
