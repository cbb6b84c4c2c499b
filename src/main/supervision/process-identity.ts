import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'

/** When a process began, as its system tells it; null when that cannot be told. Guards against a reused pid. */
export function processStartTime(pid: number): string | null {
  try {
    if (process.platform === 'linux') {
      const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
      return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? null
    }
    if (process.platform === 'darwin')
      return execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8' }).trim() || null
    return null
  } catch {
    return null // gone, or not ours to see
  }
}

/** Whether the process recorded earlier still lives. */
export function isSameProcess(pid: number, startTime: string | null): boolean {
  try {
    process.kill(pid, 0)
  } catch {
    return false
  }
  if (isZombie(pid)) return false // it has ended; only nobody has asked how
  const now = processStartTime(pid)
  return startTime === null || now === null || now === startTime
}

/** Whether a signal holds it, as Ctrl-Z or `kill -STOP` do; false where that cannot be told. */
export function isStopped(pid: number): boolean {
  try {
    if (process.platform === 'linux') return /\) [Tt] /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'))
    if (process.platform !== 'darwin') return false
    return execFileSync('ps', ['-o', 'state=', '-p', String(pid)], { encoding: 'utf8' }).startsWith('T')
  } catch {
    return false // gone, or not ours to see
  }
}

function isZombie(pid: number): boolean {
  if (process.platform !== 'linux') return false
  try {
    return /\) [ZX] /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'))
  } catch {
    return true
  }
}
