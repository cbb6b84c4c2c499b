import type { OutputChunk } from '../../shared/contract/api/worker.ts'
import type { RunId } from '../../shared/domain/ids.ts'
import { Disposables, type Disposable } from '../../shared/kernel/disposables.ts'
import type { EventFilter, StoredEvent } from '../store/rows.ts'
import type { Store } from '../store/store.ts'

/** Hears what is committed, one batch a commit. */
export type Hears<Item> = (items: readonly Item[]) => void
type Batches<Item> = Map<Hears<Item>, Item[]>

/** Tells each commit to those who asked for it: the work is per interested reader, not per run or per reader. */
export class Hub implements Disposable {
  readonly #store: Store
  readonly #everything = new Set<Hears<StoredEvent>>()
  readonly #runs = new Topics<StoredEvent>()
  /** Family readers stand at their ancestor; only in a watched family are ancestors looked up. */
  readonly #families = new Topics<StoredEvent>()
  readonly #familiesWithSelf = new Topics<StoredEvent>()
  readonly #watchedRoots = new Map<RunId, number>()
  readonly #outputs = new Topics<OutputChunk>()
  readonly #listening: Disposable

  constructor(store: Store) {
    this.#store = store
    this.#listening = store.onCommitted(({ events, outputs }) => {
      if (events.length > 0) this.#tellEvents(events)
      if (outputs.length > 0) this.#tellOutputs(outputs)
    })
  }

  hearEvents(filter: EventFilter, hears: Hears<StoredEvent>): Disposable {
    switch (filter.kind) {
      case 'all':
        this.#everything.add(hears)
        return { dispose: () => void this.#everything.delete(hears) }
      case 'runs': {
        const topics = [...new Set(filter.runIds)].map((runId) => this.#runs.add(runId, hears))
        return { dispose: () => topics.forEach((topic) => topic.dispose()) }
      }
      case 'family': {
        const topics = filter.self === 'included' ? this.#familiesWithSelf : this.#families
        const hearing = new Disposables()
        hearing.add(topics.add(filter.ancestor, hears))
        this.#watch(filter.root, 1)
        hearing.add({ dispose: () => this.#watch(filter.root, -1) })
        return hearing
      }
    }
  }

  hearOutput(runId: RunId, hears: Hears<OutputChunk>): Disposable {
    return this.#outputs.add(runId, hears)
  }

  dispose(): void {
    this.#listening.dispose()
  }

  #tellEvents(events: readonly StoredEvent[]): void {
    const batches: Batches<StoredEvent> = new Map()
    const above = new Map<RunId, readonly RunId[]>() // of this commit's runs
    const ancestorsOf = (runId: RunId): readonly RunId[] => {
      const known = above.get(runId) ?? this.#store.read((tx) => tx.runs.ancestors(runId))
      above.set(runId, known)
      return known
    }
    for (const event of events) {
      for (const hears of this.#everything) put(batches, hears, event)
      this.#runs.collect(event.runId, event, batches)
      if (!this.#watchedRoots.has(event.rootRunId)) continue
      this.#familiesWithSelf.collect(event.runId, event, batches)
      for (const ancestor of ancestorsOf(event.runId)) {
        if (ancestor === event.runId) continue
        this.#families.collect(ancestor, event, batches)
        this.#familiesWithSelf.collect(ancestor, event, batches)
      }
    }
    for (const [hears, batch] of batches) hears(batch)
  }

  #tellOutputs(outputs: readonly { readonly runId: RunId; readonly chunk: OutputChunk }[]): void {
    const batches: Batches<OutputChunk> = new Map()
    for (const { runId, chunk } of outputs) this.#outputs.collect(runId, chunk, batches)
    for (const [hears, batch] of batches) hears(batch)
  }

  #watch(root: RunId, change: 1 | -1): void {
    const count = (this.#watchedRoots.get(root) ?? 0) + change
    if (count > 0) this.#watchedRoots.set(root, count)
    else this.#watchedRoots.delete(root)
  }
}

/** Readers by the run they asked for. */
class Topics<Item> {
  readonly #topics = new Map<RunId, Set<Hears<Item>>>()

  add(runId: RunId, hears: Hears<Item>): Disposable {
    const topic = this.#topics.get(runId) ?? new Set()
    this.#topics.set(runId, topic.add(hears))
    return {
      dispose: () => {
        topic.delete(hears)
        if (topic.size === 0 && this.#topics.get(runId) === topic) this.#topics.delete(runId)
      },
    }
  }

  collect(runId: RunId, item: Item, batches: Batches<Item>): void {
    for (const hears of this.#topics.get(runId) ?? []) put(batches, hears, item)
  }
}

const put = <Item>(batches: Batches<Item>, hears: Hears<Item>, item: Item): void => {
  const batch = batches.get(hears)
  if (batch) batch.push(item)
  else batches.set(hears, [item])
}
