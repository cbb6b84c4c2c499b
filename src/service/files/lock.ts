import { DatabaseSync } from 'node:sqlite'
import { z } from 'zod'
import type { Disposable } from '../../shared/kernel/disposables.ts'
import { StartFailure } from '../start-failure.ts'
import { readPrivateFile, writePrivateFile } from './private-file.ts'
import { processStartTime } from './process-start-time.ts'
import type { ServicePaths } from './service-directory.ts'

const Holder = z.object({ pid: z.int(), startTime: z.string().nullable() })

/**
 * Holds the data directory for this process. The lock is the system's (through SQLite, which has it on every platform):
 * it ends with the process, so that nothing stale can be left behind; the holder's pid is written down for people.
 */
export function lockDirectory(paths: ServicePaths): Disposable {
  const lock = new DatabaseSync(paths.lock, { timeout: 0 })
  try {
    lock.exec('BEGIN EXCLUSIVE')
  } catch (error) {
    lock.close()
    throw new StartFailure(
      'already-running',
      `another service ${describeHolder(paths.holder)} serves ${paths.directory}. Use it, stop it, or choose another --data-dir`,
      { cause: error },
    )
  }
  writePrivateFile(
    paths.holder,
    JSON.stringify({ pid: process.pid, startTime: processStartTime(process.pid) }),
  )
  let isHeld = true
  return {
    dispose: () => {
      if (isHeld) lock.close()
      isHeld = false
    },
  }
}

function describeHolder(path: string): string {
  try {
    const holder = Holder.parse(JSON.parse(readPrivateFile(path) ?? ''))
    return `(pid ${holder.pid})`
  } catch {
    return '(pid unknown)' // it is about to write it
  }
}
