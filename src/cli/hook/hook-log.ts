import { appendFileSync, statSync, truncateSync } from 'node:fs'
import { join } from 'node:path'
import { hookLogBytesMax } from '../../shared/limits.ts'

/** One line in `<runDir>/hook.log`, bounded; where nothing can be written nothing is told, for the agent comes first. */
export function logHookFailure(runDirectory: string | undefined, now: number, text: string): void {
  if (runDirectory === undefined) return
  const path = join(runDirectory, 'hook.log')
  try {
    if ((statSync(path, { throwIfNoEntry: false })?.size ?? 0) > hookLogBytesMax) truncateSync(path, 0)
    const line = `${new Date(now).toISOString()} ${text.replaceAll(/\s+/g, ' ').slice(0, 1_000)}\n`
    appendFileSync(path, line, { mode: 0o600 })
  } catch {
    // No run directory, or a full disk.
  }
}
