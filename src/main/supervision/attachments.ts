import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describeFailure, type ApiClient } from '../../shared/contract/api/client.ts'
import { fetchAttachments } from '../../shared/contract/api/fetch-attachments.ts'
import { attachmentsFolder, type AttachedFile } from '../../shared/domain/attached-files.ts'
import type { RunId } from '../../shared/domain/ids.ts'
import { err, ok, type Result } from '../../shared/kernel/result.ts'

/** What was given with the prompt of a run that starts here, in its private directory. */
export async function takeAttachments(
  client: ApiClient,
  runId: RunId,
  runDirectory: string,
): Promise<Result<readonly AttachedFile[], string>> {
  const listed = await client.call('listAttachments', { params: { run_id: runId } })
  if (!listed.ok) return err(describeFailure(listed.error))
  const { attachments } = listed.value
  if (attachments.length === 0) return ok([])
  const fetched = await fetchAttachments(client, runId, attachments, () => false)
  if (!fetched.ok) return fetched
  const folder = join(runDirectory, attachmentsFolder)
  await mkdir(folder, { recursive: true, mode: 0o700 })
  const files: AttachedFile[] = []
  for (const { item, data } of fetched.value) {
    const path = join(folder, item.file_name) // a plain name: the schema says so
    await writeFile(path, Buffer.from(data ?? '', 'base64'), { mode: 0o600 })
    files.push({ path, mimeType: item.mime_type, sizeBytes: item.size_bytes })
  }
  return ok(files)
}
