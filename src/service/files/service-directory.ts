import { chmodSync, mkdirSync, statSync } from 'node:fs'
import { join, resolve } from 'node:path'

/** Where everything of one service lies; only its user may look inside. */
export type ServicePaths = {
  readonly directory: string
  readonly database: string
  readonly token: string
  readonly serviceFile: string
  readonly lock: string
  readonly holder: string
  readonly lastPort: string
  readonly configuration: string
  readonly artifacts: string
}

/** Makes the directory, and closes it to others if it was open to them. */
export function prepareDirectory(dataDir: string): ServicePaths {
  const directory = resolve(dataDir, 'service')
  mkdirSync(directory, { recursive: true, mode: 0o700 })
  closeToOthers(directory, 0o700)
  return {
    directory,
    database: join(directory, 'reveille.db'),
    token: join(directory, 'token'),
    serviceFile: join(directory, 'service.json'),
    lock: join(directory, 'lock'),
    holder: join(directory, 'holder.json'),
    lastPort: join(directory, 'last-port'),
    configuration: join(directory, 'config.json'),
    artifacts: join(directory, 'artifacts'),
  }
}

/** A file or directory that holds secrets has this mode, also when it existed before. */
export function closeToOthers(path: string, mode: number): void {
  if (process.platform === 'win32') return // the user's own profile directory is closed there
  if ((statSync(path).mode & 0o777) !== mode) chmodSync(path, mode)
}
