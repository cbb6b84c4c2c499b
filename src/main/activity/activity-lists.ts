import type { ActivityEntry, ActivityQuery } from '../../shared/domain/activity.ts'
import { WireError } from '../../shared/contract/wire.ts'
import { activityListsMax } from '../../shared/window-limits.ts'
import { readAllFound, readFound, type ActivityIndex, type Found } from './activity-index.ts'

/** What pages look through: each query's finds stay as they were found, so that a page of them is always the same. */
export class ActivityLists {
  readonly #index: ActivityIndex
  readonly #lists = new Map<number, Found>()
  #lastList = 0
  #latestAsked = 0

  constructor(index: ActivityIndex) {
    this.#index = index
  }

  /** Finds; refused when a later query came meanwhile: whoever searches types on. */
  async open(query: ActivityQuery): Promise<{ list: number; count: number; lastId: number }> {
    const asked = (this.#latestAsked += query.words === '' ? 0 : 1)
    const found = await this.#index.find(query, () => query.words === '' || asked === this.#latestAsked)
    if (!found) throw new WireError('superseded', 'another search was asked for meanwhile')
    const list = (this.#lastList += 1)
    this.#lists.set(list, found)
    for (const old of [...this.#lists.keys()].slice(0, -activityListsMax)) this.#lists.delete(old)
    return { list, count: found.count, lastId: found.lastId }
  }

  /** A page, the newest first. */
  read(page: {
    readonly list: number
    readonly offset: number
    readonly limit: number
  }): Promise<ActivityEntry[]> {
    const found = this.#lists.get(page.list)
    if (!found) throw new WireError('unknown-list', 'this list was let go; ask for it again')
    this.#lists.delete(page.list) // the one that is read lives longest
    this.#lists.set(page.list, found)
    return readFound(found, page)
  }

  /** All that fits as lines of JSON, the oldest first, some at a time. */
  async *export(query: ActivityQuery): AsyncGenerator<string> {
    const found = await this.#index.find(query, () => true)
    if (!found) return
    for await (const entries of readAllFound(found)) yield entries.map(activityLine).join('')
  }
}

/** One JSON object a line, the time readable: what every tool can read. */
const activityLine = ({ at, ...entry }: ActivityEntry): string =>
  `${JSON.stringify({ at: new Date(at).toISOString(), ...entry })}\n`
