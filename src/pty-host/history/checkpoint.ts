import { promisify } from 'node:util'
import { constants, deflateRaw, inflateRaw } from 'node:zlib'
import { z } from 'zod'
import { historyInflatedBytesMax } from '../../shared/terminal-limits.ts'
import type { KeptAbove } from '../lines-above.ts'
import type { Capture } from '../mirror.ts'

const deflate = promisify(deflateRaw)
const inflate = promisify(inflateRaw)

const CheckpointMeta = z.object({
  cols: z.int().positive(),
  rows: z.int().positive(),
  unfinished: z.base64(), // the start of the sequence the stream stands in
  above: z.tuple([z.int().nonnegative(), z.int().nonnegative()]).nullable().default(null), // see `Capture`
})

/** The payload of a `checkpoint` frame: a 4-byte length of its description, the description, the screen's text deflated. */
export async function encodeCheckpoint(capture: Capture): Promise<readonly Uint8Array[]> {
  const { cols, rows, serialized, unfinished, above = null } = capture
  const meta = Buffer.from(
    JSON.stringify({ cols, rows, unfinished: Buffer.from(unfinished).toString('base64'), above }),
  )
  const length = Buffer.alloc(4)
  length.writeUInt32LE(meta.byteLength)
  const packed = await deflate(serialized, { level: constants.Z_BEST_SPEED })
  return [length, meta, packed]
}

/** The size of the screen in a `checkpoint` frame. Throws when it is none. */
export function sizeOfCheckpoint(payload: Buffer): { readonly cols: number; readonly rows: number } {
  const { cols, rows } = metaOf(payload)
  return { cols, rows }
}

/** The screen in a `checkpoint` frame. Throws when it is none. */
export async function decodeCheckpoint(payload: Buffer): Promise<Capture> {
  const { cols, rows, unfinished, above, end } = metaOf(payload)
  const text = await inflate(payload.subarray(end), { maxOutputLength: historyInflatedBytesMax })
  // In memory of its own: it moves to another thread.
  const serialized = new Uint8Array(text)
  return { cols, rows, serialized, unfinished: Buffer.from(unfinished, 'base64'), above }
}

/** The scrollback in a `checkpoint` frame, still packed; null where there is none, or none that stands on its own. */
export function aboveOfCheckpoint(payload: Buffer): KeptAbove | null {
  const { above: part, end } = metaOf(payload)
  return part && part[0] < part[1] ? { packed: Uint8Array.from(payload.subarray(end)), part } : null
}

function metaOf(payload: Buffer) {
  const end = 4 + payload.readUInt32LE(0)
  return { ...CheckpointMeta.parse(JSON.parse(payload.toString('utf8', 4, end))), end }
}
