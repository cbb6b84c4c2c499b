import { posix, win32 } from 'node:path'

/**
 * Where a local child works: where its parent was started, or below that. Its machine may be another one than this, so
 * nothing is looked up here; what is not there is told by whoever starts the child.
 */
export function directoryOf(own: string | undefined, given: string | undefined): string {
  const isWhole = given !== undefined && (posix.isAbsolute(given) || win32.isAbsolute(given))
  const from = isWhole ? given : own
  if (from === undefined) throw new Error('say where it shall work: `directory`, as an absolute path')
  const path = posix.isAbsolute(from) ? posix : win32
  return path.resolve(from, given ?? '.')
}
