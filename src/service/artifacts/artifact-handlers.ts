import { apiBase } from '../../shared/contract/api/api-base.ts'
import { downloadTicketMs } from '../../shared/limits.ts'
import type { HandlersOf } from '../handler.ts'
import type { Tickets } from '../http/tickets.ts'
import { Refusal } from '../refusal.ts'
import { knownRun } from '../runs/known-run.ts'
import { wireTime } from '../wire-time.ts'
import type { StoredArtifact } from '../store/rows.ts'
import type { Transaction } from '../store/store.ts'
import { artifactItem, hasBytes } from './artifact-item.ts'

/** What runs leave behind, but for the bytes themselves. */
export const artifactHandlers = (
  tickets: Tickets,
): HandlersOf<'listArtifacts' | 'getArtifact' | 'deleteArtifact'> => ({
  listArtifacts: ({ tx, params }) => ({
    artifacts: tx.artifacts.ofRun(knownRun(tx, params.run_id).runId).map(artifactItem),
  }),

  getArtifact: ({ tx, caller, params, base }) => {
    const artifact = knownArtifact(tx, params.artifact_uid)
    const { mime_type: type, ...data } = artifact.data
    const about = {
      artifact_uid: artifact.artifactUid,
      artifact_type: artifact.type,
      created_at: wireTime(artifact.createdAt),
      run_id: artifact.runId,
    }
    if (!hasBytes(artifact)) return { ...about, data: { ...data } }
    const path = `/agent/artifacts/${artifact.artifactUid}/content`
    const { ticket, expiresAt } = tickets.issue(
      caller.credential,
      `${apiBase}${path}`,
      'until-it-expires',
      downloadTicketMs,
    )
    return {
      ...about,
      data: {
        ...data,
        content_type: String(type),
        download_url: `${base}${path}?ticket=${ticket}`,
        expires_at: wireTime(expiresAt),
      },
    }
  },

  deleteArtifact: ({ tx, params }) => {
    const artifact = knownArtifact(tx, params.artifact_uid)
    const run = knownRun(tx, artifact.runId)
    tx.artifacts.remove(artifact.artifactUid)
    tx.events.append(run, { type: 'artifact_deleted', refId: artifact.artifactUid })
  },
})

/** The artifact; refuses with 404. */
export function knownArtifact(tx: Transaction, uid: string): StoredArtifact {
  const artifact = tx.artifacts.find(uid)
  if (artifact === null) throw new Refusal('resource_not_found', `no artifact ${uid}`)
  return artifact
}
