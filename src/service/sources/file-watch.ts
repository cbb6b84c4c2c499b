import { statSync } from 'node:fs'
import { matchesGlob, relative, sep } from 'node:path'
import { watch } from 'chokidar'
import type { Source } from '../../shared/domain/source.ts'
import type { Clock } from '../../shared/kernel/clock.ts'
import type { Disposable } from '../../shared/kernel/disposables.ts'
import { messageOf } from '../../shared/kernel/message-of.ts'
import { fileBatchMs, fileBatchPathsMax, watchedEntriesMax, watchedPathsTold } from '../../shared/limits.ts'
import type { SourceTells } from './source-watch.ts'

type FileSource = Source & { kind: 'file' }
const alwaysIgnored: ReadonlySet<string> = new Set(['.git', 'node_modules', '.DS_Store'])

/** Tells of changes below a directory: gathered until it is quiet, or for so long at most. */
export function watchFiles(source: FileSource, tells: SourceTells, clock: Clock): Disposable {
  const batch = new Map<string, string>()
  let quiet: Disposable | null = null
  let firstAt = 0
  let entries = 0
  let isReady = false
  let isOver = false
  try {
    if (!statSync(source.directory).isDirectory()) throw new Error('it is no directory')
  } catch (error) {
    tells.failed(`${source.directory} cannot be watched: ${messageOf(error)}`)
    return { dispose: () => {} }
  }
  const watcher = watch(source.directory, {
    ignoreInitial: false, // so that what is there is counted
    followSymlinks: false,
    ignored: (path) => isIgnored(source, path),
  })
  const close = (): void => {
    isOver = true
    quiet?.dispose()
    void watcher.close()
  }
  const flush = (): void => {
    quiet = null
    const changes = [...batch].map(([path, change]) => ({ path, change }))
    batch.clear()
    if (changes.length === 0 || isOver) return
    void tells.happened({
      eventType: 'files-changed',
      payload: {
        directory: source.directory,
        count: changes.length,
        changes: changes.slice(0, watchedPathsTold),
      },
      dedupeKey: null,
    })
  }
  watcher.on('all', (event, path) => {
    if (event === 'addDir' || event === 'add') entries += 1
    if (entries > watchedEntriesMax && !isOver) {
      tells.failed(`more than ${watchedEntriesMax} files below ${source.directory}; ignore some of them`)
      return close()
    }
    if (!isReady || isOver || event === 'addDir' || event === 'unlinkDir') return
    if (batch.size === 0) firstAt = clock.now()
    if (batch.size < fileBatchPathsMax) batch.set(relative(source.directory, path), event)
    quiet?.dispose()
    const left = Math.max(1, firstAt + fileBatchMs - clock.now())
    quiet = clock.after(Math.min(source.quiet_ms, left), flush)
  })
  watcher.on('ready', () => {
    isReady = true
    void tells.progress('watching')
  })
  watcher.on('error', (error) => tells.failed(`${source.directory} cannot be watched: ${messageOf(error)}`))
  return { dispose: close }
}

/** By the path below the directory; a pattern without a slash means any part of it, as in ignore files. */
export function isIgnored({ directory, ignore }: FileSource, path: string): boolean {
  const below = relative(directory, path).split(sep).join('/')
  if (below === '' || below.startsWith('../')) return false
  const parts = below.split('/')
  if (parts.some((part) => alwaysIgnored.has(part))) return true
  return ignore.some((pattern) => {
    const wanted = pattern.replace(/\/$/, '')
    if (!wanted.includes('/')) return parts.some((part) => matchesGlob(part, wanted))
    return matchesGlob(below, wanted) || matchesGlob(below, `${wanted}/**`)
  })
}
