import { spawn } from 'node:child_process'
import { delay, type Clock } from '../shared/kernel/clock.ts'
import { strayGraceMs } from '../shared/limits.ts'
import { endTree } from './process-tree.ts'

/** Runs the command that ends what an execution's wrapping started; resolves when it is over, however it went. */
export function runStop(argv: readonly string[], log: (text: string) => void): Promise<void> {
  const [program, ...args] = argv
  if (program === undefined) return Promise.resolve()
  return new Promise((resolve) => {
    const child = spawn(program, args, { stdio: 'ignore' })
    child.once('error', (error) => {
      log(`--wrap-stop: ${error.message}`)
      resolve()
    })
    child.once('close', () => resolve())
  })
}

/**
 * Ends an execution that will be done again, its wrapping first, and gives it no time for a last word: it would tell of an
 * end that is ours, and its run would have failed.
 */
export async function endAtOnce(
  tree: Parameters<typeof endTree>[0],
  stopArgv: readonly string[],
  clock: Clock,
  log: (text: string) => void,
): Promise<void> {
  // One that hangs holds nobody up.
  if (stopArgv.length > 0) await Promise.race([runStop(stopArgv, log), delay(clock, strayGraceMs)])
  await endTree(tree, 0, clock)
}
