import { existsSync, readdirSync } from 'node:fs'
import { open } from 'node:fs/promises'
import { join } from 'node:path'
import type { ApiClient } from '../shared/contract/api/client.ts'
import type { HarnessSessionId, RunId } from '../shared/domain/ids.ts'
import type { HarnessName } from '../shared/domain/harness-name.ts'
import type { SessionPlace } from '../shared/harness/harness.ts'
import { transcriptBytesMax } from '../shared/limits.ts'

/** Uploads what the harness wrote about its session; of a file that is too long, its last whole lines. */
export async function uploadTranscript(
  client: ApiClient,
  runId: RunId,
  harness: HarnessName,
  session: HarnessSessionId,
  file: string,
): Promise<void> {
  const content = await readTail(file, transcriptBytesMax)
  if (content === null) return
  await client.call('putTranscript', {
    params: { run_id: runId },
    body: { format: `${harness}-jsonl`, session_id: session, content },
  })
}

async function readTail(file: string, bytesMax: number): Promise<string | null> {
  let handle
  try {
    handle = await open(file, 'r')
  } catch {
    return null // the harness did not get as far as writing one
  }
  try {
    const { size } = await handle.stat()
    const length = Math.min(size, bytesMax)
    const { buffer } = await handle.read({ buffer: Buffer.alloc(length), position: size - length })
    const text = buffer.toString('utf8')
    return length < size ? text.slice(text.indexOf('\n') + 1) : text
  } finally {
    await handle.close()
  }
}

/** The file in which a harness keeps a session; null when there is none. */
export function findSession(place: SessionPlace): string | null {
  if (place.kind === 'file') return existsSync(place.path) ? place.path : null
  if (!existsSync(place.directory)) return null
  const names = readdirSync(place.directory, { recursive: true, encoding: 'utf8' })
  const found = names.find((name) => name.endsWith(place.ending))
  return found === undefined ? null : join(place.directory, found)
}
