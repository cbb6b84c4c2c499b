import { closeSync, constants, openSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { err, ok, type Result } from '../../shared/kernel/result.ts'

/** The named pipe on which a live, idle session waits for its wake; made by the harness's own hook. */
export const wakePipe = 'wake.fifo'

/**
 * Writes one line into the run's wake pipe: the session's waiter ends, and the harness begins a turn. Never blocks:
 * without a waiter (`not-armed`) nothing is written.
 */
export function rouse(runDirectory: string, line: string): Result<null, 'not-armed'> {
  let pipe: number
  try {
    pipe = openSync(join(runDirectory, wakePipe), constants.O_WRONLY | constants.O_NONBLOCK)
  } catch {
    return err('not-armed') // ENXIO: nobody reads; ENOENT: no turn has ended yet
  }
  try {
    writeSync(pipe, `${line.replaceAll('\n', ' ')}\n`)
    return ok(null)
  } catch {
    return err('not-armed') // the waiter went away in between
  } finally {
    closeSync(pipe)
  }
}
