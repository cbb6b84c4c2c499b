import type { DiffLine } from './read-patch.ts'

/** One row of two columns: what was there before, what is there now; null where a side has nothing. */
export type SplitRow = { readonly before: DiffLine | null; readonly now: DiffLine | null }

/** A hunk side by side: what was removed stands beside what came in its place. */
export function splitRows(lines: readonly DiffLine[]): readonly SplitRow[] {
  const rows: SplitRow[] = []
  let removed: DiffLine[] = []
  let added: DiffLine[] = []
  const put = (): void => {
    for (let at = 0; at < Math.max(removed.length, added.length); at += 1)
      rows.push({ before: removed[at] ?? null, now: added[at] ?? null })
    removed = []
    added = []
  }
  for (const line of lines) {
    if (line.kind === 'same') {
      put()
      rows.push({ before: line, now: line })
    } else if (line.kind === 'removed') {
      if (added.length > 0) put()
      removed.push(line)
    } else added.push(line)
  }
  put()
  return rows
}
