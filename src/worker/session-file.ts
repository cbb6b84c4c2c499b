import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { open, stat } from 'node:fs/promises'
import type { SessionFile } from '../shared/contract/api/transcript-transfer.ts'

/** A session's file as it is now; what is written to it later is not looked at. Null when there is none. */
export async function openSessionFile(path: string): Promise<SessionFile | null> {
  const found = await stat(path).catch(() => null)
  if (found === null) return null
  return {
    size: found.size,
    read: async (offset, length) => {
      const handle = await open(path, 'r')
      try {
        const { buffer, bytesRead } = await handle.read({ buffer: Buffer.alloc(length), position: offset })
        return buffer.subarray(0, bytesRead).toString('base64')
      } finally {
        await handle.close()
      }
    },
    digest: async (length) => {
      const hash = createHash('sha256')
      if (length > 0)
        for await (const bytes of createReadStream(path, { end: length - 1 })) hash.update(bytes as Buffer) // no encoding was asked for
      return hash.digest('hex')
    },
  }
}
