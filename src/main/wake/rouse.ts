import { join } from 'node:path'
import { err, type Result } from '../../shared/kernel/result.ts'
import { writePipeLine } from './pipe-line.ts'

/** The named pipe on which a live, idle session waits for its wake; made by the harness's own hook. */
export const wakePipe = 'wake.fifo'

/**
 * Writes one line into the run's wake pipe: the session's waiter ends, and the harness begins a turn. Never blocks:
 * without a waiter (`not-armed`) nothing is written.
 */
export function rouse(runDirectory: string, line: string): Result<null, 'not-armed'> {
  const written = writePipeLine(join(runDirectory, wakePipe), line)
  return written.ok ? written : err('not-armed')
}
