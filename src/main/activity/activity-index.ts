import {
  fitsActivity,
  fitsFacts,
  searchWords,
  type ActivityEntry,
  type ActivityFacts,
  type ActivityQuery,
} from '../../shared/domain/activity.ts'
import type { ConversationId } from '../../shared/domain/ids.ts'
import { parseEntry, readSegment, type ActivitySegments, type Segment } from './activity-segments.ts'

/** Lines of one file, in its order. */
type FoundIn = { readonly segment: Segment; readonly lines: readonly number[] }

/** What a query found, the newest file first. It stays as it is while more is told. */
export type Found = {
  readonly count: number
  /** The latest entry there was: what came later was not looked at. */
  readonly lastId: number
  readonly parts: readonly FoundIn[]
}

/** Whose and of which kind each entry on disk is: a hundred thousand are some megabytes. Their words stay on disk. */
export class ActivityIndex {
  readonly #segments: ActivitySegments
  readonly #facts = new Map<Segment, (ActivityFacts | null)[]>()
  readonly #ids = new Map<ConversationId, ConversationId>()
  #isRead: Promise<void> | null = null
  #lastId = 0

  constructor(segments: ActivitySegments) {
    this.#segments = segments
  }

  /** The latest that it knows of. */
  get lastId(): number {
    return this.#lastId
  }

  /** What a file holds; null for a line that is no entry. */
  take(segment: Segment, entries: readonly (ActivityEntry | null)[]): void {
    for (const entry of entries) this.#lastId = Math.max(this.#lastId, entry?.id ?? 0)
    this.#facts.set(
      segment,
      entries.map((entry) => entry && this.#factsOf(entry)),
    )
  }

  /** An entry was appended to a file. */
  append(segment: Segment, entry: ActivityEntry): void {
    this.#lastId = Math.max(this.#lastId, entry.id)
    const facts = this.#facts.get(segment)
    if (facts) facts.push(this.#factsOf(entry))
    else this.#facts.set(segment, [this.#factsOf(entry)])
    if (this.#facts.size > this.#segments.all.length)
      for (const known of this.#facts.keys())
        if (!this.#segments.all.includes(known)) this.#facts.delete(known)
  }

  /** Reads what is on disk and was not read yet, file by file. */
  read(): Promise<void> {
    this.#isRead ??= this.#readRest()
    return this.#isRead
  }

  /** What fits. Null when nobody wants it any more. */
  async find(query: ActivityQuery, isWanted: () => boolean): Promise<Found | null> {
    await this.read()
    const fits = fitsFacts(query)
    const hasWords = searchWords(query.words).length > 0
    const parts: FoundIn[] = []
    const lastId = this.#lastId // the newest file is looked at before anything is waited for
    for (const segment of this.#segments.all.toReversed()) {
      if (!isWanted()) return null
      const facts = this.#facts.get(segment) ?? []
      const maybe = facts.flatMap((one, line) => (one && fits(one) ? [line] : []))
      const lines = hasWords && maybe.length > 0 ? await withWords(segment, maybe, query) : maybe
      if (lines.length > 0) parts.push({ segment, lines })
    }
    return { count: parts.reduce((sum, part) => sum + part.lines.length, 0), lastId, parts }
  }

  async #readRest(): Promise<void> {
    for (const segment of this.#segments.all.toReversed())
      if (!this.#facts.has(segment)) this.take(segment, (await readSegment(segment)).map(parseEntry))
  }

  #factsOf({ at, kind, conversationId, familyId }: ActivityEntry): ActivityFacts {
    return { at, kind, conversationId: this.#known(conversationId), familyId: this.#known(familyId) }
  }

  /** One text for all entries of an agent. */
  #known(id: ConversationId | null): ConversationId | null {
    if (id === null) return null
    const known = this.#ids.get(id)
    if (known === undefined) this.#ids.set(id, id)
    return known ?? id
  }
}

/** A page of what was found, the newest first; what was taken off the disk since is missing at the end. */
export async function readFound(
  { parts }: Found,
  page: { readonly offset: number; readonly limit: number },
): Promise<ActivityEntry[]> {
  const entries: ActivityEntry[] = []
  let skip = page.offset
  for (const { segment, lines } of parts) {
    if (entries.length >= page.limit) break
    if (skip >= lines.length) {
      skip -= lines.length
      continue
    }
    const wanted = lines.toReversed().slice(skip, skip + page.limit - entries.length)
    skip = 0
    const texts = await readSegment(segment)
    for (const line of wanted) {
      const entry = parseEntry(texts[line] ?? '')
      if (entry) entries.push(entry)
    }
  }
  return entries
}

/** All that was found, a file at a time, the oldest first. */
export async function* readAllFound({ parts }: Found): AsyncGenerator<readonly ActivityEntry[]> {
  for (const { segment, lines } of parts.toReversed()) {
    const texts = await readSegment(segment)
    yield lines.flatMap((line) => parseEntry(texts[line] ?? '') ?? [])
  }
}

async function withWords(
  segment: Segment,
  maybe: readonly number[],
  query: ActivityQuery,
): Promise<readonly number[]> {
  const texts = await readSegment(segment)
  const fits = fitsActivity(query)
  // A line that does not hold them as they are written in JSON need not be parsed.
  const written = searchWords(query.words).map((word) => JSON.stringify(word).slice(1, -1))
  return maybe.filter((line) => {
    const text = texts[line] ?? ''
    const small = text.toLowerCase()
    if (!written.every((word) => small.includes(word))) return false
    const entry = parseEntry(text)
    return entry !== null && fits(entry)
  })
}
