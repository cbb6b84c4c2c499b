import { readFileSync } from 'node:fs'
import type { Clock } from '../shared/kernel/clock.ts'
import type { Disposable } from '../shared/kernel/disposables.ts'
import { memoryLookMs } from '../shared/worker-limits.ts'
import { markedProcesses } from './process-tree.ts'

/** Looks at what all processes of an execution use together; `onReached` is called once. */
export function watchMemory(
  { executionId }: { readonly executionId: string },
  bytesMax: number,
  clock: Clock,
  onReached: () => void,
): Disposable {
  let timer: Disposable = { dispose: () => {} }
  const look = (): void => {
    const used = markedProcesses(executionId).reduce((sum, pid) => sum + residentBytes(pid), 0)
    if (used > bytesMax) return onReached()
    timer = clock.after(memoryLookMs, look)
  }
  timer = clock.after(memoryLookMs, look)
  return { dispose: () => timer.dispose() }
}

/** What a process has in memory, as Linux tells it; 0 for one that is gone. */
function residentBytes(pid: number): number {
  try {
    const kilobytes = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]
    return Number(kilobytes ?? 0) * 1024
  } catch {
    return 0
  }
}
