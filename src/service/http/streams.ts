import type { ServerResponse } from 'node:http'
import type { z } from 'zod'
import type { LaggedEvent } from '../../shared/contract/api/event.ts'
import type { LaggedOutput, OutputChunk } from '../../shared/contract/api/worker.ts'
import type { RunId } from '../../shared/domain/ids.ts'
import type { Clock } from '../../shared/kernel/clock.ts'
import { Disposables, type Disposable } from '../../shared/kernel/disposables.ts'
import { streamBehindEvents, streamHeartbeatMs } from '../../shared/limits.ts'
import { logEvent } from '../events/event-item.ts'
import { farBehind, lostEntries } from '../events/lagged.ts'
import type { Hub } from '../events/hub.ts'
import type { EventFilter, StoredEvent } from '../store/rows.ts'
import type { Store } from '../store/store.ts'
import { CursorStream, type Lagged, type StreamSource } from './cursor-stream.ts'

type Open = { readonly stream: Disposable & { readonly beat: () => void }; readonly subject: string }

/** All streams that are open: one heartbeat for all, none when there is none; a killed run's own streams end. */
export class Streams implements Disposable {
  readonly #store: Store
  readonly #hub: Hub
  readonly #clock: Clock
  readonly #open = new Set<Open>()
  readonly #owned = new Disposables()
  #beat: Disposable | null = null

  constructor(store: Store, hub: Hub, clock: Clock) {
    this.#store = store
    this.#hub = hub
    this.#clock = clock
    this.#owned.add(
      store.onCommitted(({ events }) => {
        for (const event of events) if (event.type === 'run_killed') this.#endOf(event.runId)
      }),
    )
  }

  openEvents(filter: EventFilter, since: number, subject: string, response: ServerResponse): void {
    this.#begin(eventSource(this.#store, this.#hub, filter), since, subject, response)
  }

  openOutput(runId: RunId, since: number, subject: string, response: ServerResponse): void {
    this.#begin(outputSource(this.#store, this.#hub, runId), since, subject, response)
  }

  /** How many are open. */
  get count(): number {
    return this.#open.size
  }

  dispose(): void {
    this.#owned.dispose()
    this.#beat?.dispose()
    for (const { stream } of this.#open) stream.dispose()
    this.#open.clear()
  }

  #begin<Item>(source: StreamSource<Item>, since: number, subject: string, response: ServerResponse): void {
    const stream = new CursorStream(source, response, this.#clock, since)
    const open: Open = { stream, subject }
    this.#open.add(open)
    response.on('error', () => {}) // a reader that is gone: 'close' follows
    response.once('close', () => {
      this.#forget(open)
    })
    if (response.destroyed) return this.#forget(open) // the reader has hung up before it was heard
    stream.begin()
    this.#beat ??= this.#clock.after(streamHeartbeatMs, this.#beatAll)
  }

  #forget(open: Open): void {
    this.#open.delete(open)
    open.stream.dispose()
  }

  readonly #beatAll = (): void => {
    this.#beat = null
    for (const { stream } of this.#open) stream.beat()
    if (this.#open.size > 0) this.#beat = this.#clock.after(streamHeartbeatMs, this.#beatAll)
  }

  #endOf(subject: string): void {
    for (const open of this.#open) if (open.subject === subject) open.stream.dispose()
  }
}

const eventSource = (store: Store, hub: Hub, filter: EventFilter): StreamSource<StoredEvent> => ({
  after: (sequence, limit) => store.read((tx) => tx.events.after(filter, sequence, limit)),
  lagged: (sequence, isSlow) =>
    store.read((tx) => {
      const lost = lostEntries(tx, filter, sequence)
      if (lost !== null) return { text: renderLagged(lost), position: lost.sequence }
      const isFar = isSlow === 'slow' && tx.events.lastSequence() - sequence > streamBehindEvents
      return isFar ? { text: renderLagged(farBehind(tx, filter, sequence)), position: sequence } : null
    }),
  hear: (hears) => hub.hearEvents(filter, hears),
  positionOf: (event) => event.sequence,
  render: (events) => events.map(renderEvent).join(''),
  renderShared: renderOnce,
})

const outputSource = (store: Store, hub: Hub, runId: RunId): StreamSource<OutputChunk> => ({
  after: (position, limit) => store.read((tx) => tx.outputs.after(runId, position, limit)),
  lagged: (since, isSlow) =>
    store.read((tx) => {
      const latest = tx.outputs.lastPosition(runId)
      const gap = tx.outputs.gap(runId, since)
      if (gap.kind === 'compacted') return laggedOutput(runId, 'compacted', gap.upTo, since, latest)
      if (gap.kind === 'ahead') return laggedOutput(runId, 'ahead', gap.last, since, latest)
      const isFar = isSlow === 'slow' && latest - since > streamBehindEvents
      return isFar ? laggedOutput(runId, 'behind', since, since, latest) : null
    }),
  hear: (hears) => hub.hearOutput(runId, hears),
  positionOf: (chunk) => chunk.position,
  render: (chunks) => chunks.map(renderChunk).join(''),
  renderShared: (chunks) => chunks.map(renderChunk).join(''),
})

const renderLagged = (event: z.input<typeof LaggedEvent>): string =>
  `id: ${event.sequence}\nevent: lagged\ndata: ${JSON.stringify(event)}\n\n`

function laggedOutput(
  runId: RunId,
  because: LaggedOutput['because'],
  position: number,
  since: number,
  latest: number,
): Lagged {
  const told: LaggedOutput = { run_id: runId, position, because, since, latest }
  return { position, text: `id: ${position}\nevent: lagged\ndata: ${JSON.stringify(told)}\n\n` }
}

const renderChunk = (chunk: OutputChunk): string =>
  `id: ${chunk.position}\ndata: ${JSON.stringify(chunk)}\n\n`

const renderEvent = (event: StoredEvent): string =>
  `id: ${event.sequence}\nevent: ${event.type}\ndata: ${JSON.stringify(logEvent(event))}\n\n`

type Rendered = { readonly text: string; readonly bytes: Uint8Array }
const rendered = new WeakMap<StoredEvent, Rendered>() // an event is spelled once, however many readers hear it

function spelled(event: StoredEvent): Rendered {
  const known = rendered.get(event)
  if (known !== undefined) return known
  const text = renderEvent(event)
  const made = { text, bytes: Buffer.from(text) }
  rendered.set(event, made)
  return made
}

function renderOnce(events: readonly StoredEvent[]): string | Uint8Array {
  const [first] = events
  return first !== undefined && events.length === 1
    ? spelled(first).bytes
    : events.map((event) => spelled(event).text).join('')
}
