import { readFileSync } from 'node:fs'

/** When the process began, in the words of its system; null where that cannot be told. Tells a reused pid apart. */
export function processStartTime(pid: number): string | null {
  if (process.platform !== 'linux') return null
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? null
  } catch {
    return null // no such process
  }
}
