import { execFile } from 'node:child_process'
import { delay, type Clock } from '../shared/kernel/clock.ts'
import { strayGraceMs, treeGonePollMs, treeKillRoundsMax } from '../shared/limits.ts'
import { readProcessTable } from './process-table.ts'
import { processesToEnd, type ProcessEntry, type TreeFacts } from './process-tree.ts'

/**
 * Ends a terminal's whole process tree: asks (SIGHUP, SIGTERM), waits up to `graceMs`, then kills. A signal goes only to
 * a process whose start time is still the one that was judged. Resolves when all are gone, or killed as often as allowed.
 */
export async function endTree(
  facts: TreeFacts,
  options: { readonly graceMs: number; readonly clock: Clock },
): Promise<void> {
  const { clock } = options
  if (process.platform === 'win32') return endWindowsTree(facts)
  /** Who is of the tree now, and who of those asked still lives though nothing but its identity ties it to the tree. */
  const find = async (asked: readonly ProcessEntry[]): Promise<readonly ProcessEntry[]> => {
    const table = await readProcessTable(process.platform)
    const found = new Set(processesToEnd(table, facts).map((entry) => entry.pid))
    const isAsked = (entry: ProcessEntry): boolean =>
      asked.some((before) => before.pid === entry.pid && before.startTime === entry.startTime)
    return table.filter((entry) => found.has(entry.pid) || isAsked(entry))
  }

  const asked = await find([])
  for (const entry of asked)
    for (const signal of ['SIGHUP', 'SIGTERM', 'SIGCONT'] as const) send(entry.pid, signal)
  const deadline = clock.now() + options.graceMs
  let left = asked.length > 0 ? await find(asked) : []
  while (left.length > 0 && clock.now() < deadline) {
    await delay(clock, Math.min(treeGonePollMs, Math.max(1, deadline - clock.now())))
    left = await find(asked)
  }
  for (let round = 0; left.length > 0 && round < treeKillRoundsMax; round += 1) {
    for (const entry of left) send(entry.pid, 'SIGKILL')
    await delay(clock, treeGonePollMs)
    left = await find(asked) // what was forked meanwhile carries the marker too
  }
}

function send(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal)
  } catch {
    // It ended since it was listed, or is not ours to signal: either way there is nothing more to do.
  }
}

function endWindowsTree(facts: TreeFacts): Promise<void> {
  if (facts.root === null) return Promise.resolve()
  const { pid } = facts.root
  return new Promise((resolve) => {
    execFile('taskkill', ['/pid', String(pid), '/T', '/F'], () => resolve()) // fails when it is gone already
  })
}

/** Ends what carries this marker and has lost its terminal. Resolves when it is gone; never rejects. */
export function sweepStrays(
  marker: string,
  deps: { readonly clock: Clock; readonly log: (line: string) => void },
): Promise<void> {
  return endTree(
    { root: null, marker, hostPid: process.pid },
    { graceMs: strayGraceMs, clock: deps.clock },
  ).catch((error: unknown) => deps.log(`cannot sweep after terminal ${marker}: ${String(error)}`))
}
