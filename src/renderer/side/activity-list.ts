import { createStore, type StoreApi } from 'zustand/vanilla'
import { fitsActivity, type ActivityEntry, type ActivityQuery } from '../../shared/domain/activity.ts'
import { WireError } from '../../shared/contract/wire.ts'
import type { Disposable } from '../../shared/kernel/disposables.ts'
import type { Connection } from '../connection/connection.ts'
import { timelineHeadsMax, timelinePageEntries, timelinePagesMax } from '../limits.ts'

/** What a list of the activity shows of itself. */
export type ActivityListState = {
  /** `finding`: what is listed is of the query before, or nothing. */
  readonly standing: 'finding' | 'found' | 'refused'
  /** Why it was refused; empty otherwise. */
  readonly because: string
  /** Rows in all. */
  readonly count: number
  /** New ones that are not listed yet, because somebody reads further down. */
  readonly held: number
  /** Moves when other entries are there than before. */
  readonly turn: number
}

type Page = readonly ActivityEntry[] | 'asked'

/**
 * The activity as a list of any length, the newest first, of which only pages near what is looked at are in memory. What
 * happens meanwhile is put in front, but never moves what somebody reads.
 */
export class ActivityList implements Disposable {
  readonly #call: Connection['call']
  readonly state: StoreApi<ActivityListState> = createStore(() => ({
    ...{ standing: 'finding' as const, because: '', count: 0, held: 0, turn: 0 },
  }))
  #query: ActivityQuery | null = null
  #turnOfQuery = 0
  #found: { readonly list: number; readonly count: number; readonly lastId: number } | null = null
  #pages = new Map<number, Page>()
  #heads: readonly ActivityEntry[] = [] // the newest first, as all lists here
  #held: readonly ActivityEntry[] = []
  #early: readonly ActivityEntry[] = [] // told while the list was being found
  #isReading = false
  #isDisposed = false

  constructor(call: Connection['call']) {
    this.#call = call
  }

  /** Lists what fits; what is listed stays until that is there. */
  show(query: ActivityQuery): void {
    this.#query = query
    this.#find()
  }

  /** Asks anew: the line to main was gone. */
  refresh(): void {
    if (this.#query) this.#find()
  }

  /** The entry at a row; null while its page is asked for. */
  at(row: number): ActivityEntry | null {
    const head = this.#heads[row]
    if (head) return head
    const index = row - this.#heads.length
    const number = Math.floor(index / timelinePageEntries)
    const page = this.#pages.get(number)
    if (page === undefined) this.#ask(number)
    return page === undefined || page === 'asked' ? null : (page[index % timelinePageEntries] ?? null)
  }

  /** What happened just now. */
  take(entries: readonly ActivityEntry[]): void {
    if (!this.#query) return
    const fits = fitsActivity(this.#query)
    const fresh = entries.filter(fits).toReversed()
    if (fresh.length === 0) return
    if (this.state.getState().standing === 'finding')
      this.#early = [...fresh, ...this.#early].slice(0, timelineHeadsMax)
    else if (this.#isReading) this.#held = [...this.#newer(fresh), ...this.#held].slice(0, timelineHeadsMax)
    else this.#putInFront(this.#newer(fresh))
    this.#tell()
  }

  /** Whether somebody reads further down: then nothing is put in front. */
  setReading(isReading: boolean): void {
    if (this.#isReading === isReading) return
    this.#isReading = isReading
    if (!isReading) this.showHeld()
  }

  /** Puts what was held back in front. */
  showHeld(): void {
    if (this.#held.length === 0) return
    const held = this.#held
    this.#held = []
    this.#putInFront(held)
    this.#tell()
  }

  dispose(): void {
    this.#isDisposed = true
    this.#turnOfQuery += 1
  }

  #find(): void {
    const query = this.#query
    if (!query || this.#isDisposed) return
    const turn = (this.#turnOfQuery += 1)
    const isLatest = (): boolean => turn === this.#turnOfQuery
    this.#early = []
    this.state.setState({ standing: 'finding' })
    this.#call('openActivity', query).then(
      (found) => isLatest() && this.#use(found),
      (error: unknown) => {
        if (!isLatest() || (error instanceof WireError && error.code === 'superseded')) return
        const because = error instanceof Error ? error.message : String(error)
        this.state.setState({ standing: 'refused', because })
      },
    )
  }

  #use(found: { list: number; count: number; lastId: number }): void {
    this.#found = found
    this.#pages = new Map()
    this.#held = []
    this.#heads = this.#early.filter((entry) => entry.id > found.lastId)
    this.#early = []
    this.state.setState({ standing: 'found', because: '' })
    this.#tell()
  }

  #newer(entries: readonly ActivityEntry[]): readonly ActivityEntry[] {
    const lastId = Math.max(this.#found?.lastId ?? 0, this.#heads[0]?.id ?? 0, this.#held[0]?.id ?? 0)
    return entries.filter((entry) => entry.id > lastId)
  }

  #putInFront(entries: readonly ActivityEntry[]): void {
    this.#heads = [...entries, ...this.#heads]
    if (this.#heads.length > timelineHeadsMax && !this.#isReading) this.#find()
  }

  #ask(number: number): void {
    const { list } = this.#found ?? {}
    if (list === undefined) return
    this.#pages.set(number, 'asked')
    const page = { list, offset: number * timelinePageEntries, limit: timelinePageEntries }
    this.#call('readActivity', page).then(
      ({ entries }) => {
        if (this.#found?.list !== list) return
        this.#pages.delete(number) // the latest stands last
        this.#pages.set(number, entries)
        for (const far of [...this.#pages.keys()].slice(0, -timelinePagesMax)) this.#pages.delete(far)
        this.#tell()
      },
      () => {
        if (this.#found?.list === list) this.#find() // let go meanwhile, or the line is gone
      },
    )
  }

  #tell(): void {
    this.state.setState(({ turn }) => ({
      count: this.#heads.length + (this.#found?.count ?? 0),
      held: this.#held.length,
      turn: turn + 1,
    }))
  }
}
