import { open, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { delay, type Clock } from '../../shared/kernel/clock.ts'
import { hookLockPollMs, hookLockWaitMs } from '../../shared/limits.ts'

/**
 * Runs `work` as the only hook of its run. Claude starts the hooks of parallel tool calls together, and a second take
 * would hand out again what the first one has not shown yet. Null when the lock could not be had in time: then the
 * next hook takes the mailbox.
 */
export async function withHookLock<Value>(
  runDirectory: string,
  clock: Clock,
  work: () => Promise<Value>,
): Promise<Value | null> {
  const path = join(runDirectory, 'hook.lock')
  const deadline = clock.now() + hookLockWaitMs
  while (!(await acquire(path))) {
    if (clock.now() >= deadline) return null
    await delay(clock, hookLockPollMs) // a lock file tells nobody of its end; it is held for some 20 ms
  }
  try {
    return await work()
  } finally {
    await rm(path, { force: true })
  }
}

async function acquire(path: string): Promise<boolean> {
  try {
    const file = await open(path, 'wx', 0o600)
    await file.writeFile(String(process.pid))
    await file.close()
    return true
  } catch {
    if (await isHeld(path)) return false
    await rm(path, { force: true }) // its holder died; should two see that at once, one of them loses the next round
    return false
  }
}

async function isHeld(path: string): Promise<boolean> {
  try {
    const pid = Number(await readFile(path, 'utf8'))
    if (pid === 0) return true // just being written
    process.kill(pid, 0)
    return true
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : null
    return code === 'EPERM'
  }
}
