import { createHash } from 'node:crypto'
import type { z } from 'zod'
import type { AttachmentInput, AttachmentItem } from '../../shared/contract/api/attachment.ts'
import { attachmentBytesMax } from '../../shared/limits.ts'
import type { HandlersOf } from '../handler.ts'
import { Refusal } from '../refusal.ts'
import type { Run, StoredAttachment } from '../store/rows.ts'
import type { Transaction } from '../store/store.ts'
import { knownRun } from './known-run.ts'

/** Keeps what was given with the prompt of a run that is being created. */
export function keepAttachments(
  tx: Transaction,
  { runId }: Pick<Run, 'runId'>,
  given: readonly AttachmentInput[],
): void {
  let total = 0
  given.forEach(({ file_name: name, mime_type: mimeType, data }, position) => {
    const bytes = decoded(data, name)
    total += bytes.length
    if (total > attachmentBytesMax)
      throw new Refusal('request_too_large', `attachments: at most ${attachmentBytesMax} bytes together`)
    const sha256 = createHash('sha256').update(bytes).digest('hex')
    tx.attachments.insert({ attachmentUid: tx.newId(), runId, position, name, mimeType, sha256, bytes })
  })
}

/** Node decodes whatever it is given; what does not come back the same was no base64. */
function decoded(data: string, name: string): Buffer {
  const bytes = Buffer.from(data, 'base64')
  if (bytes.toString('base64').replace(/=+$/, '') === data.replace(/=+$/, '')) return bytes
  throw new Refusal('invalid_request', `attachments: the data of ${name} is not base64`)
}

export const attachmentHandlers: HandlersOf<'listAttachments' | 'getAttachment'> = {
  listAttachments: ({ tx, params }) => ({
    attachments: tx.attachments.ofRun(knownRun(tx, params.run_id).runId).map(attachmentItem),
  }),

  getAttachment: ({ tx, params }) => {
    const found = tx.attachments.find(knownRun(tx, params.run_id).runId, params.attachment_uid)
    if (found === null)
      throw new Refusal(
        'resource_not_found',
        `run ${params.run_id} has no attachment ${params.attachment_uid}`,
      )
    return {
      ...attachmentItem({ ...found, sizeBytes: found.bytes.length }),
      data: Buffer.from(found.bytes).toString('base64'),
    }
  },
}

/** What the wire tells of it. */
export const attachmentItem = (
  attachment: Omit<StoredAttachment, 'bytes'> & { readonly sizeBytes: number },
): z.input<typeof AttachmentItem> => ({
  attachment_uid: attachment.attachmentUid,
  file_name: attachment.name,
  mime_type: attachment.mimeType,
  size_bytes: attachment.sizeBytes,
  sha256: attachment.sha256,
})
