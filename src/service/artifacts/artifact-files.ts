import { createHash } from 'node:crypto'
import { mkdirSync, readdirSync, rmSync } from 'node:fs'
import { open, rename, rm } from 'node:fs/promises'
import type { IncomingMessage } from 'node:http'
import { join } from 'node:path'
import { uploadSilenceMs } from '../../shared/http-limits.ts'
import { Refusal } from '../refusal.ts'
import { closeToOthers } from '../files/service-directory.ts'

export type ReceivedFile = { readonly draft: string; readonly sizeBytes: number; readonly sha256: string }

/** The bytes of artifacts: one file each, named by the artifact's uid, readable by the service's user alone. */
export class ArtifactFiles {
  readonly #directory: string

  constructor(directory: string) {
    this.#directory = directory
    mkdirSync(directory, { recursive: true, mode: 0o700 })
    closeToOthers(directory, 0o700)
  }

  readonly path = (uid: string): string => join(this.#directory, uid)

  /** Writes a request's body to disk as it comes; it is not an artifact yet. Refuses with 413, and then keeps nothing. */
  async receive(incoming: IncomingMessage, draftName: string, bytesMax: number): Promise<ReceivedFile> {
    if (Number(incoming.headers['content-length'] ?? 0) > bytesMax) throw tooLarge(bytesMax)
    const draft = join(this.#directory, `${draftName}.part`)
    const hash = createHash('sha256')
    let sizeBytes = 0
    incoming.setTimeout(uploadSilenceMs, () => void incoming.destroy())
    try {
      const file = await open(draft, 'wx', 0o600)
      try {
        // A refusal is still to be answered on this connection, so it must not be destroyed with the iterator.
        const body: AsyncIterable<Buffer> = incoming.iterator({ destroyOnReturn: false })
        for await (const chunk of body) {
          sizeBytes += chunk.length
          if (sizeBytes > bytesMax) throw tooLarge(bytesMax)
          hash.update(chunk)
          await file.writeFile(chunk)
        }
        await file.sync()
      } finally {
        await file.close()
      }
      return { draft, sizeBytes, sha256: hash.digest('hex') }
    } catch (error) {
      await rm(draft, { force: true })
      if (incoming.destroyed && !incoming.complete)
        throw new Refusal('invalid_request', 'the upload was cut off; nothing was kept')
      throw error
    }
  }

  /** From here on the bytes are found under the uid. */
  readonly keep = (received: ReceivedFile, uid: string): Promise<void> =>
    rename(received.draft, this.path(uid))
  readonly drop = (received: ReceivedFile): Promise<void> => rm(received.draft, { force: true })
  readonly remove = (uid: string): Promise<void> => rm(this.path(uid), { force: true })

  /** Removes what no artifact knows: an upload that a crash cut off, or a file whose artifact is gone. */
  sweep(known: ReadonlySet<string>): void {
    for (const name of readdirSync(this.#directory))
      if (!known.has(name)) rmSync(join(this.#directory, name), { force: true })
  }
}

const tooLarge = (bytesMax: number): Refusal =>
  new Refusal('request_too_large', `an artifact has at most ${bytesMax} bytes; nothing was kept`)
