import type { RunId } from '../../domain/ids.ts'
import { err, ok, type Result } from '../../kernel/result.ts'
import type { AttachmentItem } from './attachment.ts'
import { describeFailure, type ApiClient } from './client.ts'

/** One attachment; `data` is its base64, null when it need not be written again. */
export type FetchedAttachment = { readonly item: AttachmentItem; readonly data: string | null }

/** Gets what was given with a run's prompt, but for what `isThere` already; says in words what could not be had. */
export async function fetchAttachments(
  client: ApiClient,
  runId: RunId,
  items: readonly AttachmentItem[],
  isThere: (item: AttachmentItem) => boolean,
): Promise<Result<readonly FetchedAttachment[], string>> {
  const fetched: FetchedAttachment[] = []
  for (const item of items) {
    if (isThere(item)) {
      fetched.push({ item, data: null })
      continue
    }
    const params = { run_id: runId, attachment_uid: item.attachment_uid }
    const got = await client.call('getAttachment', { params })
    if (!got.ok)
      return err(`the attachment ${item.file_name} could not be had: ${describeFailure(got.error)}`)
    fetched.push({ item, data: got.value.data })
  }
  return ok(fetched)
}
