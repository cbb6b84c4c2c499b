import { readdirSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import type { ApiClient } from '../shared/contract/api/client.ts'
import { RunId } from '../shared/domain/ids.ts'
import { isEnded } from '../shared/domain/run.ts'

/** What the service says of a run whose folder lies here. */
type Standing = 'needed' | 'ended' | 'gone'

/**
 * Removes folders of runs that are over: of killed and unknown runs at once, of ended ones when nothing in them was
 * touched for `keepMs`. A removed folder ends what a session could resume from, so ended runs are kept long.
 */
export async function cleanUpRunFolders(
  dataDirectory: string,
  client: ApiClient,
  keepMs: number,
  now: number,
): Promise<readonly RunId[]> {
  const root = join(dataDirectory, 'worker', 'runs')
  const removed: RunId[] = []
  for (const name of namesIn(root)) {
    const runId = RunId.safeParse(name)
    if (!runId.success) continue // not one of ours: left alone
    const standing = await standingOf(client, runId.data)
    const isOld = now - statSync(join(root, name)).mtimeMs > keepMs
    if (standing === 'needed' || (standing === 'ended' && !isOld)) continue
    rmSync(join(root, name), { recursive: true, force: true, maxRetries: 3 })
    removed.push(runId.data)
  }
  return removed
}

async function standingOf(client: ApiClient, runId: RunId): Promise<Standing> {
  const run = await client.call('getRun', { params: { run_id: runId } })
  if (run.ok) return run.value.is_killed ? 'gone' : isEnded(run.value.state) ? 'ended' : 'needed'
  // Only the service's own word that it knows no such run counts; silence means needed.
  return run.error.kind === 'refused' && run.error.status === 404 ? 'gone' : 'needed'
}

function namesIn(directory: string): readonly string[] {
  try {
    return readdirSync(directory)
  } catch {
    return [] // no run was executed here yet
  }
}
