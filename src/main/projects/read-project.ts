import { closeSync, constants, fstatSync, lstatSync, openSync, readSync, type Stats } from 'node:fs'
import { dirname, join } from 'node:path'
import { readProjectSettings, type ReadProject } from '../../shared/domain/project-settings.ts'
import { branchParentsMax } from '../../shared/limits.ts'
import { projectFileBytesMax } from '../../shared/window-limits.ts'

/** A project's settings file, as it was when it was read. */
export type ProjectFile = ReadProject & {
  /** The directory that holds `.reveille`. */
  readonly root: string
  readonly file: string
  /** When it was changed and how long it is: while both stay it need not be read again. */
  readonly stamp: string
}

/**
 * The settings file that holds for a directory: the nearest one above it, up to the root of its repository and below home.
 * Null where there is none. Whatever the file is (a pipe, a device, a link, huge), this neither blocks nor throws.
 */
export function findProject(directory: string, home: string): ProjectFile | null {
  for (let [at, depth] = [directory, 0]; depth < branchParentsMax && at !== home; depth += 1) {
    const file = join(at, '.reveille', 'settings.json')
    if (look(file)?.isFile()) return readProject(at, file)
    if (look(join(at, '.git')) !== null) return null
    const above = dirname(at)
    if (above === at) return null
    at = above
  }
  return null
}

/** What tells that a file has changed; empty when it is gone. */
export const stampOf = (file: string): string => {
  const stats = look(file)
  return stats?.isFile() ? `${stats.mtimeMs} ${stats.size} ${stats.ino}` : ''
}

function readProject(root: string, file: string): ProjectFile {
  const stamp = stampOf(file)
  const text = readSmall(file)
  if (text === null)
    return { root, file, stamp, settings: {}, problems: ['it cannot be read, or is no small plain file'] }
  return { root, file, stamp, ...readProjectSettings(text) }
}

/** The text of a plain file that is not too long. It is opened without waiting and without following a link. */
function readSmall(file: string): string | null {
  let descriptor: number | null = null
  try {
    const { O_RDONLY, O_NOFOLLOW, O_NONBLOCK } = constants // where Windows has none, `|` takes it for nothing
    descriptor = openSync(file, O_RDONLY | O_NOFOLLOW | O_NONBLOCK)
    const stats = fstatSync(descriptor)
    if (!stats.isFile() || stats.size > projectFileBytesMax) return null
    const bytes = Buffer.alloc(projectFileBytesMax)
    return bytes.toString('utf8', 0, readSync(descriptor, bytes, 0, projectFileBytesMax, 0))
  } catch {
    return null // gone meanwhile, or not ours to read
  } finally {
    if (descriptor !== null) closeSync(descriptor)
  }
}

function look(path: string): Stats | null {
  try {
    return lstatSync(path)
  } catch {
    return null // not there
  }
}
