import { closeSync, constants, openSync, writeSync } from 'node:fs'
import { err, ok, type Result } from '../../shared/kernel/result.ts'

/** Writes one line into a named pipe that somebody waits on. Never blocks: without a reader nothing is written. */
export function writePipeLine(path: string, line: string): Result<null, 'nobody-waits'> {
  let pipe: number
  try {
    pipe = openSync(path, constants.O_WRONLY | constants.O_NONBLOCK)
  } catch {
    return err('nobody-waits') // ENXIO: nobody reads; ENOENT: there is no pipe
  }
  try {
    writeSync(pipe, `${line.replaceAll('\n', ' ')}\n`)
    return ok(null)
  } catch {
    return err('nobody-waits') // the reader went away in between
  } finally {
    closeSync(pipe)
  }
}
