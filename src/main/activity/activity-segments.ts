import { appendFileSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { ActivityEntry } from '../../shared/domain/activity.ts'
import { activityKept, activitySegmentEntries } from '../../shared/window-limits.ts'

/** One file of the activity: a JSON line an entry, named after its first. */
export type Segment = { readonly firstId: number; readonly path: string }

/**
 * Where the activity is kept: files of a few thousand entries each, the last of them appended to. A line that cannot be read
 * (a torn last one, a newer version's) costs no other. Beyond `activityKept` entries the oldest file goes.
 */
export class ActivitySegments {
  readonly #directory: string
  #segments: Segment[]
  #lastCount: number

  /** `legacyFile` is the one file of earlier versions; it becomes the first of these. */
  constructor(directory: string, legacyFile: string) {
    this.#directory = directory
    if (!existsSync(directory)) mkdirSync(directory, { recursive: true, mode: 0o700 })
    this.#segments = listSegments(directory)
    if (this.#segments.length === 0) this.#takeLegacy(legacyFile)
    const last = this.#segments.at(-1)
    const text = last ? readFileSync(last.path, 'utf8') : ''
    // A torn line must not swallow the entry that follows it.
    if (last && text !== '' && !text.endsWith('\n')) appendFileSync(last.path, '\n')
    this.#lastCount = linesOf(text).length
  }

  /** The oldest first. */
  get all(): readonly Segment[] {
    return this.#segments
  }

  /** Appends it to the last file, which is given, or to a new one. */
  append(entry: ActivityEntry): Segment {
    const last = this.#segments.at(-1)
    const into = last && this.#lastCount < activitySegmentEntries ? last : this.#begin(entry.id)
    appendFileSync(into.path, `${JSON.stringify(entry)}\n`, { mode: 0o600 })
    this.#lastCount += 1
    return into
  }

  #begin(firstId: number): Segment {
    const begun = this.#segmentOf(firstId)
    const most = Math.ceil(activityKept / activitySegmentEntries) + 1 // the last one is not full
    const all = [...this.#segments, begun]
    this.#segments = all.slice(-most)
    this.#lastCount = 0
    for (const { path } of all.slice(0, -most)) rmSync(path, { force: true })
    return begun
  }

  #segmentOf(firstId: number): Segment {
    return { firstId, path: join(this.#directory, `${firstId}.jsonl`) }
  }

  #takeLegacy(legacyFile: string): void {
    const lines = existsSync(legacyFile) ? linesOf(readFileSync(legacyFile, 'utf8')) : []
    const first = lines.map(parseEntry).find((entry) => entry !== null)
    if (!first) return
    const segment = this.#segmentOf(first.id)
    renameSync(legacyFile, segment.path)
    this.#segments = [segment]
  }
}

/** The lines of a file, in its order; none when it is gone. */
export const readSegment = async ({ path }: Segment): Promise<readonly string[]> =>
  linesOf(await readFile(path, 'utf8').catch(() => ''))

/** The same, at once. */
export const readSegmentNow = ({ path }: Segment): readonly string[] => linesOf(readFileSync(path, 'utf8'))

/** An entry of a line; null for a line that is none. */
export function parseEntry(line: string): ActivityEntry | null {
  try {
    return ActivityEntry.safeParse(JSON.parse(line)).data ?? null
  } catch {
    return null // torn
  }
}

const linesOf = (text: string): readonly string[] => text.split('\n').filter((line) => line !== '')

const listSegments = (directory: string): Segment[] =>
  readdirSync(directory)
    .flatMap((name) => {
      const firstId = Number(/^(\d+)\.jsonl$/.exec(name)?.[1] ?? Number.NaN)
      return Number.isNaN(firstId) ? [] : [{ firstId, path: join(directory, name) }]
    })
    .toSorted((one, other) => one.firstId - other.firstId)
