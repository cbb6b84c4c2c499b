import { appendFileSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { ActivityEntry } from '../../shared/contract/app.ts'
import { activityEntriesMax } from '../../shared/limits.ts'

/** Where the activity is kept: one JSON line an entry, appended at once, cut to the newest when it has doubled. */
export type ActivityFile = {
  readonly initial: readonly ActivityEntry[]
  readonly append: (entry: ActivityEntry) => void
}

/** Opens it. A line that cannot be read (a torn last one, a newer version's) costs no other. */
export function openActivityFile(path: string): ActivityFile {
  const lines = readLines(path)
  const initial = lines.flatMap(parseLine).slice(-activityEntriesMax)
  let count = lines.length
  const rewrite = (entries: readonly string[]): void => {
    const draft = `${path}.draft`
    writeFileSync(draft, entries.map((line) => `${line}\n`).join(''), { mode: 0o600 })
    renameSync(draft, path)
    count = entries.length
  }
  if (initial.length < lines.length) rewrite(initial.map((entry) => JSON.stringify(entry)))
  return {
    initial,
    append: (entry) => {
      appendFileSync(path, `${JSON.stringify(entry)}\n`, { mode: 0o600 })
      count += 1
      if (count > 2 * activityEntriesMax) rewrite(readLines(path).slice(-activityEntriesMax))
    },
  }
}

function readLines(path: string): string[] {
  try {
    return readFileSync(path, 'utf8')
      .split('\n')
      .filter((line) => line !== '')
  } catch {
    return [] // the first start
  }
}

function parseLine(line: string): ActivityEntry[] {
  try {
    const parsed = ActivityEntry.safeParse(JSON.parse(line))
    return parsed.success ? [parsed.data] : []
  } catch {
    return []
  }
}
