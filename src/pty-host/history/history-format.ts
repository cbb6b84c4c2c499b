import { crc32 } from 'node:zlib'
import { z } from 'zod'
import { ProcessExit } from '../../shared/contract/host.ts'
import { TerminalId } from '../../shared/domain/ids.ts'

// A terminal's history is one file: frames of a 4-byte little-endian length (of the payload), a 4-byte CRC-32 (of kind and
// payload), one byte of kind, then the payload. The first is a header; a checkpoint, if there is one, is the second, and
// the front of it the third; then follow what the process put out, sizes and facts in the order in which they happened.
// What is torn at the end is cut.

/** What a frame holds. Numbers are fixed for ever; a new meaning gets a new number. */
export const historyKinds = {
  header: 1, // JSON HistoryHeader
  checkpoint: 2, // see `encodeCheckpoint`
  output: 3, // raw bytes of the process
  resized: 4, // JSON { cols, rows }
  facts: 5, // JSON HistoryFacts: the last one counts
  front: 6, // as a checkpoint: the same screen without its scrollback; older programs pass it over
} as const
export type HistoryKind = (typeof historyKinds)[keyof typeof historyKinds]

export const historyFrameHeaderBytes = 9

/** The format this program writes, and the only one it reads. */
export const historyFormat = 1

export const HistoryHeader = z.object({
  format: z.int().positive(),
  terminalId: TerminalId,
  generation: z.int().positive(), // one more at each checkpoint: which of two copies is the newer
})

/** What is known of a terminal besides its screen, as it is kept. */
export const HistoryFacts = z
  .object({
    incarnation: z.int().nonnegative(),
    wasAlive: z.boolean(), // a process ran when this was written: the host's death leaves strays of that incarnation
    exit: ProcessExit.nullable(),
    cols: z.int().positive(),
    rows: z.int().positive(),
    title: z.string(),
    cwd: z.string().nullable(),
    argv0: z.string().nullable(),
    lastInputAt: z.number().nullable(),
    lastOutputAt: z.number().nullable(),
  })
  .readonly()
export type HistoryFacts = z.infer<typeof HistoryFacts>

/** A size, as a `resized` frame holds it. */
export const HistorySize = z.object({ cols: z.int().positive(), rows: z.int().positive() }).readonly()

/** One frame, in pieces that are not copied. */
export function encodeFrame(kind: HistoryKind, pieces: readonly Uint8Array[]): readonly Uint8Array[] {
  const header = Buffer.alloc(historyFrameHeaderBytes)
  header[8] = kind
  let checksum = crc32(header.subarray(8))
  for (const piece of pieces) checksum = crc32(piece, checksum)
  header.writeUInt32LE(
    pieces.reduce((sum, piece) => sum + piece.byteLength, 0),
    0,
  )
  header.writeUInt32LE(checksum, 4)
  return [header, ...pieces]
}

/** One frame of JSON. */
export const encodeJson = (kind: HistoryKind, value: unknown): readonly Uint8Array[] =>
  encodeFrame(kind, [Buffer.from(JSON.stringify(value))])

/** Why reading stopped: at the end, at a frame that was not written whole, or at one that was changed since. */
export type HistoryEnd = 'complete' | 'torn' | 'corrupt'

export type HistoryFrame = { readonly kind: number; readonly payload: Buffer }

/** All whole frames from the start, how many bytes they take, and what follows them. */
export function decodeFrames(file: Buffer): {
  readonly frames: readonly HistoryFrame[]
  readonly bytes: number
  readonly end: HistoryEnd
} {
  const frames: HistoryFrame[] = []
  let at = 0
  while (at < file.byteLength) {
    if (at + historyFrameHeaderBytes > file.byteLength) return { frames, bytes: at, end: 'torn' }
    const end = at + historyFrameHeaderBytes + file.readUInt32LE(at)
    // A length that was changed looks like a frame that was not written whole: both end there.
    if (end > file.byteLength) return { frames, bytes: at, end: 'torn' }
    if (crc32(file.subarray(at + 8, end)) !== file.readUInt32LE(at + 4))
      return { frames, bytes: at, end: end === file.byteLength ? 'torn' : 'corrupt' }
    frames.push({ kind: file[at + 8] ?? 0, payload: file.subarray(at + historyFrameHeaderBytes, end) })
    at = end
  }
  return { frames, bytes: at, end: 'complete' }
}
