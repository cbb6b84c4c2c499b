import { readFileSync } from 'node:fs'

/** What these processes have used of the processor so far, in seconds. Says what something costs, however busy the machine is. */
export const processorSeconds = (pids: readonly number[]): number =>
  pids.reduce((sum, pid) => sum + ticksOf(pid), 0) / 100

function ticksOf(pid: number): number {
  const stat = readProcess(pid, 'stat')
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  return Number(fields[11] ?? 0) + Number(fields[12] ?? 0)
}

/** A file of /proc; empty when the process is gone. */
export function readProcess(pid: number, name: string): string {
  try {
    return readFileSync(`/proc/${pid}/${name}`, 'utf8')
  } catch {
    return '' // gone meanwhile
  }
}
