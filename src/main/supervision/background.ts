import { spawn, type ChildProcess } from 'node:child_process'
import { mkdirSync, openSync, closeSync, renameSync, statSync } from 'node:fs'
import { dirname } from 'node:path'
import { cleanEnvironment } from '../../shared/harness/environment.ts'
import { backgroundLogBytesMax } from '../../shared/limits.ts'
import { withoutInheritance } from './inherited-files.ts'

export type BackgroundStart = {
  readonly node: string
  readonly entry: string
  readonly args: readonly string[]
  readonly logFile: string
  readonly environment: Readonly<Record<string, string | undefined>>
  /** All that it reads on standard input: what may stand neither in a file nor on a command line. */
  readonly input?: string
}

/** Starts a program that outlives the app: a session of its own, nothing inherited, its words in a bounded log. */
export function startBackground(start: BackgroundStart): ChildProcess {
  mkdirSync(dirname(start.logFile), { recursive: true, mode: 0o700 })
  rotate(start.logFile)
  const log = openSync(start.logFile, 'a', 0o600)
  try {
    const child = withoutInheritance(
      log,
      (stdio) =>
        spawn(start.node, [start.entry, ...start.args], {
          detached: true,
          stdio,
          env: cleanEnvironment(start.environment),
          windowsHide: true,
        }),
      start.input === undefined ? 'ignore' : 'pipe',
    )
    child.stdin?.on('error', () => {}) // it ended before it read; its end is told elsewhere
    child.stdin?.end(start.input)
    child.unref()
    return child
  } finally {
    closeSync(log)
  }
}

/** One older log is kept. */
function rotate(logFile: string): void {
  const size = statSync(logFile, { throwIfNoEntry: false })?.size ?? 0
  if (size > backgroundLogBytesMax) renameSync(logFile, `${logFile}.1`)
}
