/** Where things are: the repository, its scratch folder, and the cache of the user who runs the scripts. */
import { homedir } from 'node:os'
import { join, resolve } from 'node:path'

export const repository = resolve(import.meta.dirname, '../..')

/** Scratch of this checkout (reports, incremental builds); ignored by git, safe to delete. */
export const scratch = join(repository, '.cache')

/** What is fetched once for all checkouts of this user; safe to delete, it is fetched again. */
export const userCache = join(userCacheHome(), 'reveille')

function userCacheHome() {
  if (process.env.XDG_CACHE_HOME) return process.env.XDG_CACHE_HOME
  if (process.platform === 'win32' && process.env.LOCALAPPDATA) return process.env.LOCALAPPDATA
  return join(homedir(), process.platform === 'darwin' ? 'Library/Caches' : '.cache')
}
