import type { Terminal } from '@xterm/headless'

/**
 * Parses at once. xterm's own `write` waits for a timer of 1 ms before each parse, during which a pty's small buffer is
 * the limit: it halves the throughput. `writeSync` is private in 6.0.0 and said to be unreliable with asynchronous
 * parser handlers only; there are none here.
 */
export function syncWriter(terminal: Terminal): (bytes: Uint8Array) => void {
  type Privates = { readonly _core?: { readonly _writeBuffer?: { writeSync?: (bytes: Uint8Array) => void } } }
  const buffer = (terminal as Terminal & Privates)._core?._writeBuffer // checked below
  if (!buffer?.writeSync) throw new Error('this version of @xterm/headless has no writeSync')
  return (bytes) => buffer.writeSync?.(bytes)
}
