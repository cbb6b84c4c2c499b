import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { basename } from 'node:path'
import { promisify } from 'node:util'
import { foregroundLookWithinMs } from '../../shared/limits.ts'

const run = promisify(execFile)

/** What of `/proc/PID/stat` or `ps` tells who has the terminal: the group of the process and the one in front. */
type Groups = { readonly group: number; readonly inFront: number }

/**
 * The name of the program that runs in front of a shell, or null when the shell itself waits for input. Null, too, where
 * it cannot be told: a question that is asked without a reason is soon answered without a look.
 */
export async function programInFront(
  shellPid: number,
  platform: 'linux' | 'darwin' | 'win32',
): Promise<string | null> {
  if (platform === 'win32') return null
  try {
    const groups = platform === 'linux' ? await readStat(shellPid) : await askPs(shellPid)
    if (!groups || groups.inFront <= 0 || groups.inFront === groups.group) return null
    return await nameOf(groups.inFront, platform)
  } catch {
    return null // the shell or the program is gone meanwhile
  }
}

async function readStat(pid: number): Promise<Groups | null> {
  return parseStat(await readFile(`/proc/${pid}/stat`, 'utf8'))
}

/** Fields 5 and 8; the name before them may hold blanks and parentheses. */
export function parseStat(stat: string): Groups | null {
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  const [group, inFront] = [Number(fields[2]), Number(fields[5])]
  return Number.isInteger(group) && Number.isInteger(inFront) ? { group, inFront } : null
}

async function askPs(pid: number): Promise<Groups | null> {
  const { stdout } = await run('ps', ['-o', 'pgid=,tpgid=', '-p', String(pid)], {
    timeout: foregroundLookWithinMs,
  })
  const [group, inFront] = stdout.trim().split(/\s+/).map(Number)
  return group !== undefined && inFront !== undefined ? { group, inFront } : null
}

async function nameOf(pid: number, platform: 'linux' | 'darwin'): Promise<string> {
  if (platform === 'linux') return (await readFile(`/proc/${pid}/comm`, 'utf8')).trim()
  const { stdout } = await run('ps', ['-o', 'comm=', '-p', String(pid)], { timeout: foregroundLookWithinMs })
  return basename(stdout.trim())
}
