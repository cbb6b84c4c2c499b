import { promisify } from 'node:util'
import { constants, deflateRaw, inflateRaw } from 'node:zlib'
import { z } from 'zod'
import { historyInflatedBytesMax } from '../../shared/terminal-limits.ts'
import type { Capture } from '../mirror.ts'

const deflate = promisify(deflateRaw)
const inflate = promisify(inflateRaw)

const CheckpointMeta = z.object({
  cols: z.int().positive(),
  rows: z.int().positive(),
  unfinished: z.base64(), // the start of the sequence the stream stands in
})

/** The payload of a `checkpoint` frame: a 4-byte length of its description, the description, the screen's text deflated. */
export async function encodeCheckpoint(capture: Capture): Promise<readonly Uint8Array[]> {
  const { cols, rows, serialized, unfinished } = capture
  const meta = Buffer.from(
    JSON.stringify({ cols, rows, unfinished: Buffer.from(unfinished).toString('base64') }),
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
  const { cols, rows, unfinished, end } = metaOf(payload)
  const text = await inflate(payload.subarray(end), { maxOutputLength: historyInflatedBytesMax })
  // In memory of its own: it moves to another thread.
  return { cols, rows, serialized: new Uint8Array(text), unfinished: Buffer.from(unfinished, 'base64') }
}

function metaOf(payload: Buffer) {
  const end = 4 + payload.readUInt32LE(0)
  return { ...CheckpointMeta.parse(JSON.parse(payload.toString('utf8', 4, end))), end }
}
