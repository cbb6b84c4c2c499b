import { spawn } from 'node:child_process'
import { closeSync, mkdirSync, openSync, renameSync, statSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { HostAddress, hostAddressPath } from '../../shared/contract/host.ts'
import { hostGivesBackBytes, hostLogBytesMax } from '../../shared/terminal-limits.ts'
import { withoutInheritance } from './inherited-files.ts'

/** How the pty host of one data folder is started. */
export type PtyHostLaunch = {
  readonly dataDir: string
  readonly node24Path: string
  readonly entry: string // src/pty-host/main.ts in a checkout, its bundle in the packaged app
  readonly env: Readonly<Record<string, string | undefined>>
  readonly appVersion: string
}

const kept =
  /^(PATH|HOME|USER|LOGNAME|LANG|LC_\w+|TZ|TMPDIR|TEMP|TMP|XDG_RUNTIME_DIR|SystemRoot|SystemDrive|USERPROFILE|APPDATA|LOCALAPPDATA|ComSpec|PATHEXT)$/i

/**
 * What the host itself needs. It outlives main, and every process it starts gets an environment of its own anyway. With glibc,
 * memory of half a megabyte and more is given back to the system when it is free: what lines of terminals are kept in.
 */
export const hostEnvironment = (env: PtyHostLaunch['env']): Record<string, string> => ({
  ...Object.fromEntries(
    Object.entries(env).flatMap(([name, value]) =>
      value !== undefined && kept.test(name) ? [[name, value]] : [],
    ),
  ),
  ...(process.platform === 'linux' ? { MALLOC_MMAP_THRESHOLD_: String(hostGivesBackBytes) } : {}),
})

/** Where the host's own log is. */
export const hostLogPath = (dataDir: string): string =>
  join(dirname(join(dataDir, hostAddressPath)), 'host.log')

/** Starts a host that outlives this process. `onFailed` is told when it cannot start; a second host ends by itself. */
export function launchPtyHost(launch: PtyHostLaunch, onFailed: (because: string) => void): void {
  const logPath = hostLogPath(launch.dataDir)
  mkdirSync(dirname(logPath), { recursive: true, mode: 0o700 })
  const log = openLog(logPath)
  // It collects the lines of a terminal that sleeps at once, not when it needs memory.
  const args = ['--expose-gc', launch.entry, '--data-dir', launch.dataDir, '--app-version', launch.appVersion]
  const child = withoutInheritance(log, (stdio) =>
    spawn(launch.node24Path, args, {
      detached: true, // a session of its own: it survives main and the terminal main was started from
      stdio,
      cwd: launch.dataDir,
      env: hostEnvironment(launch.env),
      windowsHide: true,
    }),
  )
  closeSync(log)
  child.once('error', (error) => onFailed(error.message))
  child.once('exit', (code, signal) => {
    if (code !== 0) onFailed(`the pty host ended with ${code ?? signal}, see ${logPath}`)
  })
  child.unref()
}

/** The address the running host wrote; null when there is none, or none that can be read. */
export async function readHostAddress(dataDir: string): Promise<HostAddress | null> {
  try {
    const parsed = HostAddress.safeParse(JSON.parse(await readFile(join(dataDir, hostAddressPath), 'utf8')))
    return parsed.success ? parsed.data : null
  } catch {
    return null
  }
}

/** One older log is kept, so two bound what the logs take. */
function openLog(path: string): number {
  const size = statSync(path, { throwIfNoEntry: false })?.size ?? 0
  if (size > hostLogBytesMax) renameSync(path, `${path}.old`)
  return openSync(path, 'a', 0o600)
}
