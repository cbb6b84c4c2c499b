import { copyFileSync, mkdirSync, readdirSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { backupEveryMs, backupsMax } from '../../shared/limits.ts'

/** One kept copy of a stored file: where, and when it was made (ms since 1970). */
export type Backup = { readonly path: string; readonly at: number }

/** The rolling copies of one stored file, in `backups/` beside it. Only what was read whole is ever copied. */
export class Backups {
  readonly #directory: string
  readonly #name: string

  constructor(directory: string, name: string) {
    this.#directory = join(directory, 'backups')
    this.#name = name
  }

  /** Newest first. */
  list(): readonly Backup[] {
    return readNames(this.#directory)
      .flatMap((file) => {
        const at = new RegExp(`^${this.#name}\\.(\\d+)\\.json$`).exec(file)?.[1]
        return at === undefined ? [] : [{ path: join(this.#directory, file), at: Number(at) }]
      })
      .sort((one, other) => other.at - one.at)
  }

  /** Copies `file` as it is now, unless a copy is fresh enough; the oldest beyond the most is removed. */
  keep(file: string, now: number): void {
    const kept = this.list()
    const newest = kept[0]
    // A clock that was set back must not stop the copies for good.
    if (newest && newest.at <= now && now - newest.at < backupEveryMs) return
    mkdirSync(this.#directory, { recursive: true, mode: 0o700 })
    if (statSync(file).size === 0) return
    copyFileSync(file, join(this.#directory, `${this.#name}.${now}.json`))
    for (const old of kept.slice(backupsMax - 1)) rmSync(old.path, { force: true })
  }
}

function readNames(directory: string): readonly string[] {
  try {
    return readdirSync(directory)
  } catch {
    return [] // none were made yet
  }
}
