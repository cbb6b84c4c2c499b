import { artifactsPerRunMax } from '../../shared/limits.ts'
import { Refusal } from '../refusal.ts'
import type { Run, StoredArtifact } from '../store/rows.ts'
import type { Transaction } from '../store/store.ts'

type Kept = Pick<StoredArtifact, 'artifactUid' | 'type' | 'data'>

/**
 * Adds an artifact to its run, or answers the same one that was there before: `isSame` says which that is. Refuses what
 * exceeds a run's bound.
 */
export function keepArtifact(
  tx: Transaction,
  run: Run,
  artifact: Kept,
  isSame: (other: StoredArtifact) => boolean,
): { readonly uid: string; readonly isNew: boolean } {
  const existing = tx.artifacts.ofRun(run.runId)
  const same = existing.find((other) => other.type === artifact.type && isSame(other))
  if (same !== undefined) return { uid: same.artifactUid, isNew: false }
  if (existing.length >= artifactsPerRunMax)
    throw new Refusal(
      'request_too_large',
      `run ${run.runId} has ${artifactsPerRunMax} artifacts already; delete some first`,
    )
  tx.artifacts.insert({ ...artifact, runId: run.runId })
  tx.events.append(run, {
    type: 'artifact_created',
    refId: artifact.artifactUid,
    executionId: run.executionId,
  })
  return { uid: artifact.artifactUid, isNew: true }
}
