import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { cliShims } from '../../shared/harness/cli-shim.ts'
import type { Runtime } from './runtime.ts'

/** Puts `reveille` where the panes' PATH begins; written at every start, since an update may have moved the app. */
export function writeCliShim(
  binDirectory: string,
  runtime: Runtime,
  platform: 'linux' | 'darwin' | 'win32',
): void {
  mkdirSync(binDirectory, { recursive: true, mode: 0o700 })
  for (const shim of cliShims([runtime.node, runtime.entry('cli')], platform))
    writeFileSync(join(binDirectory, shim.name), shim.content, { mode: shim.mode })
}
