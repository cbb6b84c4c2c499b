import { closeSync, fstatSync, openSync, readSync } from 'node:fs'
import { transcriptTailBytes } from '../../shared/limits.ts'

/** The last lines of a transcript; none when it cannot be read. The first may be a part of one. */
export function tailOf(file: string): readonly string[] {
  try {
    const handle = openSync(file, 'r')
    try {
      const { size } = fstatSync(handle)
      const length = Math.min(size, transcriptTailBytes)
      const bytes = Buffer.alloc(length)
      readSync(handle, bytes, 0, length, size - length)
      return bytes.toString('utf8').split('\n')
    } finally {
      closeSync(handle)
    }
  } catch {
    return [] // it was moved away
  }
}
