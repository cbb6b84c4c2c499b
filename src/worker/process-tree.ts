import { readdirSync, readFileSync } from 'node:fs'
import { delay, type Clock } from '../shared/kernel/clock.ts'
import { treeGonePollMs, treeKillRoundsMax } from '../shared/limits.ts'

/** Each process of an execution carries its id in this variable: so what left the group is found too. */
export const executionMarker = 'REVEILLE_EXECUTION'

/** Ends all processes of an execution: asks, waits for at most `graceMs` (0 asks nobody), then kills until none is left. */
export async function endTree(
  tree: { readonly group: number | null; readonly executionId: string },
  graceMs: number,
  clock: Clock,
): Promise<void> {
  if (graceMs > 0) signalTree(tree, 'SIGTERM')
  const deadline = clock.now() + graceMs
  while (isAlive(tree) && clock.now() < deadline) await delay(clock, treeGonePollMs)
  for (let round = 0; round < treeKillRoundsMax && isAlive(tree); round += 1) {
    signalTree(tree, 'SIGKILL')
    await delay(clock, treeGonePollMs)
  }
}

type Tree = Parameters<typeof endTree>[0]

function signalTree(tree: Tree, signal: NodeJS.Signals): void {
  if (tree.group !== null) send(-tree.group, signal)
  for (const pid of markedProcesses(tree.executionId)) send(pid, signal)
}

const isAlive = (tree: Tree): boolean =>
  (tree.group !== null && send(-tree.group, 0)) || markedProcesses(tree.executionId).length > 0

function send(pid: number, signal: NodeJS.Signals | 0): boolean {
  try {
    return process.kill(pid, signal)
  } catch {
    return false // gone, or never ours
  }
}

/** Every process of this user whose environment carries the marker; none where there is no `/proc`. */
export function markedProcesses(executionId: string): number[] {
  if (process.platform !== 'linux') return []
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
    .filter((name) => environOf(name).includes(`${executionMarker}=${executionId}`) && !isZombie(name))
    .map(Number)
}

function environOf(pid: string): string[] {
  try {
    return readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0')
  } catch {
    return [] // another user's, or gone
  }
}

function isZombie(pid: string): boolean {
  try {
    return /\) Z /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'))
  } catch {
    return true
  }
}

/** When a process started, as its system tells it: with the pid it is an identity. Null where that is not known. */
export function processStartTime(pid: number): string | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? null
  } catch {
    return null
  }
}
