import { readdirSync } from 'node:fs'
import { readProcess } from './processor-seconds.ts'

/** What processes have of the memory, each shared page by its share (PSS), in MB. */
export function proportionalMemory(pids: readonly number[]): number {
  const kilobytes = pids.map((pid) =>
    Number(/^Pss:\s+(\d+)/m.exec(readProcess(pid, 'smaps_rollup'))?.[1] ?? 0),
  )
  return kilobytes.reduce((sum, one) => sum + one, 0) / 1_024
}

/** A process and all that it started, as far as it is there. */
export function withDescendants(root: number): readonly number[] {
  const parents = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(
      (name) => [Number(name), Number(/\) \S (\d+)/.exec(readProcess(Number(name), 'stat'))?.[1])] as const,
    )
  const found = [root]
  for (const pid of found)
    found.push(...parents.filter(([, parent]) => parent === pid).map(([child]) => child))
  return found
}
