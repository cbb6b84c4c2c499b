import { mkdirSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { AttachmentItem } from '../shared/contract/api/attachment.ts'
import type { ApiClient } from '../shared/contract/api/client.ts'
import { fetchAttachments } from '../shared/contract/api/fetch-attachments.ts'
import { attachmentsFolder, type AttachedFile } from '../shared/domain/attached-files.ts'
import type { RunId } from '../shared/domain/ids.ts'
import { ok, type Result } from '../shared/kernel/result.ts'

/** Puts what was given with the run's prompt into its private folder, each file for its user alone. What is there stays. */
export async function deliverAttachments(
  client: ApiClient,
  runId: RunId,
  items: readonly AttachmentItem[],
  runDirectory: string,
): Promise<Result<readonly AttachedFile[], string>> {
  const folder = join(runDirectory, attachmentsFolder)
  const pathOf = (item: AttachmentItem): string => join(folder, item.file_name) // a plain name: the schema says so
  const isThere = (item: AttachmentItem): boolean =>
    statSync(pathOf(item), { throwIfNoEntry: false })?.size === item.size_bytes
  const fetched = await fetchAttachments(client, runId, items, isThere)
  if (!fetched.ok) return fetched
  if (items.length > 0) mkdirSync(folder, { recursive: true, mode: 0o700 })
  for (const { item, data } of fetched.value)
    if (data !== null) writeFileSync(pathOf(item), Buffer.from(data, 'base64'), { mode: 0o600 })
  return ok(
    items.map((item) => ({ path: pathOf(item), mimeType: item.mime_type, sizeBytes: item.size_bytes })),
  )
}
