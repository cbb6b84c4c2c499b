import { existsSync, readFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { versionAbove } from '../shared/kernel/version-above.ts'
import { entryFile } from './entry.ts'

/** The version of this installation, found from the CLI. */
export const cliVersion = (): string =>
  versionAbove(
    dirname(entryFile()),
    (file) => (existsSync(file) ? readFileSync(file, 'utf8') : null),
    dirname,
  )
