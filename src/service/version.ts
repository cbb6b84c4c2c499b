import { existsSync, readFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { versionAbove } from '../shared/kernel/version-above.ts'

/** The version of this installation, found from this program. */
export const ownVersion = (from: string = import.meta.dirname): string =>
  versionAbove(from, (file) => (existsSync(file) ? readFileSync(file, 'utf8') : null), dirname)
