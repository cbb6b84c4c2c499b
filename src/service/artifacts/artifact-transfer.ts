import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { Readable } from 'node:stream'
import type { z } from 'zod'
import type { UploadArtifactQuery } from '../../shared/contract/api/raw-routes.ts'
import type { Disposable } from '../../shared/kernel/disposables.ts'
import { artifactBytesMax, uploadsAtOnceMax } from '../../shared/limits.ts'
import type { RawHandlersOf } from '../http/raw.ts'
import { Refusal } from '../refusal.ts'
import { livingRun } from '../runs/known-run.ts'
import type { Store } from '../store/store.ts'
import type { ArtifactFiles, ReceivedFile } from './artifact-files.ts'
import { knownArtifact } from './artifact-handlers.ts'
import { artifactItem, hasBytes } from './artifact-item.ts'
import { keepArtifact } from './keep-artifact.ts'

/** Bytes in and out: streamed to and from the disk, never held. */
export function artifactTransfer(
  store: Store,
  files: ArtifactFiles,
  newId: () => string,
): RawHandlersOf<'uploadArtifact' | 'downloadArtifact'> {
  let uploads = 0
  return {
    uploadArtifact: async ({ context, params, query }) => {
      if (uploads >= uploadsAtOnceMax)
        throw new Refusal('resource_unavailable', `${uploadsAtOnceMax} uploads are under way`)
      uploads += 1
      try {
        store.read((tx) => livingRun(tx, params.run_id))
        const uid = newId()
        const received = await files.receive(context.env.incoming, uid, artifactBytesMax)
        await files.keep(received, uid) // before its row: what is listed can be read
        const kept = await store
          .change((tx) => {
            const run = livingRun(tx, params.run_id)
            const artifact = { artifactUid: uid, type: query.artifact_type, data: dataOf(query, received) }
            const { uid: found, isNew } = keepArtifact(
              tx,
              run,
              artifact,
              ({ data }) => data['filepath'] === query.filepath && data['sha256'] === received.sha256,
            )
            return { item: artifactItem(knownArtifact(tx, found)), isNew }
          })
          .catch(async (error: unknown) => {
            await files.remove(uid)
            throw error
          })
        if (!kept.isNew) await files.remove(uid)
        return context.json(kept.item)
      } finally {
        uploads -= 1
      }
    },

    downloadArtifact: async ({ context, params }) => {
      const artifact = store.read((tx) => knownArtifact(tx, params.artifact_uid))
      if (!hasBytes(artifact))
        throw new Refusal('operation_not_supported', `a ${artifact.type} has no bytes of its own`)
      const path = files.path(artifact.artifactUid)
      const { size } = await stat(path)
      const body = Readable.toWeb(createReadStream(path)) as ReadableStream // Node's own type for the same thing
      return context.body(body, 200, {
        'content-type': String(artifact.data['mime_type']),
        'content-length': String(size),
        'content-disposition': `attachment; filename*=UTF-8''${encodeURIComponent(String(artifact.data['filename']))}`,
        'x-content-type-options': 'nosniff',
        'content-security-policy': "default-src 'none'; sandbox",
      })
    },
  }
}

/** Takes the bytes of deleted artifacts away, once their rows are gone for good. */
export const removeDeletedBytes = (
  store: Store,
  files: ArtifactFiles,
  failed: (error: unknown) => void,
): Disposable =>
  store.onCommitted(({ events }) => {
    for (const { type, refId } of events)
      if (type === 'artifact_deleted' && refId !== null) files.remove(refId).catch(failed)
  })

const dataOf = (query: z.output<typeof UploadArtifactQuery>, received: ReceivedFile) => ({
  filepath: query.filepath,
  filename: query.filepath.split('/').at(-1) ?? query.filepath,
  mime_type: query.mime_type,
  size_bytes: received.sizeBytes,
  sha256: received.sha256,
  ...(query.description === undefined ? {} : { description: query.description }),
})
