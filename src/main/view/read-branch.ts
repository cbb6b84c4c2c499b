import { readFileSync } from 'node:fs'
import { dirname, isAbsolute, join } from 'node:path'
import { branchAgeMs, branchParentsMax } from '../../shared/limits.ts'

/** The branch a directory is on, read from `.git/HEAD` without git: a short id where it is on none, null outside. */
export function readBranch(directory: string, readText: (path: string) => string | null): string | null {
  for (let [at, depth] = [directory, 0]; depth < branchParentsMax; depth += 1) {
    const head = readText(join(at, '.git', 'HEAD')) ?? headOfWorktree(at, readText)
    if (head !== null) return /^ref: refs\/heads\/(.+)$/.exec(head.trim())?.[1] ?? head.trim().slice(0, 8)
    const above = dirname(at)
    if (above === at) return null
    at = above
  }
  return null
}

/** In a worktree `.git` is a file that names the place of its HEAD. */
function headOfWorktree(at: string, readText: (path: string) => string | null): string | null {
  const place = /^gitdir: (.+)$/m.exec(readText(join(at, '.git')) ?? '')?.[1]
  return place ? readText(join(isAbsolute(place) ? place : join(at, place), 'HEAD')) : null
}

const readFile = (path: string): string | null => {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return null // not there, or a directory
  }
}

/** Branches of directories, looked at again only after a while: a view is made many times a second. */
export class Branches {
  readonly #now: () => number
  readonly #known = new Map<string, { readonly branch: string | null; readonly at: number }>()

  constructor(now: () => number) {
    this.#now = now
  }

  of(directory: string): string | null {
    const known = this.#known.get(directory)
    if (known && this.#now() - known.at < branchAgeMs) return known.branch
    const branch = readBranch(directory, readFile)
    this.#known.set(directory, { branch, at: this.#now() })
    return branch
  }
}
